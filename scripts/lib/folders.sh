# The accounts of an installed host's parts, and the folders of its data. Sourced, never run.

# The users of the parts in `pools`, of the worker and of the hub.
make_accounts() {
    local name
    getent group guiche-pools >/dev/null || groupadd --system guiche-pools
    for name in $(for name in "${pools[@]}" worker hub; do user_of "$name"; done | sort -u); do
        getent passwd "$name" >/dev/null ||
            useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$name"
    done
}

# Whether the file system of folder $1 keeps access control lists.
has_acls() {
    local probe result=0
    probe=$(mktemp -d "$1/.guiche-probe.XXXXXX")
    setfacl --modify "user:$service:rwx" "$probe" 2>/dev/null || result=1
    rmdir "$probe"
    return "$result"
}

# Folders of data, with the owners that the parts and nginx need. Résumés are the service's, nginx reads them by their group; an
# access control list lets the intake pool, whose user is another, make files, and the service read them.
make_folders() {
    local number
    mkdir -p "$var/acme" "$var/stamps" "${settings[UPLOAD_DIR]}"
    mkdir -m 0700 -p "$backups"
    for number in {0..255}; do printf '%s/%02x\0' "${settings[UPLOAD_DIR]}" "$number"; done | xargs -0 mkdir -p
    chown -R "$service:www-data" "${settings[UPLOAD_DIR]}"
    if [[ $(user_of intake) == "$service" ]]; then
        find "${settings[UPLOAD_DIR]}" -type d -exec chmod 2750 {} +
    else
        # The pool that serves meanwhile loses no right for a moment: not by a mode, whose middle digit is the mask of the list.
        find "${settings[UPLOAD_DIR]}" -type d ! -perm -2000 -exec chmod g+s {} +
        find "${settings[UPLOAD_DIR]}" -type d -exec setfacl --modify "user::rwx,group::r-x,other::---,user:$(user_of intake):rwx,mask::rwx" \
            --modify "default:user::rwx,default:group::r-x,default:other::---,default:user:$service:r-x,default:user:$(user_of intake):r-x,default:mask::r-x" {} +
    fi
    if [[ ${settings[UPLOAD_DIR]} == "$var/"* ]]; then
        chmod 0755 "$var"
        chown root:root "$var"
        (cd "$var" && folder=${settings[UPLOAD_DIR]#"$var/"} && while [[ $folder == */* ]]; do folder=${folder%/*}; chown root:root "$folder"; chmod 0755 "$folder"; done)
    fi
    mkdir -p "$logs"
    chown root:adm "$logs"
    chmod 0751 "$logs"
    touch "$logs/nginx-access.log"
    chown www-data:adm "$logs"/nginx-*.log
    chmod 0640 "$logs"/nginx-*.log
}

# The upload folder must be ours to make, or usable by the service. Sets upload_owner to who had it before.
check_uploads() {
    local folder=${settings[UPLOAD_DIR]} above before= user
    upload_owner=
    if [[ -s $etc/guiche.env ]]; then before=$(setting_of UPLOAD_DIR "$etc/guiche.env"); fi
    if [[ -e $folder ]]; then
        [[ -d $folder ]] || die "UPLOAD_DIR: $folder is not a folder"
        upload_owner=$(stat -c %U:%G "$folder")
        if [[ ${folder%/} != "${before%/}" && -n $(ls -A "$folder") ]]; then
            (exec_as "$service" test -w "$folder") || die "UPLOAD_DIR: $service cannot write to $folder, which is not empty and belongs to $upload_owner"
        fi
    fi
    above=$folder
    until [[ -d $above ]]; do above=$(dirname "$above"); done
    for user in "$service" www-data; do
        # These folders get their owners and modes from make_folders.
        [[ $folder != "$var/"* ]] || break
        (exec_as "$user" test -x "$above") || [[ $above == "$folder" ]] || die "UPLOAD_DIR: $user cannot reach a folder below $above"
        (exec_as "$user" test -x "$(dirname "$above")") || die "UPLOAD_DIR: $user cannot reach $above"
    done
    [[ $(df --output=avail "$above" | tail -n 1) -gt 10240 ]] || die "UPLOAD_DIR: less than 10 MiB are free at $above"
    [[ ! $(findmnt -n -o OPTIONS -T "$above") =~ (^|,)ro(,|$) ]] || die "UPLOAD_DIR: $above is read-only"
    if ! has_acls "$above"; then
        complain "warning: the file system of $above keeps no access control lists: the intake pool runs as $service"
        intake_user=$service
    fi
}
