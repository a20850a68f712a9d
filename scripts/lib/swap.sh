# The last steps of a restore, and the way back: what serves stops, and database, files and keys change places. Sourced, never run.
#
# `restore.pending` in the state folder has the stamp of a restore in its last steps; `restore.secrets`, `restore.settings`,
# `restore.admin` and `restore.triggers` what was there before. Each step can be done again.

# The parts of an installed host that use database or files.
serving_units() {
    local name
    for name in "${pools[@]}"; do printf '%s\n' "guiche-$name.socket" "guiche-$name.service"; done
    say guiche-worker.service
}

stop_serving() {
    local -a units
    is_installed || return 0
    use_layout "$(setting POOLS)" "$bin_dir"
    mapfile -t units < <(serving_units)
    systemctl stop "${units[@]}" 2>/dev/null || true
    was_serving=yes
}

start_serving() {
    local -a units
    [[ ${was_serving:-no} == yes ]] || return 0
    was_serving=no
    mapfile -t units < <(serving_units)
    systemctl reset-failed "${units[@]}" 2>/dev/null || true
    systemctl start "${units[@]}"
}

# Keeps what is there: the database in `before`, and names its tables will have; secrets and settings.
keep_what_was() {
    before=$backups/before-restore-$stamp.sql
    mariadb-dump --defaults-file="$work/client.cnf" --single-transaction --quick --routines --triggers --hex-blob "$database" >"$before.part" || {
        rm -f "$before.part"
        die "what is there could not be kept in $backups; nothing was changed"
    }
    mv "$before.part" "$before"
    administer_sql "DROP DATABASE IF EXISTS \`$old\`; CREATE DATABASE \`$old\`"
    dump_triggers "$database" >"$state/restore.triggers" || die "the triggers of $database cannot be read; nothing was changed"
    cp "$state/secrets.env" "$state/restore.secrets"
    cp "$settings_file" "$state/restore.settings"
    rm -f "$state/restore.admin"
    if [[ -e $state/admin-password ]]; then cp -p "$state/admin-password" "$state/restore.admin"; fi
    sync "$before" "$state/restore.secrets" "$state/restore.settings" "$state/restore.triggers" "$copy/uploads"
    say "$stamp" >"$pending.new"
    sync "$pending.new"
    mv "$pending.new" "$pending"
}

# Tables move by name, all in one statement; triggers cannot, and are made again.
dump_triggers() { mariadb-dump --defaults-file="$work/client.cnf" --no-data --no-create-info --skip-opt --triggers "$1"; }
drop_triggers() {
    administer_sql "SELECT CONCAT('DROP TRIGGER \`', trigger_schema, '\`.\`', trigger_name, '\`;') FROM information_schema.triggers WHERE trigger_schema = '$1'" |
        mariadb --defaults-file="$work/client.cnf"
}
moves() { tables_of "$1" | sed "s|.*|\`$1\`.\`&\` TO \`$2\`.\`&\`|"; }

# Puts the tables of `beside` in place of those of `database`, which move to `old`.
swap_tables() {
    dump_triggers "$beside" >"$work/triggers.sql" || return 1
    drop_triggers "$database" || return 1
    drop_triggers "$beside" || return 1
    if [[ -n $(tables_of "$old") ]]; then
        administer_sql "DROP DATABASE IF EXISTS \`$database\`; CREATE DATABASE \`$database\`" || return 1
        administer_sql "RENAME TABLE $(moves "$beside" "$database" | paste -s -d ,)" || return 1
    else
        administer_sql "CREATE DATABASE IF NOT EXISTS \`$database\`; CREATE DATABASE IF NOT EXISTS \`$old\`" || return 1
        administer_sql "RENAME TABLE $({ moves "$database" "$old"; moves "$beside" "$database"; } | paste -s -d ,)" || return 1
    fi
    load_into "$database" <"$work/triggers.sql"
}

# Gives the files in the upload folder to those who serve them; root has made some.
own_files() {
    is_root || return 0
    if is_installed; then
        make_folders
    elif [[ -d $uploads ]]; then
        chown www-data:www-data "$uploads"
        find "$uploads" -user root -exec chown --no-dereference www-data:www-data {} +
    fi
}

# The settings of the parts of an installed host, made again of the whole.
write_parts() {
    is_installed || return 0
    (
        settings=()
        each_setting "$settings_file" set_setting
        for name in "${pools[@]}" worker; do write_part_settings "$name"; done
    )
}

# Everything as it was before the restore whose stamp is in `pending`.
put_back() {
    local failed=0
    if [[ -n $(tables_of "$old") ]]; then
        drop_triggers "$old" && administer_sql "DROP DATABASE IF EXISTS \`$database\`; CREATE DATABASE \`$database\`" &&
            administer_sql "RENAME TABLE $(moves "$old" "$database" | paste -s -d ,)" || failed=1
    fi
    if ((failed == 0)); then drop_triggers "$database" && load_into "$database" <"$state/restore.triggers" || failed=1; fi
    on_instance files put-back --keep "$stamp" 8>&- 9>&- || failed=1
    own_files || failed=1
    install -m 0600 "$state/restore.secrets" "$state/secrets.env" && install -m 0600 "$state/restore.settings" "$settings_file" || failed=1
    if [[ -e $state/restore.admin ]]; then cp -p "$state/restore.admin" "$state/admin-password"; else rm -f "$state/admin-password"; fi
    write_parts || failed=1
    ((failed == 0)) || return 1
    is_swapping=no
    end_swap
}

end_swap() {
    rm -f "$pending" "$state/restore.secrets" "$state/restore.settings" "$state/restore.admin" "$state/restore.triggers"
    administer_sql "DROP DATABASE IF EXISTS \`$old\`" || true
}
