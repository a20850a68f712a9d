# The binary log of a server that we administer: saved beside the copies, replayed by a restore to a moment. Sourced, never run.
#
# Logs belong to the id of the database that they are about; a restore gives it another. In `binary-logs` beside the copies, `copies` has a
# line for each copy: its name, the id, log and position where it was made; `current` the id of the live database; and a folder with
# the name of each id its logs, in `first` the first one's name, and in `uploads` files that came after the newest copy.

has_log() { is_administered && [[ $(administer_sql "SELECT @@log_bin") == 1 ]]; }

# Prints the id of database $1.
id_of() { administer_sql "SELECT LOWER(HEX(id)) FROM \`$1\`.instance WHERE place = 1" 2>/dev/null; }

# Prints log and position at which the dump $1 was made.
position_of() { sed -nE "1,60s/^-- CHANGE MASTER TO MASTER_LOG_FILE='([^']+)', MASTER_LOG_POS=([0-9]+);\$/\1 \2/p" "$1"; }

# Records where the copy `file` is in the log of database $1: log $2, position $3.
record_place() {
    local id=$1 logs=$backups/binary-logs
    mkdir -p "$logs/$id"
    if [[ ! -e $logs/$id/first ]]; then say "$2" >"$logs/$id/first"; fi
    say "$id" >"$logs/current"
    say "${file##*/} $id $2 $3" >>"$logs/copies"
    # The files of this copy are not needed beside the logs from here on.
    cp "$work/named" "$logs/$id/named"
}

# Ends the log in use and copies those that have ended beside the copies of id $1.
save_logs() {
    local folder=$backups/binary-logs/$1 base name first
    local -a names
    [[ -s $folder/first ]] || return 0
    first=$(<"$folder/first")
    base=$(administer_sql "SELECT @@log_bin_basename")
    administer_sql "FLUSH BINARY LOGS"
    mapfile -t names < <(administer_sql "SHOW BINARY LOGS" | cut -f 1)
    for name in "${names[@]:0:${#names[@]}-1}"; do
        [[ ! $name < $first && ! -e $folder/$name ]] || continue
        { cp "${base%/*}/$name" "$folder/$name.part" && sync "$folder/$name.part" && mv "$folder/$name.part" "$folder/$name"; } || return 1
    done
}

# Prints the names of the files that rows of database $1 have.
files_of_rows() {
    local table
    for table in $(administer_sql "SELECT table_name FROM information_schema.columns WHERE table_schema = '$1' AND column_name = 'resume_path'"); do
        administer_sql "SELECT resume_path FROM \`$1\`.\`$table\` WHERE resume_path IS NOT NULL"
    done | LC_ALL=C sort -u
}

# Copies the files that came after the newest copy beside the logs of id $1.
save_files() {
    local folder=$backups/binary-logs/$1
    mkdir -p "$folder/uploads"
    files_of_rows "$(database_of "${settings[DATABASE_URL]}")" |
        LC_ALL=C comm -23 - <({ LC_ALL=C cat "$folder/named"; (cd "$folder/uploads" && find . -type f -printf '%P\n'); } | LC_ALL=C sort -u) |
        on_instance files copy "$folder/uploads" >/dev/null || true
}

# Removes what no copy in the folder of copies needs.
drop_old_logs() {
    local logs=$backups/binary-logs name id log rest oldest
    [[ -s $logs/copies ]] || return 0
    local -A first=()
    while read -r name id log rest; do
        [[ -e $backups/$name ]] || continue
        say "$name $id $log $rest"
        if [[ ! -v first[$id] ]]; then first[$id]=$log; fi
    done <"$logs/copies" >"$logs/copies.new"
    mv "$logs/copies.new" "$logs/copies"
    oldest=$(list_copies "$backups" | tail -n 1)
    for id in "$logs"/*/; do
        id=$(basename "$id")
        if [[ ! -v first[$id] ]]; then rm -rf "${logs:?}/$id"; continue; fi
        say "${first[$id]}" >"$logs/$id/first"
        for name in "$logs/$id"/*.[0-9]*; do
            if [[ -e $name && ${name##*/} < ${first[$id]} ]]; then rm -f "$name"; fi
        done
        if [[ -d $logs/$id/uploads ]]; then find "$logs/$id/uploads" -type f ! -newer "$oldest" -delete; fi
    done
}

# Sends logs and files to BACKUP_COPY; what is there stays.
send_logs() {
    local to=${settings[BACKUP_COPY]:-} from=$backups/binary-logs said
    case $to in
        '') ;;
        /*) mkdir -p "$to/binary-logs" && cp -RpuT "$from" "$to/binary-logs" && rm -f "$to/binary-logs/current" ;;
        s3:*)
            said=$(cd "$from" && find . -type f ! -path ./current ! -name '*.part' -printf '%P\n' | LC_ALL=C sort | on_instance objects send "$to/binary-logs" "$from" 2>&1) ||
                die "the binary logs are on this host only: ${said%%$'\n'*}"
            ;;
        *) rsync --recursive --times --perms --timeout=120 --exclude=/current --rsh="$remote_shell" "$from/" "${to%/}/binary-logs/" ;;
    esac || die "the binary logs are on this host only: they could not be written to $to"
}

# Prints the saved logs of id $1 from log $2 on; fails with the name of one that is missing between them.
saved_logs() {
    local folder=$1 name number
    number=$((10#${2##*.}))
    for name in "$folder"/*.[0-9]*; do
        [[ ! ${name##*/} < $2 && $name != *.part ]] || continue
        ((10#${name##*.} == number)) || die "a binary log is missing: number $number before ${name##*/} in $folder"
        number=$((number + 1))
        say "$name"
    done
}

# Applies to `beside` what the log has from the copy's place up to the second $1 (since 1970), and brings the files of the rows that it
# makes. The user who applies it has rights in `beside` alone: a statement that names the live database fails.
replay_logs() {
    local id log position live password
    local -a files
    id=$(about log_id "$copy") log=$(about log_file "$copy") position=$(about log_position "$copy")
    [[ -n $id && -n $log ]] || die "$file has no place in a binary log: it was made without one (BINARY_LOG)"
    live=$(id_of "$database") || live=$(cat "$backups/binary-logs/current" 2>/dev/null) || live=
    if [[ $live == "$id" ]] && has_log; then save_logs "$id" || die "the binary logs of the server could not be saved; nothing was changed"; fi
    mapfile -t files < <(saved_logs "$backups/binary-logs/$id" "$log")
    [[ ${files[0]:-} == */"$log" ]] || die "the binary logs since the copy are not in $backups/binary-logs/$id; nothing was changed"
    replayed_until=$(date -u -r "${files[-1]}" +%s)
    if ((replayed_until > $1)); then replayed_until=$1; fi
    if [[ $is_named == no && $replayed_until -lt $1 && -s $backups/binary-logs/current && $(<"$backups/binary-logs/current") != "$id" ]]; then
        die "another restore lies between $file and that moment; name the copy to take it as far as its logs go. Nothing was changed"
    fi
    password=$(openssl rand -hex 24)
    replayer=guiche_replay
    administer_sql "CREATE OR REPLACE USER $replayer@localhost IDENTIFIED BY '$password'; GRANT ALL PRIVILEGES ON \`$beside\`.* TO $replayer@localhost;
        GRANT BINLOG REPLAY, BINLOG ADMIN, SET USER ON *.* TO $replayer@localhost"
    printf '[client]\nsocket=%s\nuser=%s\npassword=%s\ndefault-character-set=utf8mb4\n' "$(quoted_option "$database_socket")" "$replayer" "$password" >"$work/replay.cnf"
    TZ=UTC mariadb-binlog --no-defaults --start-position="$position" --stop-datetime="$(date -u -d "@$1" '+%F %T')" --rewrite-db="$database->$beside" \
        --database="$database" "${files[@]}" 2>"$work/replay.log" | with_trusted_triggers mariadb --defaults-file="$work/replay.cnf" "$beside" 2>>"$work/replay.log" || {
        tail -n 3 "$work/replay.log" >&2
        die "the binary logs could not be applied; nothing was changed"
    }
    files_of_rows "$beside" | LC_ALL=C comm -23 - <(cd "$copy/uploads" && find . -type f -printf '%P\n' | LC_ALL=C sort) >"$work/later"
    on_instance files copy "$copy/uploads" <"$work/later" 8>&- 9>&- >"$work/absent" || true
    sed -n 's/^missing //p' "$work/absent" | while read -r log; do
        if [[ -e $backups/binary-logs/$id/uploads/$log ]]; then cp "$backups/binary-logs/$id/uploads/$log" "$copy/uploads/$log"; fi
    done
}

drop_replayer() { if [[ -n ${replayer:-} ]]; then administer_sql "DROP USER IF EXISTS $replayer@localhost" || true; fi; }
