# The files of an installed host that are not nginx's: systemd units, log rotation, the administrator's command. Sourced, never run.
#
# Each function writes below the folder in `root`. A part reads its settings from a credential (systemd.exec, LoadCredential=): its
# own, in no process's environment and hidden from the other parts. The pools' listening sockets are systemd's: while a pool
# restarts, requests wait in the backlog.

# Whom part $1 runs as: the parts that remove résumés share a user, each other part has its own.
user_of() {
    case $1 in
        staff | leads | worker) say "$service" ;;
        intake) say "${intake_user:-guiche-intake}" ;;
        *) say "guiche-$1" ;;
    esac
}

# What every unit is confined by; the caller adds users, files and networks.
confinement="UMask=0027
NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=yes
ProtectProc=invisible
ProcSubset=pid
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM"
# No way out of the host.
without_network="PrivateNetwork=yes
IPAddressDeny=any
RestrictAddressFamilies=AF_UNIX"
with_network="RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"

# Nothing serves what a restore that broke off in its last steps has left.
unless_restoring="ConditionPathExists=!/etc/guiche/restore.pending"

# The settings of part $1, in a file that systemd alone reads.
write_part_settings() {
    local own=DATABASE_URL_${1^^} name
    (
        settings_file=$root$etc/parts/$1.env
        if [[ $(setting POOLS) == split ]]; then settings[DATABASE_URL]=${settings[$own]}; fi
        for name in $(foreign_settings "$1"); do unset "settings[$name]"; done
        write_settings
    )
}

# Only the parts that write or remove résumés reach them; nginx sends them.
files_of() {
    case $1 in
        intake | staff | leads) say "ReadWritePaths=\"${settings[UPLOAD_DIR]}\"" ;;
        *) say "InaccessiblePaths=-\"${settings[UPLOAD_DIR]}\"" ;;
    esac
}

# Pool $1 reaches a database on this host by its socket, any other and an object store by the network.
network_of_pool() {
    if ! { has_object_store && keeps_files "$1"; } && [[ ${settings[DATABASE_URL]} == *[?\&]socket=* ]]; then say "$without_network"; else say "$with_network"; fi
}

write_pool_units() { # name, groups, processes, threads
    write_part_settings "$1"
    cat >"$root/etc/systemd/system/guiche-$1.socket" <<END
[Unit]
Description=Guichê, the listening socket of the $1 pool
$unless_restoring

[Socket]
ListenStream=$sockets/$1.sock
SocketUser=root
SocketGroup=www-data
SocketMode=0660
Backlog=4096
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
END
    cat >"$root/etc/systemd/system/guiche-$1.service" <<END
[Unit]
Description=Guichê, the $1 pool
Requires=guiche-$1.socket
After=guiche-$1.socket network.target mariadb.service
$unless_restoring

[Service]
User=$(user_of "$1")
Group=$(user_of "$1")
# For the counters that all pools share.
SupplementaryGroups=guiche-pools
LoadCredential=settings:$etc/parts/$1.env
Environment=GUICHE_ENV_FILE=%d/settings TZ=UTC
StandardInput=socket
StandardOutput=journal
StandardError=journal
# A line for each request; journald would drop lines beyond its limit.
LogRateLimitIntervalSec=0
ExecStart=$library/scripts/lib/pool - - $3 $library/bin/guiche-responder --serve $2 --threads $4 --stats $sockets/stats
Restart=always
RestartSec=1
# The parent passes TERM on; requests in progress have 10 seconds.
KillMode=mixed
TimeoutStopSec=15
LimitNOFILE=20000
MemoryMax=${unit_memory}M
ReadWritePaths=$sockets/stats
$(files_of "$1")
$confinement
MemoryDenyWriteExecute=yes
$(network_of_pool "$1")

[Install]
WantedBy=multi-user.target
END
}

# The hub of live events, an nginx of its own: the worker publishes on one of its sockets, nginx brings subscribers to the other.
write_hub_unit() {
    cat >"$root/etc/systemd/system/guiche-hub.service" <<END
[Unit]
Description=Guichê, the hub of sockets and event streams
After=network.target

[Service]
User=guiche-hub
Group=guiche-hub
# For the socket of the pool that it asks.
SupplementaryGroups=www-data
InaccessiblePaths=-"${settings[UPLOAD_DIR]}"
Environment=TZ=UTC
LogRateLimitIntervalSec=0
ExecStartPre=/bin/sh -c 'rm -f $sockets/hub/*.sock $sockets/publish/*.sock'
ExecStart=/usr/sbin/nginx -p $site_dir/ -e stderr -c $site_dir/hub.conf -g 'daemon off;'
Restart=always
RestartSec=1
TimeoutStopSec=5
LimitNOFILE=20000
MemoryMax=${unit_memory}M
ReadWritePaths=$sockets/hub $sockets/publish
$confinement
$without_network

[Install]
WantedBy=multi-user.target
END
}

write_worker_unit() {
    write_part_settings worker
    cat >"$root/etc/systemd/system/guiche-worker.service" <<END
[Unit]
Description=Guichê, the worker that sends mails and publishes events
After=network.target mariadb.service
$unless_restoring

[Service]
Type=notify
# A worker whose threads hang is started again.
WatchdogSec=180
User=$service
Group=$service
LoadCredential=settings:$etc/parts/worker.env
Environment=GUICHE_ENV_FILE=%d/settings TZ=UTC
LogRateLimitIntervalSec=0
ExecStart=$library/bin/guiche-worker
Restart=always
RestartSec=1
# The mail in progress has 12 seconds.
TimeoutStopSec=15
MemoryMax=${unit_memory}M
ReadWritePaths="${settings[UPLOAD_DIR]}" $sockets/wake
$confinement
MemoryDenyWriteExecute=yes
$with_network

[Install]
WantedBy=multi-user.target
END
}

# The folders of the sockets, each open to the two sides that meet there: nginx makes its sockets writable for all, the worker its own
# for the pools that wake it.
write_runtime_folders() {
    cat >"$root/etc/tmpfiles.d/guiche.conf" <<END
# Made by scripts/install.
d $sockets 0755 root root -
d $sockets/stats 2770 root guiche-pools -
z $sockets/stats/* 0660 - guiche-pools -
d $sockets/hub 0750 guiche-hub www-data -
d $sockets/publish 0750 guiche-hub $service -
d $sockets/wake 2750 $service guiche-pools -
END
}

# The folder is root's, so that no other user replaces a file that nginx opens as root. nginx's workers open the new files
# themselves: they may pass through the folder. The group adm reads.
write_log_rotation() { # file
    cat >"$1" <<END
$logs/*.log {
    daily
    rotate 14
    missingok
    notifempty
    compress
    delaycompress
    create 0640 www-data adm
    sharedscripts
    postrotate
        if [ -s /run/nginx.pid ]; then kill -USR1 "\$(cat /run/nginx.pid)"; fi
    endscript
}
END
}

# The administrator's command, with this host's settings. Where nothing is installed, the program as it is, and the check of another host.
write_command() { # file, program, scripts
    cat >"$1" <<END
#!/bin/sh
# Made by scripts/install or scripts/package.
if [ -e $etc/guiche.env ] && [ -x $library/scripts/guichectl ]; then
    case \${1:-} in --help) shift; set -- help "\$@" ;; esac
    exec $library/scripts/guichectl --state $etc "\$@"
fi
case \${1:-} in validate-deploy) shift; exec $3/validate-deploy "\$@" ;; esac
exec $2 "\$@"
END
    chmod 0755 "$1"
}
