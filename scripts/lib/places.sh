# Where copies go: room for them, BACKUP_COPY, and how many stay. Sourced, never run.

# Ends the script before anything is written when there is no room: for a copy in folder $1, in the worst case uncompressed, and for what it is
# made of in the work folder. There the files of a folder are links; those of an object store come a second time.
check_room() {
    local made gathered files
    gathered=$(database_kibibytes) files=$(file_kibibytes)
    made=$((gathered + files + 1024))
    if has_object_store; then gathered=$((gathered + files)); fi
    if [[ $(stat --format %d "$1") == "$(stat --format %d "$work")" ]]; then
        need_room "$1" $((made + gathered))
    else
        need_room "$1" "$made"
        need_room "$(work_place)" "$gathered"
    fi
}

# Ends the script unless more than $2 kibibytes are free in folder $1.
need_room() {
    local free
    free=$(kibibytes_free "$1")
    ((free > $2)) || die "no copy was made: it needs up to $(mebibytes "$2") in $1, and $(mebibytes "$free") are free there"
}

database_kibibytes() {
    administer_sql "SELECT COALESCE(CEILING(SUM(data_length) / 1024), 0) FROM information_schema.tables WHERE table_schema = '$(database_of "${settings[DATABASE_URL]}")'"
}

# What the files take on a disk: as they lie in their folder, or by the rows that name those of an object store, each in whole blocks.
file_kibibytes() {
    local database table total=0
    if ! has_object_store; then
        # A file that is deleted meanwhile is no fault.
        total=$(du --summarize --block-size=1024 --exclude=.trash --exclude='.before-restore-*' "$uploads" 2>/dev/null | cut -f 1 || true)
        say "${total:-0}"
        return 0
    fi
    database=$(database_of "${settings[DATABASE_URL]}")
    for table in $(administer_sql "SELECT table_name FROM information_schema.columns WHERE table_schema = '$database' AND column_name = 'resume_size'"); do
        total=$((total + $(administer_sql "SELECT COALESCE(SUM(CEILING(resume_size / 4096)), 0) * 4 FROM \`$database\`.\`$table\`")))
    done
    say "$total"
}

# Ends the script with $2, or with the reason, where folder $1 is full.
refuse_without_room() {
    (($(kibibytes_free "$1") > 1024)) || die "no copy was made: $(df --output=target "$1" | tail -n 1) is full"
    die "$2"
}

# Removes copies from folder $1 but the newest BACKUP_KEEP.
drop_old_copies() { list_copies "$1" | tail -n "+$(($(setting BACKUP_KEEP) + 1))" | xargs -r -d '\n' rm -f --; }

# Asks nothing.
remote_shell="ssh -o BatchMode=yes -o ConnectTimeout=20"

# Copies file $1 to BACKUP_COPY. It has its name there once it is whole.
send_copy() {
    local to=${settings[BACKUP_COPY]:-} name=${1##*/}
    case $to in
        '') ;;
        /*)
            [[ -d $to ]] || die "the copy is on this host only: BACKUP_COPY: there is no folder $to"
            rm -f "$to"/.guiche-*.part
            { cp "$1" "$to/.$name.part" && sync "$to/.$name.part" && mv "$to/.$name.part" "$to/$name"; } || {
                rm -f "$to/.$name.part"
                die "the copy is on this host only: it could not be written to $to"
            }
            drop_old_copies "$to"
            ;;
        s3:*) send_object "$1" ;;
        *)
            command -v rsync >/dev/null || die "the copy is on this host only: BACKUP_COPY: install the package rsync"
            rsync --times --perms --timeout=120 --rsh="$remote_shell" "$1" "${to%/}/" ||
                die "the copy is on this host only: rsync to $to failed"
            ;;
    esac
}

# Sends copy $1 to the bucket of BACKUP_COPY, where it has its name once it is whole, and removes the copies there but the newest BACKUP_KEEP.
send_object() {
    local to=${settings[BACKUP_COPY]} said
    local -a old
    said=$(on_instance objects send "$to" "${1%/*}" "${1##*/}" 2>&1) || die "the copy is on this host only: ${said%%$'\n'*}"
    said=$(on_instance objects list "$to" --beginning guiche- 2>&1) || die "old copies could not be removed from $to: ${said%%$'\n'*}"
    mapfile -t old < <(cut -d ' ' -f 2 <<<"$said" | grep -Ex "$copy_names" | LC_ALL=C sort -r | tail -n "+$(($(setting BACKUP_KEEP) + 1))")
    ((${#old[@]} == 0)) || said=$(on_instance objects remove "$to" "${old[@]}" 2>&1) || die "old copies could not be removed from $to: ${said%%$'\n'*}"
}
