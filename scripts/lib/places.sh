# Where copies go: room for them, BACKUP_COPY, and how many stay. Sourced, never run.

# Ends the script before anything is read when folder $1 has no room for a copy: the database and the files, in the worst case uncompressed.
check_room() {
    local wanted free
    wanted=$(copy_kibibytes) free=$(kibibytes_free "$1")
    ((free > wanted)) || die "no copy was made: it needs up to $(mebibytes "$wanted"), and $(mebibytes "$free") are free in $1"
}

# The most that a copy takes.
copy_kibibytes() {
    local database files
    database=$(administer_sql "SELECT COALESCE(CEILING(SUM(data_length) / 1024), 0) FROM information_schema.tables WHERE table_schema = '$(database_of "${settings[DATABASE_URL]}")'")
    files=$(du --summarize --block-size=1024 --exclude=.trash --exclude='.before-restore-*' "$uploads" 2>/dev/null | cut -f 1)
    say "$((database + ${files:-0} + 1024))"
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
        *)
            command -v rsync >/dev/null || die "the copy is on this host only: BACKUP_COPY: install the package rsync"
            rsync --times --perms --timeout=120 --rsh="$remote_shell" "$1" "${to%/}/" ||
                die "the copy is on this host only: rsync to $to failed"
            ;;
    esac
}
