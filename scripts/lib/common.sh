# Shared by all scripts: words to the user, the state folder, settings files, users. Sourced, never run.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=$(basename "$0")
# Servers are in sbin, which is not on everyone's path.
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "$*"; }
complain() { printf '%s: %s\n' "$program" "$*" >&2; }
die() {
    complain "$*"
    exit 1
}

# Prints the comment at the head of the running script: its usage. On an installed host guichectl runs it.
show_usage() {
    local words=
    if [[ $repository == /usr/* ]]; then words="s#scripts/#guichectl #g; s/guichectl guichectl/guichectl/g"; fi
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0" | sed "$words"
}

# The value of option $1, which must be in $2 and is no option itself (fails with one line when it is missing, or given before).
declare -A given_options=()
need_value() {
    [[ $# -ge 2 && -n $2 && $2 != --* ]] || die "$1 needs a value (see $program --help)"
    [[ -z ${given_options[$1]:-} ]] || die "$1 is given twice (see $program --help)"
    given_options[$1]=yes
}

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
    backups=$state/backups
    kind=own
}

# The longest of their names, with the number of the process that is about to listen.
longest_socket=/wake/worker.4194304

# A socket's path has 107 bytes at most: a deep state folder keeps its sockets elsewhere, and records where.
place_sockets() {
    local LC_ALL=C
    if ((${#sockets} + ${#longest_socket} > 107)); then
        mktemp -d /tmp/guiche.XXXXXX >"$state/sockets-folder"
        use_state "$state"
    fi
    mkdir -p "${database_socket%/*}"
    chmod 0711 "$sockets"
    mkdir -p "$sockets/hub" "$sockets/wake"
}

remove_sockets() {
    [[ -s $state/sockets-folder ]] || return 0
    rm -rf -- "$sockets"
    rm -f "$state/sockets-folder"
}

default_state() {
    case $repository in
        /usr/share/guiche | /usr/lib/guiche/current | /usr/local/lib/guiche) say "${GUICHE_STATE:-/etc/guiche}" ;;
        *) say "${GUICHE_STATE:-$repository/var}" ;;
    esac
}

# Takes `--state DIR` and `--help`, wherever they are, out of the arguments; the others are left in `rest`.
take_state() {
    local chosen
    chosen=$(default_state)
    rest=()
    while (($#)); do
        case $1 in
            --state) need_value "$@"; chosen=$2; shift 2 ;;
            --state=*) set -- --state "${1#--state=}" "${@:2}" ;;
            --help | -h)
                if ((${#rest[@]} == 0)); then show_usage; exit 0; fi
                rest+=("$1"); shift ;;
            --) rest+=("$@"); break ;;
            *) rest+=("$1"); shift ;;
        esac
    done
    use_state "$chosen"
    if [[ -s $state/guiche.env ]]; then use_installation; fi
}

# Whether these scripts are those of the Debian package, which scripts/package makes.
is_packaged() { [[ $repository == /usr/share/guiche ]]; }
packaged_programs=/usr/lib/guiche/bin

# Where an installed host has its programs and what they read; the package's own files are only copied there.
installed_library() { if is_packaged; then say /usr/lib/guiche/current; else say /usr/local/lib/guiche; fi; }

# Makes the installed host whose settings are in $state the instance: where scripts/install keeps what others have in their state folder.
use_installation() {
    local library=/usr/lib/guiche/current
    [[ -x $library/bin/guichectl ]] || library=/usr/local/lib/guiche
    kind=installed
    settings_file=$state/guiche.env
    bin_dir=$library/bin
    run_dir=/run/guiche
    backups=/var/lib/guiche/backups
    database_socket=/run/mysqld/mysqld.sock
    service=guiche etc=$state var=/var/lib/guiche logs=/var/log/guiche root=
}
is_installed() { [[ $kind == installed ]]; }

# Commands of guichectl that are scripts.
command_scripts=(backup restore restore-drill validate-deploy)

# Prints a line on each of them, as guichectl's help does on the other commands.
list_command_scripts() {
    local name
    for name in "${command_scripts[@]}"; do printf '  %-16s%s\n' "$name" "$(sed -n '2s/^# //p' "$repository/scripts/$name")"; done
}

need_instance() { [[ -s $settings_file ]] || die "no instance in $state (scripts/run makes one)"; }

# --- Settings files: NAME=value lines, by the rules of Sources/Environment/EnvironmentFile.swift; one table of cases tests both.

setting_form=$'^(export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=(.*)$'

# Calls $2 with each name and value in file $1; a file with faults ends the script, with one line a fault.
each_setting() {
    local LC_ALL=C line name value rest number=0 faults=0
    while IFS=: read -r number rest; do line_fault "$1" "must be UTF-8 without NUL bytes"; done < <(grep -naP '\x00' -- "$1")
    number=0
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1))
        if ((number == 1)); then line=${line#$'\xef\xbb\xbf'}; fi
        strip_blanks line "${line%$'\r'}"
        [[ -n $line && $line != '#'* ]] || continue
        if [[ ! $line =~ $setting_form ]]; then
            line_fault "$1" "must be NAME=value"
            continue
        fi
        name=${BASH_REMATCH[2]}
        strip_blanks value "${BASH_REMATCH[3]}"
        if [[ $value == [\"\']* ]]; then
            rest=${value:1}
            if [[ $rest != *"${value::1}"* ]]; then
                line_fault "$1" "the quote is not closed"
                continue
            fi
            line=$rest
            strip_blanks rest "${rest#*"${value::1}"}"
            value=${line%%"${value::1}"*}
            if [[ -n $rest && $rest != '#'* ]]; then
                line_fault "$1" "only a remark (# …) may follow the closing quote"
                continue
            fi
        else
            strip_blanks value "${BASH_REMATCH[3]%%[$' \t']#*}"
        fi
        if [[ $value == *[$'\x80'-$'\xff']* ]] && ! iconv -f UTF-8 -t UTF-8 <<<"$value" >/dev/null 2>&1; then
            line_fault "$1" "must be UTF-8 without NUL bytes"
            continue
        fi
        "$2" "$name" "$value"
    done <"$1"
    ((faults == 0)) || exit 1
}

# Sets variable $1 to text $2 without the spaces and tabs at its ends.
strip_blanks() {
    local text=${2#"${2%%[!$' \t']*}"}
    printf -v "$1" %s "${text%"${text##*[!$' \t']}"}"
}

line_fault() {
    complain "$1, line $number: $2"
    faults=$((faults + 1))
}

# Prints a value as a settings file holds it, so that it reads back the same; fails when no notation does.
setting_notation() {
    local LC_ALL=C
    if [[ $1 == *[$'\r\n']* ]]; then
        return 1
    elif [[ $1 != [\"\'$' \t']* && $1 != *[$' \t'] && $1 != *[$' \t']'#'* ]]; then
        say "$1"
    elif [[ $1 != *'"'* ]]; then
        say "\"$1\""
    elif [[ $1 != *"'"* ]]; then
        say "'$1'"
    else
        return 1
    fi
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

service_user() { if is_root; then say "${service:-www-data}"; else id -un; fi; }
database_user() { if is_root; then say mysql; else id -un; fi; }

# Runs the rest of the line as user $1 (replaces this shell).
exec_as() {
    local user=$1
    shift
    if is_root; then exec setpriv --reuid "$user" --regid "$user" --init-groups -- "$@"; else exec "$@"; fi
}

# --- The layout.

# Sets pools to the pools of the layout $1, and serve_of to the route groups of each, as guichectl in folder $2 derives them.
declare -A serve_of=()
use_layout() {
    local what name groups
    pools=() serve_of=()
    while read -r what name groups; do
        [[ $what == pool ]] || continue
        pools+=("$name")
        serve_of[$name]=$groups
    done < <("$2/guichectl" layout --pools "$1" --format shell)
    ((${#pools[@]})) || die "$2/guichectl does not print its pools"
}
