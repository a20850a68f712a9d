# What scripts/backup and scripts/restore share: the folders they work in, and what a copy is made of. Sourced, never run.

# Settings that a copy holds: what its rows cannot be read without.
copied_keys=(SECRET_KEY SECRET_KEY_PREVIOUS CONFIG_ENCRYPTION_KEY CONFIG_ENCRYPTION_KEY_PREVIOUS CLIENT_TOKEN)
# How an encrypted copy is made.
cipher=(-aes-256-cbc -pbkdf2 -iter 600000 -salt)

is_mount_point() { [[ -d $1 ]] && mountpoint --quiet "$1"; }

# Prints the folder on the upload folder's own file system where names of ours may be put: hard links and renames end at its edge.
work_place() { if is_mount_point "$uploads"; then say "$uploads"; else dirname "$uploads"; fi; }

# What the names of our folders begin with; several instances may have their uploads in one place.
work_prefix() { say ".$1.$(printf '%s' "$state" | sha256sum | cut -c 1-12)"; }

# Makes a folder for $1 (backup or restore), readable to the caller alone.
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
