# Changing an installed host: checks before anything is changed, the swap of all files, the start, the way back. Sourced, never run.
#
# `stage` is a tree with the new content of everything in `managed`, at the paths that it will have below /; `previous` is such a
# tree of what the host had.

# An installation by the package replaces one by scripts/install, whose files the tree then lacks.
managed=(
    /usr/local/lib/guiche /usr/lib/guiche/current /etc/guiche /etc/nginx/sites-available/guiche /etc/nginx/sites-enabled/guiche
    /etc/systemd/system/nginx.service.d/guiche.conf /etc/tmpfiles.d/guiche.conf /usr/local/bin/guichectl
    /etc/mysql/mariadb.conf.d/60-guiche.cnf /etc/mysql/conf.d/00-guiche.cnf
)
if ! is_packaged; then managed+=(/etc/logrotate.d/guiche); fi
units=/etc/systemd/system
default_site=/etc/nginx/sites-enabled/default

# The names of the units in tree $1 (empty: the host's own).
units_of() {
    local file
    for file in "$1$units"/guiche-*.socket "$1$units"/guiche-*.service "$1$units"/guiche-*.timer; do
        if [[ -e $file ]]; then say "${file##*/}"; fi
    done
}

# Prints something unless the host's default site is Debian's own, as it was shipped.
default_site_changes() {
    local shipped
    shipped=$(dpkg-query --show --showformat='${Conffiles}\n' nginx-common 2>/dev/null | sed -n 's#^ */etc/nginx/sites-available/default ##p')
    [[ -n $shipped && ${shipped%% *} == "$(md5sum </etc/nginx/sites-available/default | cut -d' ' -f1)" &&
        $(realpath "$default_site") == /etc/nginx/sites-available/default ]] || say changed
}

# --- Checks

# Fails when another program than nginx listens on port $1 of address $2, and says which.
check_port() {
    local listener address=$2
    [[ $address != *:* ]] || address="[$address]"
    while read -r listener; do
        [[ $listener != *'"nginx"'* ]] || continue
        case $2 in
            '*') ;;
            *) [[ $listener == *" $address:$1 "* || $listener == *" 0.0.0.0:$1 "* || $listener == *" [::]:$1 "* || $listener == *" *:$1 "* ]] || continue ;;
        esac
        if [[ $listener =~ users:\(\(\"([^\"]*)\",pid=([0-9]+) ]]; then
            die "port $1 is taken by ${BASH_REMATCH[1]} (process ${BASH_REMATCH[2]})"
        fi
        die "port $1 is taken by another program"
    done < <(ss -Hltnp "sport = :$1")
}

# Runs the rest of the line with the staged settings, as user $1.
with_staged_settings() {
    local user=$1
    shift
    (
        settings_file=$stage$etc/guiche.env
        enter_instance
        cd /
        exec_as "$user" "$@"
    )
}

# nginx reads the staged files, and the host's other sites, at their final paths: in a mount namespace of its own.
check_nginx() {
    local path said
    for path in "$etc" "$logs" "$sockets"; do
        mkdir -p "$stage$path"
        if [[ ! -e $path ]]; then
            mkdir -p "$path"
            made_folders+=("$path")
        fi
    done
    mkdir -p "$stage$sockets/hub" "$stage$sockets/publish"
    # shellcheck disable=SC2016
    said=$(unshare --mount --propagation private bash -c '
        for path in "${@:2}"; do mount --bind "$1$path" "$path" || exit 1; done
        nginx -t -q && nginx -t -q -e stderr -c "$2/nginx/hub.conf"
    ' bash "$stage" "$etc" "$logs" "$sockets" /etc/nginx/sites-available /etc/nginx/sites-enabled 2>&1) || {
        printf '%s\n' "$said" >&2
        die "nginx refuses the configuration"
    }
}

# Prints the staged migrations after version $1.
pending_migrations() {
    local file number
    for file in "$stage$library"/scripts/migrations/*.sql; do
        number=${file##*/}
        number=${number%%_*}
        if ((10#$number > $1)); then say "${file##*/}"; fi
    done
}

# Whether another version is installed than is staged.
is_upgrade() { [[ -x $library/bin/guichectl ]] && ! { cmp -s "$stage$library/bin/guichectl" "$library/bin/guichectl" && [[ -z $(pending_migrations "$schema_before") ]]; }; }

# Saves what runs, by the programs that run. Without room for it the upgrade goes on, and says so.
copy_before_upgrade() {
    local file said
    [[ $(setting BACKUP_BEFORE_UPGRADE) == 1 ]] || return 0
    file=$backups/upgrade-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
    mkdir -m 0700 -p "$backups"
    say "A copy before the upgrade: $file (BACKUP_BEFORE_UPGRADE=0 goes without)"
    if said=$("$repository/scripts/backup" --state "$etc" --incomplete "$file" 2>&1); then
        find "$backups" -maxdepth 1 -name 'upgrade-*.tar.gz' | LC_ALL=C sort -r | tail -n +3 | xargs -r -d '\n' rm -f --
    elif [[ $said == *"no copy was made:"* ]]; then
        complain "warning: the upgrade goes on without a copy: ${said##*no copy was made: }"
    else
        printf '%s\n' "$said" >&2
        die "nothing was changed: there is no copy of what runs (BACKUP_BEFORE_UPGRADE=0 goes without)"
    fi
}

setting_of() {
    local wanted=$1 found=
    # shellcheck disable=SC2329
    keep() { if [[ $1 == "$wanted" ]]; then found=$2; fi; }
    each_setting "$2" keep
    say "$found"
}

# --- Swap

# Copies what the host has of everything managed to tree $1.
save_tree() {
    local path
    rm -rf "$1"
    mkdir -m 0700 "$1"
    while read -r path; do
        [[ -e $path || -L $path ]] || continue
        mkdir -p "$1${path%/*}"
        cp -a "$path" "$1$path"
    done < <(managed_paths "")
}

# Makes everything managed what it is in tree $1.
put_tree() {
    local path
    while read -r path; do
        rm -rf "$path.new" "$path.old"
        if [[ -e $1$path || -L $1$path ]]; then
            mkdir -p "${path%/*}"
            cp -a "$1$path" "$path.new"
            if [[ -d $path && ! -L $path ]]; then mv "$path" "$path.old"; fi
            mv -T "$path.new" "$path"
            rm -rf "$path.old"
        else
            rm -rf "$path"
        fi
    done < <(managed_paths "$1")
}

managed_paths() {
    printf '%s\n' "${managed[@]}"
    { units_of ""; units_of "$1"; } | sort -u | sed "s#^#$units/#"
}

# Stops and disables the units that tree $1 no longer has.
retire_units() {
    local -a gone
    mapfile -t gone < <(comm -23 <(units_of "" | sort) <(units_of "$1" | sort))
    if ((${#gone[@]})); then systemctl disable --now --quiet "${gone[@]}" || true; fi
}

# Starts what the host has now. nginx is restarted only where a reload does not do.
activate() {
    local unit
    local -a listeners programs timers
    mapfile -t listeners < <(units_of "" | grep '\.socket$' || true)
    mapfile -t timers < <(units_of "" | grep '\.timer$' || true)
    # What a timer starts is no program that runs.
    mapfile -t programs < <(units_of "" | grep '\.service$' | grep -vxF -f <(printf '%s\n' "${timers[@]/%.timer/.service}") || true)
    systemctl daemon-reload
    if [[ -e /etc/tmpfiles.d/guiche.conf ]]; then systemd-tmpfiles --create /etc/tmpfiles.d/guiche.conf; fi
    if ((${#programs[@]})); then
        systemctl enable --quiet "${listeners[@]}" "${programs[@]}" "${timers[@]}"
        for unit in "${listeners[@]}"; do
            # A pool of an older version holds a socket of its own.
            if ! systemctl is-active --quiet "$unit"; then systemctl stop "${unit%.socket}.service"; fi
            systemctl start "$unit"
        done
        systemctl restart "${programs[@]}"
    fi
    systemctl enable --quiet nginx
    if systemctl is-active --quiet nginx && [[ $nginx_limits == "$(cat "$units/nginx.service.d/guiche.conf" 2>/dev/null)" ]]; then
        systemctl reload nginx
    else
        systemctl restart nginx
    fi
    if ((${#timers[@]})); then systemctl restart "${timers[@]}" && systemctl start --no-block guiche-certificate.service; fi
}

# Has the host's server begin with what is new in its settings, the binary log among them, unless it would interrupt what is served; then
# with its next start.
begin_server_settings() {
    local is_new=no
    if [[ -e $memory_file ]] && ! cmp -s "$memory_file" "$previous$memory_file"; then is_new=yes; fi
    if [[ -e /etc/mysql/mariadb.conf.d/60-guiche.cnf && $(as_database_root --skip-column-names <<<"SELECT @@log_bin") == 0 ]]; then is_new=yes; fi
    [[ $is_new == yes ]] || return 0
    if [[ $schema_before == 0 ]]; then
        systemctl restart mariadb
    else
        say "New settings of MariaDB, the binary log or its caches, begin with its next start (systemctl restart mariadb)."
    fi
}

# Waits until both pools answer through nginx.
await_health() {
    local address=${settings[BIND_ADDRESS]:-*} path deadline=$((SECONDS + 60))
    case $address in '*' | 0.0.0.0) address=127.0.0.1 ;; *:*) address="[$address]" ;; esac
    for path in /health /openapi.json; do
        until [[ $(curl --noproxy '*' --silent --insecure --max-time 5 --resolve "$host:443:$address" --output /dev/null \
            --write-out '%{http_code}' "https://$host$path") == 200 ]]; do
            ((SECONDS < deadline)) || return 1
            sleep 0.3
        done
    done
}

# Makes the first administrator, who changes the password.
make_administrator() {
    local password
    password=$(openssl rand -base64 18 | tr '+/' '-_')
    guichectl user create --username admin --email "$administrator" --role admin --name Administrator <<<"$password" >/dev/null ||
        { complain "warning: no administrator was made"; return 0; }
    (umask 077 && say "$password" >"$etc/admin-password")
    say "The first administrator is admin; the password is in $etc/admin-password."
}

# Whether the Debian package is on this host, set up or to be set up.
has_package() { [[ $(dpkg-query --show --showformat='${db:Status-Want}' guiche-server 2>/dev/null) == install ]]; }

# Everything as it was: files, schema, owners, units.
roll_back() {
    trap '' INT TERM
    complain "going back to what was there before"
    nginx_limits=$(cat "$units/nginx.service.d/guiche.conf" 2>/dev/null || true)
    if ((schema_after > schema_before)); then
        with_trusted_triggers staged_migrate down "$((schema_after - schema_before))" >&2 || complain "the schema stays at version $schema_after"
    fi
    retire_units "$previous"
    put_tree "$previous"
    if [[ $default_was_there == yes ]]; then ln -sfn ../sites-available/default "$default_site"; fi
    if [[ -n $upload_owner ]]; then
        chown -R "$upload_owner" "${settings[UPLOAD_DIR]}"
    else
        find "${settings[UPLOAD_DIR]}" -depth -type d -empty -delete 2>/dev/null || true
    fi
    activate || complain "the previous version did not start: systemctl status 'guiche-*' nginx"
}

# Takes everything away but data: settings, database, résumés, logs.
remove_installation() {
    local path
    local -a gone
    [[ -d $etc ]] || die "nothing is installed here"
    mapfile -t gone < <(units_of "")
    if ((${#gone[@]})); then systemctl disable --now --quiet "${gone[@]}"; fi
    while read -r path; do
        if [[ $path != "$etc" ]]; then rm -rf "$path"; fi
    done < <(managed_paths "")
    rm -rf "$library.previous" "$sockets" /var/lib/systemd/timers/stamp-guiche-*.timer
    if [[ -s $etc/install.env && $(setting_of DEFAULT_SITE "$etc/install.env") == removed && ! -e $default_site ]]; then
        ln -s ../sites-available/default "$default_site"
    fi
    systemctl daemon-reload
    if systemctl is-active --quiet nginx; then systemctl restart nginx; fi
    say "Removed. Still there: $etc (settings, keys), $var (résumés), /var/log/guiche, the database, the users guiche and guiche-hub."
}
