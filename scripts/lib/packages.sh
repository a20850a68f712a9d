# What an instance needs on the host: Debian packages, the programs, readable folders. Sourced, never run.

# The servers beside the programs; what programs, scripts and pages use; what an installed host has besides (scripts/install); what
# the build reads. The Debian packages depend on the first three.
server_packages=(nginx libnginx-mod-http-lua lua-nginx-websocket lua-cjson mariadb-server)
program_packages=(
    mariadb-client spawn-fcgi multiwatch libjs-bootstrap5 libjs-chart.js node-qrcode-generator bootstrap-icons openssl curl ca-certificates tzdata
)
host_packages=(logrotate iproute2 acl)
build_packages=(libfcgi-dev libmariadb-dev libssl-dev libcrypt-dev libcurl4-openssl-dev libqrencode-dev libpng-dev pkg-config)
needed_packages=("${server_packages[@]}" "${program_packages[@]}" "${build_packages[@]}")

# Installs those of the packages (and of "$@") that are missing. Their services are not started: an instance runs its own.
install_packages() {
    local name policy=/usr/sbin/policy-rc.d own_policy=no
    local -a missing=()
    local -A installed=()
    while read -r name; do installed[$name]=yes; done < <(
        dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "${needed_packages[@]}" "$@" 2>/dev/null | sed -n 's/^installed //p')
    for name in "${needed_packages[@]}" "$@"; do
        if [[ -z ${installed[$name]:-} ]]; then missing+=("$name"); fi
    done
    # Any Python with pip will do; only where there is none Debian's is used.
    if ! { command -v python3 && command -v pip3; } >/dev/null && ! python3 -m pip --version >/dev/null 2>&1; then
        missing+=(python3 python3-pip)
    fi
    ((${#missing[@]})) || return 0
    is_root || die "missing packages; as root: apt-get install ${missing[*]}"
    say "Installing ${missing[*]}"
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 0755 "$policy"
        own_policy=yes
    fi
    local result=0
    {
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}" ||
            { apt-get update --quiet && DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}"; }
    } >"$logs/packages.log" 2>&1 || result=$?
    if [[ $own_policy == yes ]]; then rm -f "$policy"; fi
    ((result == 0)) || { tail -n 5 "$logs/packages.log" >&2; die "apt-get failed, see $logs/packages.log"; }
}

# Builds the programs (or takes those of GUICHE_BIN_DIR, or of the package) and puts them into folder $1: a running instance keeps its own.
build_programs() {
    local from=${GUICHE_BIN_DIR:-} name
    if is_packaged; then from=$packaged_programs; fi
    if [[ -z $from ]]; then
        command -v swift >/dev/null || die "there is no Swift toolchain (6.3) on the PATH"
        for name in guiche-responder guiche-worker guichectl; do
            swift build --package-path "$repository" -c release --static-swift-stdlib --product "$name"
        done
        from=$(swift build --package-path "$repository" -c release --static-swift-stdlib --show-bin-path)
    fi
    mkdir -p "$1"
    for name in guiche-responder guiche-worker guichectl; do
        [[ -x $from/$name ]] || die "there is no $from/$name"
        if ! cmp -s "$from/$name" "$1/$name"; then
            install -m 0755 "$from/$name" "$1/$name.new"
            mv "$1/$name.new" "$1/$name"
        fi
    done
}

# As root, the accounts that serve must get through to their folders, and no further.
open_to_services() {
    local folder
    mkdir -p "$state"
    chmod 0711 "$state" "$run_dir" "$sockets"
    # nginx makes its sockets for all to write: the folder keeps strangers from publishing and from subscribing.
    chmod 0750 "$logs" "$sockets/hub" "$sockets/wake"
    if [[ ! -d ${settings[UPLOAD_DIR]} ]]; then
        mkdir -p "${settings[UPLOAD_DIR]}"
        chmod 0750 "${settings[UPLOAD_DIR]}"
        if is_root; then chown www-data:www-data "${settings[UPLOAD_DIR]}"; fi
    fi
    is_root || return 0
    chown www-data:www-data "$state/stats" "$sockets/hub" "$sockets/wake"
    chmod 0750 "$state/stats"
    # The server writes its own log.
    touch "$logs/mariadb.log"
    chown mysql:mysql "$logs/mariadb.log"
    chmod 0711 "$logs"
    for folder in "$(dirname "$state")" "$(dirname "${settings[UPLOAD_DIR]}")"; do
        while [[ $folder != / ]]; do
            if (((8#$(stat -c %a "$folder") & 1) == 0)); then
                say "Note: $folder gets o+x, so that www-data and mysql reach the state folder."
                chmod o+x "$folder"
            fi
            folder=$(dirname "$folder")
        done
    done
}
