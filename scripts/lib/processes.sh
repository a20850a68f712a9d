# The processes of an instance. Each part runs in a session of its own; run/NAME.pid holds its leader and run/NAME.since when that process
# began, in which boot of the machine: a process id alone may since belong to another. Sourced, never run.

# Hidden in the unit of a drill, which looks at none.
boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || true)

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
    # The number lives on in another process: then the session ended, for a session keeps its number in use.
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

# Ends every part of an instance, whatever its layout is or was.
end_all_parts() {
    local file name
    local -a ends=()
    end_part nginx 5
    end_part hub 5
    for file in "$run_dir"/*.pid; do
        name=$(basename "$file" .pid)
        case $name in '*' | supervisor | nginx | hub | worker | mariadb) continue ;; esac
        end_part "$name" 12 &
        ends+=($!)
    done
    end_part worker 14
    # Without names it would wait for every child, the database among them.
    if ((${#ends[@]})); then wait "${ends[@]}" || true; fi
    end_part mariadb 60
}

# Ends the supervisor and with it every part; what is left when the supervisor itself was killed, too.
stop_instance() {
    local process tenth
    if find_leader supervisor; then
        process=$leader
        kill -TERM "$process" 2>/dev/null || die "process $process is another user's"
        # The pools have 12 s for the requests in hand, the database 60 s.
        for ((tenth = 0; tenth < 900; tenth++)); do
            find_leader supervisor || break
            sleep 0.1
        done
    fi
    end_all_parts
    if find_leader supervisor; then die "the supervisor (process $leader) does not end"; fi
}
