# The effective settings of an instance: generated values, then the --env file, then the caller's environment. Sourced, never run.

# Every setting, as .env.example declares it: a line NAME=value, most of them commented out; and what an unset one is, as shown there.
setting_names=()
declare -A setting_defaults=()
while IFS='=' read -r name value; do
    setting_names+=("$name")
    setting_defaults[$name]=$value
done < <(sed -nE 's/^#?([A-Z][A-Z0-9_]*=.*)/\1/p' "$repository/.env.example")
# The parts with a database user of their own when POOLS is split.
database_parts=(intake accounts leads crm messaging worker)
declare -A settings=()

# Prints the settings that part $1 is started without: what others sign, send or open with, their database users, and the keys of files.
foreign_settings() {
    printf 'DATABASE_URL_%s\n' "${database_parts[@]^^}"
    { keeps_files "$1" && has_object_store; } || printf '%s\n' FILE_STORE S3_ACCESS_KEY_ID S3_SECRET_ACCESS_KEY S3_REGION
    case $1 in
        worker) printf '%s\n' SECRET_KEY SECRET_KEY_PREVIOUS CLIENT_TOKEN ;;
        staff | accounts | messaging) printf '%s\n' SMTP_USERNAME SMTP_PASSWORD ;;
        *) printf '%s\n' SMTP_USERNAME SMTP_PASSWORD CONFIG_ENCRYPTION_KEY CONFIG_ENCRYPTION_KEY_PREVIOUS ;;
    esac
}

# Whether part $1 writes, reads or removes files.
keeps_files() { [[ $1 =~ ^(intake|staff|leads|worker)$ ]]; }

# Whether files are in an object store; UPLOAD_DIR is then a folder that they pass through.
has_object_store() { [[ ${settings[FILE_STORE]:-} == s3:* ]]; }

# Sets the values of the object store that nginx fetches from. A name of DNS is looked up when a file is fetched, so nginx starts without it.
fill_store_values() {
    local url name
    values[OBJECTS]="# --- Files are in a folder." values[STORE_HOST]=127.0.0.1 values[STORE_NAME]=127.0.0.1 values[STORE_PASS]="return 404;" values[STORE_MARK]=/
    has_object_store || return 0
    [[ ${settings[FILE_STORE]} =~ ^s3:(https?)://([^/]+)/(.+)$ ]]
    values[STORE_MARK]=/_objects/${BASH_REMATCH[3]}/.instance
    values[OBJECTS]="include $site_dir/objects.conf;"
    url=${BASH_REMATCH[1]}://${BASH_REMATCH[2]}
    values[STORE_HOST]=${BASH_REMATCH[2]}
    if [[ ${BASH_REMATCH[1]} == https ]]; then values[STORE_HOST]=${values[STORE_HOST]%:443}; else values[STORE_HOST]=${values[STORE_HOST]%:80}; fi
    name=${BASH_REMATCH[2]}
    if [[ $name =~ ^(.+):[0-9]+$ ]]; then name=${BASH_REMATCH[1]}; fi
    values[STORE_NAME]=$name
    # Names of this host alone, and short ones (`search`), are unknown to DNS; nginx looks them up when it starts.
    if [[ $name != \[* && $name != *.* || -n $(getent -s files hosts "$name") && ! $name =~ ^[0-9.]+$ ]]; then
        values[STORE_PASS]="proxy_pass $url/;"
        return 0
    fi
    # With a variable nginx passes on the address as it then is.
    printf -v 'values[STORE_PASS]' '%s\n    ' "set \$guiche_store \"$url\";" 'rewrite ^/_objects(/.*)$ $1 break;' "$(name_servers)"
    values[STORE_PASS]+="proxy_pass \$guiche_store;"
}

# Prints nginx's line of the name servers that this host has; as the system does, without one the host itself is asked.
name_servers() {
    local address scope list='' ipv6=off
    while read -r _ address _; do
        case $address in
            *%*) ;; # nginx knows no zones.
            *:*) list+=" [$address]" ;;
            ?*) list+=" $address" ;;
        esac
    done < <(grep -sE '^nameserver[[:space:]]' /etc/resolv.conf)
    # An address that this host has no way to is not tried.
    while read -r _ _ _ scope _; do if [[ $scope == 00 ]]; then ipv6=on; fi; done < <(cat /proc/net/if_inet6 2>/dev/null)
    say "resolver${list:- 127.0.0.1} ipv6=$ipv6; resolver_timeout 5s;"
}

set_setting() { settings[$1]=$2; }

# Prints the value of setting $1, or its default.
setting() { say "${settings[$1]:-${setting_defaults[$1]}}"; }

# Makes the secrets of a new instance; they stay the same for its life.
make_secrets() {
    [[ ! -s $state/secrets.env ]] || return 0
    (
        umask 077
        {
            say "DATABASE_PASSWORD=$(openssl rand -hex 24)"
            say "SECRET_KEY=$(openssl rand -base64 48)"
            say "CLIENT_TOKEN=$(openssl rand -hex 24)"
            say "CONFIG_ENCRYPTION_KEY=$(openssl rand -base64 32)"
        } >"$state/secrets.env.new"
        mv "$state/secrets.env.new" "$state/secrets.env"
    )
}

# Gathers the settings; $1 is the --env file or empty. `private_database` says whether the instance runs its own server.
gather_settings() {
    local name
    each_setting "$state/secrets.env" set_setting
    DATABASE_PASSWORD=${settings[DATABASE_PASSWORD]}
    unset 'settings[DATABASE_PASSWORD]'
    : "${settings[PUBLIC_URL]:=http://localhost:$port}" "${settings[UPLOAD_DIR]:=uploads/resumes}"
    if [[ -n $1 ]]; then each_setting "$1" set_setting; fi
    for name in "${setting_names[@]}"; do
        if [[ -v $name ]]; then settings[$name]=${!name}; fi
    done
    # The alias names the same key: one given by the user replaces the generated one.
    if [[ -n ${settings[JWT_SECRET_KEY]:-} ]]; then
        settings[SECRET_KEY]=${settings[JWT_SECRET_KEY]}
        unset 'settings[JWT_SECRET_KEY]'
    fi
    local own="mariadb://guiche:$DATABASE_PASSWORD@localhost/guiche?socket=$database_socket"
    : "${settings[DATABASE_URL]:=$own}"
    private_database=no
    if [[ ${settings[DATABASE_URL]} == "$own" ]]; then private_database=yes; fi
    gather_pool_databases
    if [[ ${settings[FILE_STORE]:-} == folder:?* ]]; then
        settings[UPLOAD_DIR]=${settings[FILE_STORE]#folder:}
        unset 'settings[FILE_STORE]'
    fi
    if [[ ${settings[UPLOAD_DIR]} != /* ]]; then settings[UPLOAD_DIR]=$state/${settings[UPLOAD_DIR]}; fi
    if [[ -n ${settings[PASSWORD_BLOCKLIST]:-} && ${settings[PASSWORD_BLOCKLIST]} != /* ]]; then
        settings[PASSWORD_BLOCKLIST]=$(realpath -m -- "${settings[PASSWORD_BLOCKLIST]}")
    fi
    if [[ -n ${settings[SMTP_CA_FILE]:-} && ${settings[SMTP_CA_FILE]} != /* ]]; then
        settings[SMTP_CA_FILE]=$(realpath -m -- "${settings[SMTP_CA_FILE]}")
    fi
    settings[GUICHE_PAGES_DIR]=$site_dir/html
    settings[GUICHE_TEMPLATES_DIR]=$state/mails
    settings[GUICHE_HUB_SOCKET]=$sockets/hub/program.sock
    name_hub
    settings[GUICHE_WAKE_SOCKET]=$sockets/wake/worker
    settings[GUICHE_STAMPS_DIR]=$state/stamps
    check_settings
}

# With GUICHE_HUBS: which of them is this host's; its host name unless GUICHE_HUB_NAME is set.
name_hub() {
    if [[ -n ${settings[GUICHE_HUBS]:-} ]]; then : "${settings[GUICHE_HUB_NAME]:=$(uname -n)}"; fi
}

# With POOLS=split: the URLs of the parts' database users. Those of a server that we administer are made here.
gather_pool_databases() {
    local part url
    if [[ $(setting POOLS) != split || ${settings[DATABASE_URL]} != *"socket=$database_socket" ]]; then return 0; fi
    if [[ ! -s $state/pools.env ]]; then
        (
            umask 077
            for part in "${database_parts[@]}"; do
                say "DATABASE_URL_${part^^}=mariadb://guiche_$part:$(openssl rand -hex 24)@localhost/guiche?socket=$database_socket"
            done >"$state/pools.env.new"
            mv "$state/pools.env.new" "$state/pools.env"
        )
    fi
    each_setting "$state/pools.env" set_setting
    # The socket is where it is this time: a state folder with a long name has its sockets in another folder at each start.
    for part in "${database_parts[@]}"; do
        url=${settings[DATABASE_URL_${part^^}]:-}
        settings[DATABASE_URL_${part^^}]="${url%%\?*}?socket=$database_socket"
    done
}

fault() {
    complain "$1: $2"
    setting_faults=$((setting_faults + 1))
}

# Checks what only nginx and the scripts read; one line a fault, counted in setting_faults.
check_settings() {
    local name value
    setting_faults=0
    for name in RATE_LIMIT_INTAKE RATE_LIMIT_LOGIN RATE_LIMIT_API; do
        value=${settings[$name]:-off}
        [[ $value =~ ^([1-9][0-9]{0,5}r/[sm]|off)$ ]] || fault "$name" "a number of requests a second or minute such as 10r/m or 50r/s, or off"
    done
    [[ $(setting MAX_FILE_SIZE) =~ ^[1-9][0-9]{0,9}$ ]] || fault MAX_FILE_SIZE "a number of bytes, at least 1"
    [[ $(setting DEFAULT_LOCALE) =~ ^(en|pt-BR)$ ]] || fault DEFAULT_LOCALE "en or pt-BR"
    [[ $(setting CURRENCY) =~ ^[A-Z]{3}$ ]] || fault CURRENCY "three capital letters of ISO 4217, such as BRL"
    [[ ${settings[UPLOAD_DIR]} != *[$'"\\$;{}']* ]] || fault UPLOAD_DIR "a path without quotes, braces, semicolons, dollar signs or backslashes"
    [[ ${settings[BIND_ADDRESS]:-} =~ ^[0-9A-Fa-f.:*]*$ ]] || fault BIND_ADDRESS "an IPv4 or IPv6 address, or *"
    [[ ${settings[METRICS_ALLOW]:-} =~ ^[0-9A-Fa-f.:/,\ ]*$ ]] || fault METRICS_ALLOW "addresses or networks, comma-separated"
    [[ ${settings[CORS_ORIGINS]:-} =~ ^[][A-Za-z0-9.:/_,\ *-]*$ ]] || fault CORS_ORIGINS "origins such as https://example.com, comma-separated"
    [[ ${settings[EMBED_ORIGINS]:-} =~ ^(https?://[A-Za-z0-9.-]+(:[0-9]+)?/?([,\ ]+|$))*$ ]] || fault EMBED_ORIGINS "origins such as https://www.example.com, comma-separated; * is not one"
    [[ $(setting BACKUP_KEEP) =~ ^[1-9][0-9]{0,3}$ ]] || fault BACKUP_KEEP "a number from 1 to 9999"
    [[ $(setting BACKUP_BEFORE_UPGRADE) =~ ^[01]$ ]] || fault BACKUP_BEFORE_UPGRADE "0 or 1"
    [[ $(setting BINARY_LOG) =~ ^(on|off)$ ]] || fault BINARY_LOG "on or off"
    check_backup_copy
    [[ ${settings[BACKUP_PASSPHRASE_FILE]:-/} == /* ]] || fault BACKUP_PASSPHRASE_FILE "the whole path of a file"
    for name in INTAKE_PROCESSES INTAKE_THREADS STAFF_PROCESSES STAFF_THREADS; do
        [[ ${settings[$name]:-1} =~ ^[1-9][0-9]?$ ]] || fault "$name" "a number from 1 to 99"
    done
    [[ $(setting POOLS) =~ ^(joint|split)$ ]] || fault POOLS "joint or split"
    if [[ $(setting POOLS) == split ]]; then
        for name in "${database_parts[@]}"; do
            [[ -n ${settings[DATABASE_URL_${name^^}]:-} ]] || fault "DATABASE_URL_${name^^}" "is required with POOLS=split and DATABASE_URL"
        done
    fi
}

# Checks where copies go; a bucket needs its keys, whatever keeps the files.
check_backup_copy() {
    local name to=${settings[BACKUP_COPY]:-}
    if [[ $to == s3:* ]]; then
        [[ $to =~ ^s3:(https://[][a-z0-9.:-]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$ ]] ||
            fault BACKUP_COPY "s3:https://ENDPOINT/BUCKET/PREFIX, of letters, digits and -._ (http only to this host)"
        for name in S3_ACCESS_KEY_ID S3_SECRET_ACCESS_KEY; do
            [[ -n ${settings[$name]:-} ]] || fault "$name" "is required with an object store in BACKUP_COPY"
        done
    else
        [[ $to =~ ^(/[^[:space:]]*|([A-Za-z0-9_.-]+@)?[A-Za-z0-9.-]+:[^[:space:]]+)?$ ]] ||
            fault BACKUP_COPY "a folder, a target of rsync such as user@host:/path, or s3:https://ENDPOINT/BUCKET/PREFIX"
    fi
}

# Ends the script when a setting is wrong; those that the programs read are checked by guichectl in folder $1, from the file written.
refuse_wrong_settings() {
    (enter_instance && cd / && exec "$1/guichectl" doctor --settings >/dev/null) || setting_faults=$((setting_faults + 1))
    ((setting_faults == 0)) || exit 1
}

# The processes of pool $1, and the threads of each (.env.example).
processes_of() { if [[ $1 == intake ]]; then setting INTAKE_PROCESSES; else setting STAFF_PROCESSES; fi; }
threads_of() { if [[ $1 == intake ]]; then setting INTAKE_THREADS; else setting STAFF_THREADS; fi; }

# Writes the effective settings for the programs; only the owner reads them.
write_settings() {
    local name value
    (
        umask 077
        {
            say "# Made by scripts/$program at each start or installation: generated values, the --env file and the environment, in rising order."
            for name in "${!settings[@]}"; do
                value=$(setting_notation "${settings[$name]}") || die "$name: a value has no line breaks, and not both kinds of quotes beside blanks or remarks"
                say "$name=$value"
            done | sort
        } >"$settings_file.new"
        mv "$settings_file.new" "$settings_file"
    )
}
