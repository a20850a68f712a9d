# The group `backup` of Tests/Host/run: copies of an installed host, and the ways back. Sourced, never run.

if group backup; then
    in_leads() { inside mariadb --batch --skip-column-names guiche --execute "$1"; }
    check "what is installed is saved" inside bash -c "guichectl backup >/root/copy-name"
    copy=$(inside cat /root/copy-name)
    check "in a file for root alone, below /var/lib/guiche/backups" bash -c "[[ '$copy' == /var/lib/guiche/backups/guiche-*.tar.gz && \$(nsenter -t $leader -a stat -c '%a %U' '$copy') == '600 root' ]]"
    check "/metrics and doctor see it" eval 'metrics_have "^guiche_backup_last_success_timestamp_seconds [0-9]{10}$" && inside guichectl doctor >"$machine/../doctor" && grep -qE "^ok   backup: [0-9]+ seconds old$" "$machine/../doctor"'
    check "the day's unit makes one, too" inside systemctl start guiche-backup.service
    score=$(inside systemd-analyze security --no-pager guiche-backup.service 2>/dev/null | sed -nE 's/.*Overall exposure level[^:]*: ([0-9.]+).*/\1/p')
    check "confined (exposure ${score:-?}, at most 3.0), by a timer" eval 'awk -v score="${score:-10}" "BEGIN { exit score > 3.0 }" && inside systemctl is-active guiche-backup.timer'
    check "the week's unit tries it, and doctor knows when" eval 'inside systemctl start guiche-drill.service && inside systemctl is-active guiche-drill.timer && inside guichectl doctor | grep -q "^ok   restore drill: "'
    check "a drill restores the newest beside the service" eval 'inside guichectl restore-drill >"$machine/../drill" && grep -q "^ok: .* 3 leads, 3 of 3 files are whole" "$machine/../drill"'
    submit 4 1000 || true
    in_leads "DELETE FROM leads WHERE email = 'ada1@example.com'" || true
    cp "$machine$copy" "$machine/root/copy.tar.gz"
    head -c 5000 "$machine$copy" >"$machine/root/cut.tar.gz"
    check "a damaged copy is refused with one line, and nothing is changed" eval '! inside guichectl restore --yes /root/cut.tar.gz 2>"$machine/../refused.log" && [[ $(wc -l <"$machine/../refused.log") == 1 && $(leads) == 3 ]] && becomes 200 1'
    check "the copy is restored in one command" eval 'inside guichectl restore --yes "$copy" >"$machine/../restore.log" 2>&1'
    check "… the service is up again, with the leads of the copy" eval 'becomes 200 10 && [[ $(in_leads "SELECT GROUP_CONCAT(email ORDER BY email) FROM leads") == ada1@example.com,ada2@example.com,ada3@example.com ]]'
    check "… and takes others; every row has its file" eval 'submit 5 300000 && inside guichectl files verify && inside guichectl doctor'
    inside systemctl stop mariadb
    inside bash -c 'systemctl stop "guiche-*.socket" "guiche-*.service"; systemctl start mariadb; mariadb -e "DROP DATABASE guiche"; rm -rf /srv/guiche/resumes/*'
    check "after the loss of database and files, too" eval 'inside guichectl restore --yes "$copy" >>"$machine/../restore.log" 2>&1 && becomes 200 10 && [[ $(leads) == 3 ]] && inside guichectl files verify'
    inside bash -c 'cp -r /root/bin /root/newer; echo >>/root/newer/guichectl'
    check "another version is installed after a copy of this one" eval 'inside_shell "GUICHE_BIN_DIR=/root/newer scripts/install --host $site" >"$machine/../install.log" 2>&1 && inside bash -c "ls /var/lib/guiche/backups/upgrade-*.tar.gz"'
    inside mount -t tmpfs -o size=1m,mode=0700 copies /var/lib/guiche/backups
    check "without room for one it says so, and goes on" eval 'install_it --host "$site" && grep -q "warning: the upgrade goes on without a copy: it needs" "$machine/../install.log" && becomes 200 10'
    check "a backup without room fails in one line, and doctor knows the last one" eval '! inside guichectl backup 2>"$machine/../refused.log" && grep -q "^backup: no copy was made: it needs" "$machine/../refused.log" && inside guichectl doctor'
    check "a restore without room for what is there changes nothing" eval 'inside bash -c "head -c 1000000 /dev/zero >/var/lib/guiche/backups/fill" ; ! inside guichectl restore --yes /root/copy.tar.gz 2>"$machine/../refused.log" && grep -q "nothing was changed" "$machine/../refused.log" && becomes 200 10 && [[ $(leads) == 3 ]]'
    inside umount /var/lib/guiche/backups
    inside systemctl start guiche-backup.service || true
    submit 6 1000 || true
    inside bash -c 'sleep 2; date -u "+%F %T UTC" >/root/moment' && inside sleep 1
    in_leads "DELETE FROM leads" || true
    check "the binary log is saved by its unit, confined like the other" eval 'inside systemctl start guiche-logs.service && inside systemctl is-active guiche-logs.timer && inside bash -c "ls /var/lib/guiche/backups/binary-logs/*/mariadb-bin.*"'
    check "after an accident it is restored to the moment before" eval 'inside bash -c "guichectl restore --yes --to \"\$(cat /root/moment)\"" >"$machine/../restore.log" 2>&1 && becomes 200 10 && [[ $(leads) == 4 ]] && inside guichectl files verify'
    in_leads "DELETE FROM leads WHERE email = 'ada6@example.com'" || true
    check "it is restored into an instance of scripts/run" inside_shell "export RATE_LIMIT_API=off; scripts/run --state /root/second --detach && scripts/stop --state /root/second && scripts/restore --state /root/second --yes '$copy' && scripts/run --state /root/second --detach && scripts/guichectl --state /root/second files verify"
    check "… with every lead" bash -c "[[ \$(nsenter -t $leader -a mariadb --socket=/root/second/run/db/mariadb.sock --batch --skip-column-names guiche --execute 'SELECT COUNT(*) FROM leads') == 3 ]]"
    inside_shell "scripts/stop --state /root/second" >/dev/null || true
fi
