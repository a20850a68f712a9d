# What the scripts that make, load and try copies share: the folders they work in, and what a copy is made of. Sourced, never run.

# Settings that a copy holds: what its rows cannot be read without.
copied_keys=(SECRET_KEY SECRET_KEY_PREVIOUS CONFIG_ENCRYPTION_KEY CONFIG_ENCRYPTION_KEY_PREVIOUS CLIENT_TOKEN)
# The names of copies that scripts/backup makes, as an extended regular expression.
copy_names='guiche-[0-9]{8}T[0-9]{6}Z\.tar\.gz(\.enc)?'
# How an encrypted copy is made.
cipher=(-aes-256-cbc -pbkdf2 -iter 600000 -salt)

is_mount_point() { [[ -d $1 ]] && mountpoint --quiet "$1"; }

# Prints the folder on the upload folder's own file system where names of ours may be put: hard links and renames end at its edge.
work_place() { if is_mount_point "$uploads"; then say "$uploads"; else dirname "$uploads"; fi; }

# What the names of our folders begin with; several instances may have their uploads in one place.
work_prefix() { say ".$1.$(printf '%s' "$state" | sha256sum | cut -c 1-12)"; }

# Makes a folder for $1 (backup, restore or drill), readable to the caller alone.
make_work_folder() { mktemp -d "$(work_place)/$(work_prefix "$1").XXXXXX"; }

# Removes what a killed $1 left; the caller holds the lock, so none is at work.
remove_leftovers() {
    local left
    for left in "$(work_place)/$(work_prefix "$1")".*; do
        if [[ -d $left ]]; then rm -rf -- "$left"; fi
    done
}

# Whether the dump $1 has its last line.
is_whole_dump() { grep -q '^-- Dump completed' <(tail -n 3 "$1"); }

# Prints SHA-256 and place in the copy of each file that a row of the dump $1 names: the columns resume_path to resume_sha256.
named_files() {
    { LC_ALL=C grep -aoP "'[0-9a-f]{2}/[0-9a-f]{8}-[0-9a-f-]{27}\.[a-z]{3,4}','(?:[^'\\\\]|\\\\.)*+','[a-z.-]+/[a-z.-]+',[0-9]+,0x[0-9A-F]{64}(?=[,)])" "$1" || true; } |
        LC_ALL=C sed -E "s|^'([^']+)',.*,0x([0-9A-F]{64})\$|\L\2  uploads/\1|" | LC_ALL=C sort -u -k 2
}

# Runs guichectl with the settings of the instance: it alone knows where the files are.
on_instance() {
    (
        enter_instance
        cd "$repository"
        exec "$bin_dir/guichectl" "$@"
    )
}

# Prints the named files that are not in the copy.
list_missing() {
    (cd "$copy/uploads" && find . -type f -printf '%P\n') | LC_ALL=C sort >"$work/taken"
    LC_ALL=C sort "$work/named" | LC_ALL=C comm -23 - "$work/taken"
}

# Prints every file below $1 but the manifest, as the manifest names them.
list_copy() { (cd "$1" && find . -type f ! -name manifest.sha256 -printf '%P\n' | LC_ALL=C sort); }

# Names every file of the copy $1 with its SHA-256.
write_manifest() { list_copy "$1" | (cd "$1" && xargs -r -d '\n' sha256sum) >"$1/manifest.sha256"; }

# Fails unless the copy $1 is exactly what its manifest names.
check_manifest() {
    [[ -s $1/manifest.sha256 ]] || return 1
    [[ -z $(find "$1" ! -type f ! -type d -print -quit) ]] || return 1
    cmp --silent <(list_copy "$1") <(cut -c 67- "$1/manifest.sha256" | LC_ALL=C sort) || return 1
    (cd "$1" && sha256sum --check --quiet --strict manifest.sha256 >/dev/null 2>&1)
}

# The newest copies that scripts/backup made in folder $1, by name: their names have the time. A half one has another name.
list_copies() { find "$1" -maxdepth 1 -type f -regextype posix-extended -regex ".*/$copy_names" 2>/dev/null | LC_ALL=C sort -r; }

# Passes on those names of copies that were made before the second $1 since 1970, if it is given.
made_before() {
    local limit
    limit=$(if [[ -n $1 ]]; then date -u -d "@$1" +guiche-%Y%m%dT%H%M%SZ; fi)
    awk -v limit="$limit" '{ name = $0; sub(/.*\//, "", name) } limit == "" || substr(name, 1, length(limit)) < limit'
}

# The value of $1 in file `about` of the copy whose folder is $2.
about() { sed -n "s/^$1=//p" "$2/about" 2>/dev/null; }

kibibytes_free() { df --output=avail --block-size=1024 "$1" | tail -n 1; }

# "12 MiB": $1 kibibytes, for people.
mebibytes() { say "$((($1 + 1023) / 1024)) MiB"; }

# --- The database server

is_administered() { [[ ${settings[DATABASE_URL]} == *"socket=$database_socket" ]]; }

# Writes an option file to $1: of the administrator on a server that we administer, else of the database's user.
write_administrator_options() {
    if is_administered; then
        printf '[client]\nsocket=%s\nuser=%s\ndefault-character-set=utf8mb4\n' "$(quoted_option "$database_socket")" "$(quoted_option "$(id -un)")" >"$1"
    else
        write_client_options "${settings[DATABASE_URL]}" >"$1"
    fi
}
administer_sql() { mariadb --defaults-file="$work/client.cnf" --batch --skip-column-names --execute "$1"; }
tables_of() { administer_sql "SELECT table_name FROM information_schema.tables WHERE table_schema = '$1' AND table_type = 'BASE TABLE'"; }
# Loads standard input into database $1. Triggers work with the rights of whoever makes them here, not of the copy's user.
load_into() { LC_ALL=C sed -E 's|^(/\*!50003 CREATE\*/) /\*!50017 DEFINER=`[^`]*`@`[^`]*`\*/|\1|' | mariadb --defaults-file="$work/client.cnf" "$1"; }
