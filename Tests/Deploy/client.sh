# A machine with the packages, a client on another host, checks of one line each: shared by the tests of this folder. Sourced, never run.
#
# `site` is the machine's name, `url` its address, `log` where the words of what is checked go; Tests/Host/machine.sh has the machine.

failures=0 passes=0 holder= keep=no
# What a command's own output does not hide.
exec 3>&1
check() { # what, command...
    local what=$1 result=FAIL
    shift
    if "$@" >>"$log" 2>&1; then result=ok passes=$((passes + 1)); else failures=$((failures + 1)); fi
    printf '%-5s %s\n' "$result" "$what"
}

# --- The client: network and names of its own, one wire to the machine.
make_client() {
    printf '127.0.0.1 localhost\n10.77.1.2 %s\n' "$site" >"$machine/../hosts"
    unshare --net --mount --propagation private bash -c 'mount --bind "$1" /etc/hosts && ip link set lo up && exec sleep infinity' bash "$machine/../hosts" &
    holder=$!
    until [[ $(readlink "/proc/$holder/ns/net" 2>/dev/null) != "$(readlink /proc/$$/ns/net)" && $(<"/proc/$holder/comm") == sleep ]]; do sleep 0.1; done
}
# A machine that has booted has a new network.
connect() {
    ip link add guiche-host netns "$leader" type veth peer name guiche-wire netns "$holder"
    nsenter --target "$leader" --net bash -c 'ip addr add 10.77.1.2/24 dev guiche-host && ip link set guiche-host up'
    nsenter --target "$holder" --net bash -c 'ip addr replace 10.77.1.1/24 dev guiche-wire && ip link set guiche-wire up'
}
outside() { nsenter --target "$holder" --net --mount --wd=/ -- "$@"; }
visitor() { outside python3 "$repository/Tests/Deploy/visitor.py" "$@"; }
has_status() { [[ $(outside curl --noproxy '*' --silent --insecure --max-time 15 --output /dev/null --write-out '%{http_code}' "$url$2") == "$1" ]]; }
becomes_healthy() { # within seconds
    local deadline=$((SECONDS + $1 + 1))
    until has_status 200 /health; do ((SECONDS < deadline)) || return 1; sleep 0.5; done
}
validates() {
    cp "$machine/etc/guiche/admin-password" "$machine/../password"
    outside "$repository/scripts/validate-deploy" --url "$url" --http "http://$site" --insecure --username admin --password-file "$machine/../password"
}

# --- apt
apt_get() { inside DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes "$@"; }
# The packages of folder $1 in the machine's /srv.
install_packages() {
    local began=$SECONDS status=0
    inside bash -c "cd /srv/$1 && DEBIAN_FRONTEND=noninteractive apt install --yes ./guiche_*.deb ./guiche-server_*.deb" </dev/null >"$machine/../apt.log" 2>&1 || status=$?
    printf '      apt install: %s s\n' "$((SECONDS - began))" >&3
    ((status == 0)) || { tail -n 25 "$machine/../apt.log" >&2; return "$status"; }
}
reconfigure() { inside DEBIAN_FRONTEND=noninteractive dpkg-reconfigure guiche-server </dev/null; }
has_version() { [[ $(inside dpkg-query --show --showformat='${Version} ${db:Status-Status}\n' guiche guiche-server | sort -u) == "$1 installed" ]]; }
version_of() { dpkg-deb --field "$machine"/srv/"$1"/guiche_*.deb Version; }
no_unit_failed() { [[ -z $(inside systemctl --failed --quiet --no-legend) ]]; }
in_database() { inside mariadb --batch --skip-column-names guiche --execute "$1"; }
leads() { in_database 'SELECT COUNT(*) FROM leads'; }
# Whether each lead that was acknowledged is there with its file's digest.
all_whole() {
    in_database "SELECT email, LOWER(HEX(resume_sha256)) FROM leads" | tr '\t' ' ' | LC_ALL=C sort >"$machine/../rows"
    [[ -s $machine/../accepted && -z $(LC_ALL=C sort "$machine/../accepted" | LC_ALL=C comm -23 - "$machine/../rows") ]] && inside guichectl files verify
}

finish() {
    if [[ $keep == yes && -n $machine ]]; then
        printf 'kept: %s (machine: process %s, client: process %s)\n' "$machine" "$leader" "$holder"
        return
    fi
    end_machine
    if [[ -n $holder ]]; then kill "$holder" 2>/dev/null || true; fi
}
trap finish EXIT
trap 'exit 130' INT TERM
