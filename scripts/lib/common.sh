# Shared by all scripts: words to the user, the state folder, processes that we started. Sourced, never run.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=$(basename "$0")
# Servers stand in sbin, which is not on everyone's path.
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "$*"; }
complain() { printf '%s: %s\n' "$program" "$*" >&2; }
die() {
    complain "$*"
    exit 1
}

# Prints the comment at the head of the running script: its usage.
show_usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; }

# The value of option $1, which must be in $2 (fails with one line when it is missing).
need_value() { [[ $# -ge 2 && -n $2 ]] || die "$1 needs a value (see $program --help)"; }

is_root() { ((EUID == 0)); }

# Sets the paths of the instance whose state folder is $1 (it need not exist yet).
use_state() {
    state=$(realpath -m -- "$1")
    [[ $state != / && $state != *[$'\n"\\$;{}\' ']* ]] || die "--state: $state has characters that nginx or SQL would read as theirs"
    run_dir=$state/run
    logs=$state/logs
    site_dir=$state/nginx
    bin_dir=$state/bin
    settings_file=$state/instance.env
    sockets=$run_dir
    if [[ -s $state/sockets-folder ]]; then sockets=$(<"$state/sockets-folder"); fi
    database_socket=$sockets/db/mariadb.sock
}

# A socket's path has 107 bytes at most: a deep state folder keeps its sockets elsewhere, and records where.
place_sockets() {
    local LC_ALL=C
    if ((${#database_socket} > 107)); then
        mktemp -d /tmp/guiche.XXXXXX >"$state/sockets-folder"
        use_state "$state"
    fi
    mkdir -p "${database_socket%/*}"
    chmod 0711 "$sockets"
    mkdir -p "$sockets/hub"
}

remove_sockets() {
    [[ -s $state/sockets-folder ]] || return 0
    rm -rf -- "$sockets"
    rm -f "$state/sockets-folder"
}

default_state() { say "${GUICHE_STATE:-$repository/var}"; }

# Takes `--state DIR` and `--help`, wherever they stand, out of the arguments; the others are left in `rest`.
take_state() {
    local chosen
    chosen=$(default_state)
    rest=()
    while (($#)); do
        case $1 in
            --state) need_value "$@"; chosen=$2; shift 2 ;;
            --state=*) chosen=${1#--state=}; shift ;;
            --help | -h)
                if ((${#rest[@]} == 0)); then show_usage; exit 0; fi
                rest+=("$1"); shift ;;
            --) rest+=("$@"); break ;;
            *) rest+=("$1"); shift ;;
        esac
    done
    use_state "$chosen"
}

need_instance() { [[ -s $settings_file ]] || die "no instance in $state (scripts/run makes one)"; }

# --- Settings files: KEY=value lines; blank lines and # comments are skipped, one pair of quotes is taken off.

# Calls $2 with each name and value in file $1.
each_setting() {
    local line name value number=0
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1))
        line=${line#"${line%%[![:space:]]*}"}
        line=${line%"${line##*[![:space:]]}"}
        [[ -n $line && $line != '#'* ]] || continue
        line=${line#export }
        [[ $line =~ ^([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$ ]] || die "$1, line $number is not NAME=value"
        name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
        if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
        "$2" "$name" "$value"
    done <"$1"
}

export_setting() { export "$1=$2"; }

# Replaces this shell's environment by the instance's: nothing of the caller's but what finds programs and words.
enter_instance() {
    local name
    for name in $(compgen -e); do
        case $name in PATH | HOME | LANG | LC_ALL | TERM | TMPDIR) ;; *) unset "$name" ;; esac
    done
    each_setting "$settings_file" export_setting
    # The environment is whole: no .env of the working directory may add to it.
    export GUICHE_ENV_FILE= TZ=UTC
}

# --- Users: as root, programs run under an account without rights; else all run as the caller.

service_user() { if is_root; then say www-data; else id -un; fi; }
database_user() { if is_root; then say mysql; else id -un; fi; }

# Runs the rest of the line as user $1 (replaces this shell).
exec_as() {
    local user=$1
    shift
    if is_root; then exec setpriv --reuid "$user" --regid "$user" --init-groups -- "$@"; else exec "$@"; fi
}

# --- Processes. Each part runs in a session of its own; run/NAME.pid holds its leader and run/NAME.since when that process
# began, in which boot of the machine: a process id alone may since belong to another.

boot=$(</proc/sys/kernel/random/boot_id)

# Sets looked_session and looked_start for the living process $1; fails when there is none.
look_process() {
    local line
    { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086
    set -- ${line##*) }
    [[ $1 != Z && $1 != X ]] || return 1
    looked_session=$4 looked_start=${20}
}

record_process() {
    look_process "$2" || return 1
    printf '%s %s\n' "$looked_start" "$boot" >"$run_dir/$1.since"
    printf '%s\n' "$2" >"$run_dir/$1.pid"
}

# Sets leader, start and its_boot to what is recorded of part $1; fails when nothing is.
read_record() {
    leader= start= its_boot=
    [[ -s $run_dir/$1.pid && -s $run_dir/$1.since ]] || return 1
    read -r leader <"$run_dir/$1.pid" && read -r start its_boot <"$run_dir/$1.since"
}

# Sets leader to the recorded leader of part $1 when it lives.
find_leader() {
    local start its_boot
    read_record "$1" || return 1
    if [[ $its_boot == "$boot" ]] && look_process "$leader" && [[ $looked_start == "$start" ]]; then return 0; fi
    leader=
    return 1
}

# Prints the living processes of part $1: its leader and whoever stayed in the leader's session.
part_processes() {
    local leader start its_boot folder
    read_record "$1" || return 0
    [[ $its_boot == "$boot" ]] || return 0
    # The number lives on in another process: then the session ended, for a session keeps its number taken.
    if look_process "$leader" && [[ $looked_start != "$start" ]]; then return 0; fi
    for folder in /proc/[0-9]*; do
        if look_process "${folder#/proc/}" && [[ $looked_session == "$leader" ]]; then say "${folder#/proc/}"; fi
    done
}

signal_processes() {
    local signal=$1
    shift
    if (($#)); then kill -s "$signal" -- "$@" 2>/dev/null || true; fi
}

# Ends part $1: asks its leader with TERM, waits $2 seconds at most, then kills what is left.
end_part() {
    local name=$1 tenths=$(($2 * 10)) left
    if find_leader "$name"; then
        signal_processes TERM "$leader"
    else
        mapfile -t left < <(part_processes "$name")
        signal_processes TERM "${left[@]}"
    fi
    while mapfile -t left < <(part_processes "$name") && ((${#left[@]})); do
        if ((tenths-- <= 0)); then
            signal_processes KILL "${left[@]}"
            sleep 0.2
            break
        fi
        sleep 0.1
    done
    rm -f "$run_dir/$name.pid" "$run_dir/$name.since"
}

# The parts of an instance, in the order in which they end.
parts=(nginx hub intake staff worker mariadb)

end_all_parts() {
    end_part nginx 5
    end_part hub 5
    end_part intake 12 &
    local other=$!
    local another
    end_part worker 14 &
    another=$!
    end_part staff 12
    wait "$other" "$another" || true
    end_part mariadb 60
}
