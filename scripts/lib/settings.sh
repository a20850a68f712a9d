# The effective settings of an instance: generated values, then the --env file, then the caller's environment. Sourced, never run.

# What SPEC names as configuration, and what only the scripts and nginx read.
setting_names=(
    ENVIRONMENT DATABASE_URL SECRET_KEY JWT_SECRET_KEY SECRET_KEY_PREVIOUS ALGORITHM ACCESS_TOKEN_EXPIRE_MINUTES
    REFRESH_TOKEN_EXPIRE_DAYS CLIENT_TOKEN CONFIG_ENCRYPTION_KEY CONFIG_ENCRYPTION_KEY_PREVIOUS REGISTRATION BCRYPT_COST SMTP_HOST SMTP_PORT SMTP_USERNAME
    SMTP_PASSWORD SMTP_TLS SMTP_CA_FILE SMTP_FROM_EMAIL SMTP_FROM_NAME ATTORNEY_EMAIL DUPLICATE_ENQUIRY UPLOAD_DIR MAX_FILE_SIZE TIMEZONE
    CORS_ORIGINS LOG_LEVEL DEFAULT_LOCALE WHATSAPP_DRIVER WHATSAPP_STUB_FAST PASSWORD_BLOCKLIST PUBLIC_URL RATE_LIMIT_INTAKE
    RATE_LIMIT_LOGIN RATE_LIMIT_API
    BIND_ADDRESS METRICS_ALLOW EMBED_ORIGINS INTAKE_PROCESSES INTAKE_THREADS STAFF_PROCESSES STAFF_THREADS
    POOLS DATABASE_URL_INTAKE DATABASE_URL_ACCOUNTS DATABASE_URL_LEADS DATABASE_URL_CRM DATABASE_URL_MESSAGING DATABASE_URL_WORKER
)
# The parts with a database user of their own when POOLS is split.
database_parts=(intake accounts leads crm messaging worker)
declare -A settings=()

set_setting() { settings[$1]=$2; }

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
    private_database=no
    if [[ -z ${settings[DATABASE_URL]:-} ]]; then
        private_database=yes
        settings[DATABASE_URL]="mariadb://guiche:$DATABASE_PASSWORD@localhost/guiche?socket=$database_socket"
    fi
    gather_pool_databases
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
    check_settings
}

# With POOLS=split: the URLs of the parts' database users. Those of a server that we administer are made here.
gather_pool_databases() {
    local part url
    if [[ ${settings[POOLS]:-joint} != split || ${settings[DATABASE_URL]} != *"socket=$database_socket" ]]; then return 0; fi
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
    faults=$((faults + 1))
}

# Checks what only nginx and the scripts read (the programs check the rest); one line a fault.
check_settings() {
    local name value faults=0
    for name in RATE_LIMIT_INTAKE RATE_LIMIT_LOGIN RATE_LIMIT_API; do
        value=${settings[$name]:-off}
        [[ $value =~ ^([1-9][0-9]{0,5}r/[sm]|off)$ ]] || fault "$name" "a number of requests a second or minute such as 10r/m or 50r/s, or off"
    done
    [[ ${settings[MAX_FILE_SIZE]:-1} =~ ^[1-9][0-9]{0,9}$ ]] || fault MAX_FILE_SIZE "a number of bytes, at least 1"
    [[ ${settings[DEFAULT_LOCALE]:-en} =~ ^(en|pt-BR)$ ]] || fault DEFAULT_LOCALE "en or pt-BR"
    [[ ${settings[UPLOAD_DIR]} != *[$'"\\$;{}']* ]] || fault UPLOAD_DIR "a path without quotes, braces, semicolons, dollar signs or backslashes"
    [[ ${settings[BIND_ADDRESS]:-} =~ ^[0-9A-Fa-f.:*]*$ ]] || fault BIND_ADDRESS "an IPv4 or IPv6 address, or *"
    [[ ${settings[METRICS_ALLOW]:-} =~ ^[0-9A-Fa-f.:/,\ ]*$ ]] || fault METRICS_ALLOW "addresses or networks, comma-separated"
    [[ ${settings[CORS_ORIGINS]:-} =~ ^[][A-Za-z0-9.:/_,\ *-]*$ ]] || fault CORS_ORIGINS "origins such as https://example.com, comma-separated"
    [[ ${settings[EMBED_ORIGINS]:-} =~ ^(https?://[A-Za-z0-9.-]+(:[0-9]+)?/?([,\ ]+|$))*$ ]] || fault EMBED_ORIGINS "origins such as https://www.example.com, comma-separated; * is not one"
    for name in INTAKE_PROCESSES INTAKE_THREADS STAFF_PROCESSES STAFF_THREADS; do
        [[ ${settings[$name]:-1} =~ ^[1-9][0-9]?$ ]] || fault "$name" "a number from 1 to 99"
    done
    [[ ${settings[POOLS]:-joint} =~ ^(joint|split)$ ]] || fault POOLS "joint or split"
    if [[ ${settings[POOLS]:-joint} == split ]]; then
        for name in "${database_parts[@]}"; do
            [[ -n ${settings[DATABASE_URL_${name^^}]:-} ]] || fault "DATABASE_URL_${name^^}" "is required with POOLS=split and DATABASE_URL"
        done
    fi
    ((faults == 0)) || exit 1
}

# Writes the effective settings for the programs; only the owner reads them.
write_settings() {
    local name
    (
        umask 077
        {
            say "# Made by scripts/$program at each start or installation: generated values, the --env file and the environment, in rising order."
            for name in "${!settings[@]}"; do
                [[ ${settings[$name]} != *$'\n'* ]] || die "$name has a line break"
                say "$name=${settings[$name]}"
            done | sort
        } >"$settings_file.new"
        mv "$settings_file.new" "$settings_file"
    )
}
