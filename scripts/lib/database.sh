# The instance's private MariaDB, and the client's way to whatever DATABASE_URL names. Sourced, never run.

# Writes the server's settings; the data are in mariadb/data.
write_server_settings() {
    mkdir -p "$state/mariadb/tmp" "${database_socket%/*}"
    cat >"$state/mariadb/my.cnf" <<END
[mariadbd]
datadir = $state/mariadb/data
tmpdir = $state/mariadb/tmp
socket = $database_socket
pid-file = $state/mariadb/mariadbd.pid
log-error = $logs/mariadb.log
skip-networking
skip-name-resolve
local-infile = 0
symbolic-links = 0
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_520_nopad_ci
default-time-zone = +00:00
sql-mode = STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION
# An acknowledged lead is on the disk.
innodb-flush-log-at-trx-commit = 1
innodb-buffer-pool-size = ${GUICHE_BUFFER_POOL:-256M}
innodb-log-file-size = 128M
max-allowed-packet = 16M
# One connection a responder thread (scripts/lib/supervisor has the arithmetic), and room for tools and tests.
max-connections = 250
back-log = 512
performance-schema = OFF
END
}

# Prints the server's settings of its binary log, whose files are $1.NUMBER. A log is on the disk when a transaction is acknowledged, as the
# transaction is; it is kept as long as the copies.
log_settings() {
    printf '%s\n' "log-bin = $1" "binlog-format = ROW" "sync-binlog = 1" "binlog-expire-logs-seconds = $((($(setting BACKUP_KEEP) + 1) * 86400))"
}

# Makes an empty data folder, with root's account open to this system user only; or a copy of GUICHE_TEST_DATA, which the end-to-end
# tests fill once a run.
install_database() {
    [[ ! -d $state/mariadb/data/mysql ]] || return 0
    rm -rf "$state/mariadb/data"
    mkdir -m 0750 -p "$state/mariadb/data"
    if [[ -n ${GUICHE_TEST_DATA:-} ]]; then cp -R --sparse=always "$GUICHE_TEST_DATA/." "$state/mariadb/data/"; fi
    if is_root; then chown -R mysql:mysql "$state/mariadb"; fi
    [[ -z ${GUICHE_TEST_DATA:-} ]] || return 0
    mariadb-install-db --defaults-file="$state/mariadb/my.cnf" --user="$(database_user)" --datadir="$state/mariadb/data" \
        --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" --skip-test-db \
        >"$logs/mariadb-install.log" 2>&1 || die "mariadb-install-db failed, see $logs/mariadb-install.log"
}

# Becomes the private server (replaces this shell).
exec_database() {
    if is_root; then chown mysql:mysql "$state/mariadb" "$state/mariadb/tmp" "${database_socket%/*}"; fi
    rm -f "$database_socket"
    exec setsid mariadbd --defaults-file="$state/mariadb/my.cnf" --user="$(database_user)"
}

as_database_root() { mariadb --no-defaults --socket="$database_socket" --user="$(id -un)" --batch "$@"; }

# Waits until the private server answers; fails when process $1 has ended or after 90 seconds.
await_database() {
    local tries=0
    until mariadb-admin --no-defaults --socket="$database_socket" --user="$(id -un)" ping >/dev/null 2>&1; do
        look_process "$1" || return 1
        ((++tries < 900)) || return 1
        sleep 0.1
    done
}

# Makes the database and its one user; the password comes from DATABASE_PASSWORD and goes over standard input.
prepare_database() {
    as_database_root <<END
CREATE DATABASE IF NOT EXISTS guiche;
CREATE USER IF NOT EXISTS guiche@localhost;
ALTER USER guiche@localhost IDENTIFIED BY '$DATABASE_PASSWORD';
GRANT ALL PRIVILEGES ON guiche.* TO guiche@localhost;
END
}

# Makes the private server's users of the pools, once the tables are there; the SQL of their rights comes over standard input.
prepare_pool_users() {
    local part url
    {
        for part in "${database_parts[@]}"; do
            url=${settings[DATABASE_URL_${part^^}]}
            [[ $url =~ $url_form && ${BASH_REMATCH[3]} =~ ^([a-z_]+):([0-9a-f]+)$ ]] || die "DATABASE_URL_${part^^} was changed"
            say "CREATE USER IF NOT EXISTS ${BASH_REMATCH[1]}@localhost;"
            say "ALTER USER ${BASH_REMATCH[1]}@localhost IDENTIFIED BY '${BASH_REMATCH[2]}';"
        done
        cat
    } | as_database_root
}

# Runs the rest of the line, which makes triggers: with a binary log MariaDB lets only trusted users do so (1419). Ours, on a server
# that we administer, is one meanwhile.
with_trusted_triggers() {
    local result=0 distrusts=0
    if [[ $private_database == yes ]]; then
        distrusts=$(as_database_root --skip-column-names <<<"SELECT @@log_bin AND NOT @@log_bin_trust_function_creators")
    fi
    if [[ $distrusts == 1 ]]; then as_database_root <<<"SET GLOBAL log_bin_trust_function_creators = 1"; fi
    "$@" || result=$?
    if [[ $distrusts == 1 ]]; then as_database_root <<<"SET GLOBAL log_bin_trust_function_creators = 0"; fi
    return "$result"
}

# Ends the script with one line when the server of another does not let us make triggers.
check_triggers() {
    local options said
    options=$(mktemp)
    write_client_options "${settings[DATABASE_URL]}" >"$options"
    said=$(mariadb --defaults-file="$options" --batch --skip-column-names <<<"SELECT @@log_bin AND NOT @@log_bin_trust_function_creators; SHOW GRANTS") || said=
    rm -f "$options"
    if [[ $said == 1$'\n'* && ! $said =~ (ALL\ PRIVILEGES|SUPER|BINLOG\ ADMIN)[^$'\n']*\ ON\ \*\.\* ]]; then
        die "nothing was changed: the database has a binary log and trusts no maker of triggers; set log_bin_trust_function_creators = 1 there"
    fi
}

percent_decoded() {
    local text=${1//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}

# A double-quoted value for an option file.
quoted_option() {
    local text=${1//\\/\\\\}
    say "\"${text//\"/\\\"}\""
}

url_form='^(mariadb|mysql)://(([^@/]*)@)?([^/?]*)/([^?]+)(\?(.*))?$'

# The database's name in URL $1.
database_of() {
    [[ $1 =~ $url_form ]] || die "DATABASE_URL is not mariadb://user:password@host:port/database"
    percent_decoded "${BASH_REMATCH[5]}"
}

# Prints a client option file for the first host of URL $1.
write_client_options() {
    [[ $1 =~ $url_form ]] || die "DATABASE_URL is not mariadb://user:password@host:port/database"
    local account=${BASH_REMATCH[3]} address=${BASH_REMATCH[4]%%,*} query=${BASH_REMATCH[7]}
    say "[client]"
    say "user=$(quoted_option "$(percent_decoded "${account%%:*}")")"
    if [[ $account == *:* ]]; then say "password=$(quoted_option "$(percent_decoded "${account#*:}")")"; fi
    if [[ $query =~ (^|&)socket=([^&]*) ]]; then
        say "socket=$(quoted_option "$(percent_decoded "${BASH_REMATCH[2]}")")"
    else
        say "host=${address%%:*}"
        if [[ $address == *:* ]]; then say "port=${address##*:}"; fi
        say "protocol=tcp"
    fi
    if [[ $query =~ (^|&)ssl_ca=([^&]*) ]]; then say "ssl-ca=$(quoted_option "$(percent_decoded "${BASH_REMATCH[2]}")")"; fi
    say "default-character-set=utf8mb4"
}
