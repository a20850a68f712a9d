# A booting Debian 12 in a container, without a network: made, booted, entered, ended. Sourced, never run.
#
# `base` is a Debian made once and kept (debootstrap and the packages that an installation needs, from this host's own mirror);
# `machine` is the root folder of the copy that the test changes.

base=${GUICHE_HOST_BASE:-/var/tmp/guiche-host-base}
machine= leader= name=guiche-$$

fail() {
    printf 'host test: %s\n' "$*" >&2
    exit 1
}

# Where no such machine can be had, the status says that nothing was tested.
cannot() {
    printf 'host test: DID NOT RUN: %s\n' "$*" >&2
    exit 77
}

need_machines() {
    local command
    ((EUID == 0)) || cannot "needs root"
    for command in debootstrap systemd-nspawn; do
        command -v "$command" >/dev/null || cannot "apt-get install --no-install-recommends debootstrap systemd-container"
    done
}

need_object_store() { python3 -c 'import boto3, moto' 2>/dev/null || cannot "python3 has no moto (Tests/EndToEnd/requirements.txt)"; }

# Makes the base, about two minutes.
make_base() {
    local mirror file
    [[ ! -e $base/complete ]] || return 0
    rm -rf "$base"
    mkdir -p "$base"
    # apt reads files of these two endings alone; a host may have either.
    mirror=$(find /etc/apt/sources.list /etc/apt/sources.list.d -type f \( -name '*.list' -o -name '*.sources' \) -exec cat {} + 2>/dev/null |
        sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p' | head -n 1 || true)
    [[ -n $mirror ]] || cannot "this host's package sources name no mirror"
    debootstrap --variant=minbase \
        --include=systemd,systemd-sysv,dbus,iproute2,ca-certificates,logrotate,cron,procps,util-linux,python3 bookworm "$base/root" "$mirror" \
        >"$base/debootstrap.log" 2>&1 || cannot "debootstrap failed, see $base/debootstrap.log"
    # The container has no network: packages are fetched here, with this host's sources.
    rm -f "$base/root/etc/apt/sources.list"
    for file in sources.list sources.list.d apt.conf.d; do
        if [[ -e /etc/apt/$file ]]; then cp -a "/etc/apt/$file" "$base/root/etc/apt/"; fi
    done
    # What a container image adds, and what would be gone after the first installation.
    rm -f "$base/root/etc/apt/apt.conf.d/docker-clean"
    cp /etc/resolv.conf /etc/hosts "$base/root/etc/"
    source <(sed -n '/^server_packages=(/,/^needed_packages=(/p' "$repository/scripts/lib/packages.sh")
    {
        chroot "$base/root" apt-get update --quiet
        chroot "$base/root" apt-get install --download-only --yes --quiet --no-install-recommends \
            "${needed_packages[@]}" "${host_packages[@]}" python3-pip
    } >"$base/packages.log" 2>&1 || cannot "packages could not be fetched, see $base/packages.log"
    touch "$base/complete"
}

# Adds to the base's cache the packages "$@" and all that apt installs with them.
fetch_packages() {
    local done_file
    done_file=$base/fetched.$(printf '%s\n' "$@" | sort | sha256sum | cut -c 1-12)
    [[ ! -e $done_file ]] || return 0
    {
        chroot "$base/root" apt-get update --quiet
        chroot "$base/root" apt-get install --download-only --yes --quiet "$@"
    } >"$base/packages.log" 2>&1 || cannot "packages could not be fetched, see $base/packages.log"
    touch "$done_file"
}

# Copies the base into a new machine whose name is $1.
make_machine() {
    machine=$(mktemp -d /var/tmp/guiche-host.XXXXXX)/root
    cp -a "$base/root" "$machine"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$1" >"$machine/etc/hosts"
    printf '%s\n' "${1%%.*}" >"$machine/etc/hostname"
}

# Copies this working tree and the programs of folder $1 into the machine.
bring_tree() {
    local file library
    mkdir -p "$machine/root/guiche" "$machine/root/bin"
    (cd "$repository" && git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- --ignore-failed-read) |
        tar --extract --directory "$machine/root/guiche"
    if [[ -d $repository/.build/assets ]]; then
        mkdir -p "$machine/root/guiche/.build"
        cp -a "$repository/.build/assets" "$machine/root/guiche/.build/"
    fi
    for file in guiche-responder guiche-worker guichectl; do
        install -m 0755 "$1/$file" "$machine/root/bin/"
        # Programs of a debug build bring the libraries of the toolchain.
        while read -r library; do
            mkdir -p "$machine${library%/*}"
            cp -n "$library" "$machine$library"
        done < <(ldd "$1/$file" | sed -nE 's#.*=> (/[^ ]+) .*#\1#p' | grep -vE '^/(usr/)?lib/' || true)
    done
}

boot() {
    local tries=0 outer
    setsid script -qfec "systemd-nspawn --quiet --boot --directory=$machine --machine=$name --register=no --keep-unit --private-network" \
        "$machine/../console" </dev/null >/dev/null 2>&1 &
    outer=$!
    leader=
    until [[ -n $leader ]] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; do
        ((++tries < 300)) || cannot "the machine does not boot, see $machine/../console"
        kill -0 "$outer" 2>/dev/null || cannot "the container ended, see $machine/../console"
        sleep 0.2
        leader=$(pgrep -x systemd -P "$(pgrep -f "^systemd-nspawn .*--machine=$name " | head -n 1)" 2>/dev/null | head -n 1) || true
    done
}

# Runs a command inside; its standard input goes along.
inside() {
    nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --root --wd -- \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root GUICHE_BIN_DIR=/root/bin LANG=C.UTF-8 "$@"
}
inside_shell() { inside bash -c "cd /root/guiche && $1"; }

# Waits until the machine's processes are gone; pulls the plug after 60 seconds.
await_end() {
    local tries=0
    while kill -0 "$leader" 2>/dev/null; do
        if ((++tries == 600)); then kill -KILL "$leader"; fi
        sleep 0.1
    done
    leader=
    sleep 1
}

end_machine() {
    if [[ -n $leader ]]; then
        inside systemctl poweroff --no-wall 2>/dev/null || kill -KILL "$leader" 2>/dev/null || true
        await_end
    fi
    if [[ -n $machine ]]; then rm -rf "${machine%/root}"; fi
}
