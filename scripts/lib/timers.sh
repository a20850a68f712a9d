# The units of an installed host that timers start: a look at the certificate, the copy of each day. Sourced after units.sh, never run.

# Records every hour when the certificate expires that nginx presents, for /metrics and `guichectl doctor`.
write_certificate_units() {
    local address=${settings[BIND_ADDRESS]:-*}
    case $address in '*' | 0.0.0.0) address=127.0.0.1 ;; *:*) address="[$address]" ;; esac
    cat >"$root/etc/systemd/system/guiche-certificate.service" <<END
[Unit]
Description=Guichê, a look at when the certificate expires
After=nginx.service

[Service]
Type=oneshot
# Root without a capability: the folder is root's, so that no other user replaces a file in it.
User=root
Group=root
LogRateLimitIntervalSec=0
ExecStart=$library/scripts/lib/stamp $var/stamps certificate $address:443 $host
ReadWritePaths=$var/stamps
InaccessiblePaths=-"${settings[UPLOAD_DIR]}"
$confinement
MemoryDenyWriteExecute=yes
$with_network
END
    cat >"$root/etc/systemd/system/guiche-certificate.timer" <<END
[Unit]
Description=Guichê, the hours at which the certificate is looked at

[Timer]
OnBootSec=1min
OnUnitActiveSec=1h

[Install]
WantedBy=timers.target
END
}

# The settings of the server of this host that its binary log needs (BINARY_LOG).
write_log_settings() {
    [[ $private_database == yes && $(setting BINARY_LOG) == on ]] || return 0
    mkdir -p "$root/etc/mysql/mariadb.conf.d"
    { printf '%s\n' "# Made by scripts/install." "[mariadbd]"; log_settings mariadb-bin; } >"$root/etc/mysql/mariadb.conf.d/60-guiche.cnf"
}

# A copy a day, at an hour of the host's own, a trial of it each week, and the binary log each quarter of an hour.
write_backup_units() {
    write_copy_units backup "the daily copy" "backup --state $etc" "OnCalendar=daily
RandomizedDelaySec=4h
FixedRandomDelay=yes"
    write_copy_units drill "the trial of a restore" "restore-drill --state $etc" "OnCalendar=Sun
RandomizedDelaySec=12h
FixedRandomDelay=yes"
    if [[ $private_database == yes && $(setting BINARY_LOG) == on ]]; then
        write_copy_units logs "the binary log, saved beside the copies" "backup --state $etc --logs" "OnCalendar=*:0/15
RandomizedDelaySec=2min"
    fi
}

# The folders that they write: copies, BACKUP_COPY, and one beside the files.
write_copy_units() { # name, what it is, script with its options, when
    local to=${settings[BACKUP_COPY]:-} uploads=${settings[UPLOAD_DIR]%/}
    cat >"$root/etc/systemd/system/guiche-$1.service" <<END
[Unit]
Description=Guichê, $2
After=network.target mariadb.service
$unless_restoring

[Service]
Type=oneshot
Nice=10
IOSchedulingClass=idle
User=root
Group=root
LogRateLimitIntervalSec=0
ExecStart=$library/scripts/$3
ReadWritePaths=$backups $var/stamps $sockets "$uploads" "$(dirname "$uploads")" $(if [[ $to == /* ]]; then say "-\"$to\""; fi)
$confinement
# It reads the files of all, and the keys of ssh where rsync takes the copy.
CapabilityBoundingSet=CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER
$(if [[ $to == *:* && $to != s3:* ]]; then say ProtectHome=read-only; fi)
# A drill makes the folders of a copy, which hand on their group.
$(if [[ $1 == drill ]]; then say RestrictSUIDSGID=no; fi)
MemoryDenyWriteExecute=yes
$(if [[ $to == *:* ]]; then say "$with_network"; else network_of_pool worker; fi)
END
    cat >"$root/etc/systemd/system/guiche-$1.timer" <<END
[Unit]
Description=Guichê, when to run: $2

[Timer]
$4
Persistent=yes

[Install]
WantedBy=timers.target
END
}
