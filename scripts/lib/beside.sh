# A copy made by scripts/backup, checked and loaded into a database of its own beside the live one. Sourced, never run.
#
# `work` is the folder that all of it happens in, `copy` the unpacked copy, `beside` the database; `file` the copy's name.

# Takes --passphrase-file from the settings unless it was given.
take_passphrase() {
    : "${passphrase:=${settings[BACKUP_PASSPHRASE_FILE]:-}}"
    [[ -z $passphrase || -s $passphrase ]] || die "the passphrase cannot be read from $passphrase"
}

unpack() { tar --extract --gzip --directory "$copy" --no-same-owner; }

# Ends the script: the copy did not unpack, as there is no room, or as it is not whole ($1 says so).
refuse_copy() {
    (($(kibibytes_free "$work") > 1024)) || die "no room: $(df --output=target "$work" | tail -n 1) is full; nothing was changed"
    die "$1"
}

# Unpacks `file` and compares it with its manifest; is_unverified=yes accepts one without.
open_copy() {
    copy=$work/copy
    mkdir "$copy"
    if [[ $(head -c 8 "$file" | tr -d '\0') == Salted__ ]]; then
        [[ -n $passphrase ]] || die "$file is encrypted: --passphrase-file opens it"
        openssl enc -d "${cipher[@]}" -pass "file:$passphrase" -in "$file" 2>/dev/null | unpack 2>/dev/null ||
            refuse_copy "$file cannot be opened: another passphrase, or it is damaged"
    else
        unpack <"$file" 2>/dev/null || refuse_copy "$file cannot be read: it is damaged, or not a copy made by scripts/backup"
    fi
    [[ -s $copy/database.sql && -d $copy/uploads && -s $copy/secrets.env ]] || die "$file is not a copy made by scripts/backup"
    if [[ -e $copy/manifest.sha256 ]]; then
        check_manifest "$copy" || die "$file is damaged: it is not what its manifest names"
    else
        [[ ${is_unverified:-no} == yes ]] || die "$file has no manifest; --unverified takes it all the same"
    fi
    is_whole_dump "$copy/database.sql" || die "$file is damaged: its database is not whole"
}

# Makes the server answer; that of an instance of scripts/run that is stopped runs until close_server.
open_server() {
    has_started_server=no
    private_database=$(if is_administered; then say yes; else say no; fi)
    write_administrator_options "$work/client.cnf"
    if is_administered && ! administer_sql "SELECT 1" >/dev/null 2>&1; then
        if is_installed; then
            systemctl start mariadb
        else
            (exec_database) 8>&- 9>&- </dev/null >>"$logs/mariadb.log" 2>&1 &
            record_process mariadb $!
            await_database $! || die "MariaDB did not start, see $logs/mariadb.log"
            has_started_server=yes
        fi
    fi
}

close_server() {
    if [[ ${has_beside:-no} == yes ]]; then
        administer_sql "DROP DATABASE IF EXISTS \`$beside\`" || true
        if is_administered; then administer_sql "REVOKE ALL PRIVILEGES ON \`$beside\`.* FROM guiche@localhost" 2>/dev/null || true; fi
    fi
    if [[ ${has_started_server:-no} == yes ]]; then end_part mariadb 60; fi
}

# Loads the copy into a new database whose name is the live one's with $1 at its end; what a killed script left there goes.
load_beside() {
    database=$(database_of "${settings[DATABASE_URL]}")
    beside=${database}_$1
    administer_sql "DROP DATABASE IF EXISTS \`$beside\`; CREATE DATABASE \`$beside\`" ||
        die "no database can be made beside $database: its user needs the right (GRANT ALL ON \`${database}\\_%\`.*)"
    has_beside=yes
    load_into "$beside" <"$copy/database.sql" || die "the copy's database cannot be loaded; nothing was changed"
    if is_administered; then administer_sql "GRANT ALL PRIVILEGES ON \`$beside\`.* TO guiche@localhost"; fi
}

# Runs guichectl on the copy: its database, and the keys of keys.env.
on_copy() {
    (
        enter_instance
        [[ ${settings[DATABASE_URL]} =~ $url_form ]]
        DATABASE_URL=${BASH_REMATCH[1]}://${BASH_REMATCH[2]}${BASH_REMATCH[4]}/$beside${BASH_REMATCH[6]}
        unset CONFIG_ENCRYPTION_KEY CONFIG_ENCRYPTION_KEY_PREVIOUS
        each_setting "$work/keys.env" export_setting
        export DATABASE_URL
        cd "$repository"
        exec "$bin_dir/guichectl" "$@"
    ) 8>&- 9>&-
}

# Writes the keys that open the copy's stored secrets: $1 seals them, $2 opens what it does not.
write_keys() {
    {
        if [[ -n $1 ]]; then say "CONFIG_ENCRYPTION_KEY=$1"; fi
        if [[ -n $2 ]]; then say "CONFIG_ENCRYPTION_KEY_PREVIOUS=$2"; fi
    } >"$work/keys.env"
}

# Brings the copy's database to the schema of these programs, opens its secrets, compares its rows with their files, and ends its sign-ins.
# What was held is then in the file `held`, the result of the comparison in `files`.
ready_copy() {
    with_trusted_triggers on_copy migrate up --dir "$repository/scripts/migrations" >/dev/null ||
        die "the copy's database does not come up to this release; nothing was changed"
    if [[ -s $work/keys.env ]]; then
        on_copy config rotate-key >"$work/secrets" || die "the copy's stored secrets do not open with the copy's CONFIG_ENCRYPTION_KEY; nothing was changed"
    fi
    on_copy files verify --folder "$copy/uploads" >"$work/files" || {
        grep -E '^(missing|differs) ' "$work/files" >&2 || true
        [[ ${is_incomplete:-no} == yes ]] || die "rows of the copy lack their files; --incomplete takes it all the same. Nothing was changed"
    }
    on_copy after-restore >"$work/held" || die "the copy's database could not be made ready; nothing was changed"
}
