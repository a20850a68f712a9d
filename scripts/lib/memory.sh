# What a host's memory decides: settings of the MariaDB that we administer, and the most that a unit may have. Sourced, never run.

# The MariaDB of a host with less has small caches; a unit's limit is 1 GiB from twice as much on.
small_mebibytes=1000

# Prints the MiB of memory that this host has: its own, or what the container that it is may have.
host_mebibytes() {
    local kibibytes file limit
    kibibytes=$(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo)
    for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
        limit=$(cat "$file" 2>/dev/null) || continue
        # `max`, or a number near 2^63, where there is none.
        if [[ $limit =~ ^[0-9]{1,15}$ ]] && ((limit / 1024 < kibibytes)); then kibibytes=$((limit / 1024)); fi
    done
    say "$((kibibytes / 1024))"
}

# Prints $1, but at least $2 and at most $3.
within() { say "$(($1 < $2 ? $2 : $1 > $3 ? $3 : $1))"; }

# Prints the MiB that a unit ends at on a host of $1 MiB: a program that grows is ended before the kernel looks for the largest, which is
# the database.
unit_mebibytes() { within "$(($1 / 2))" 128 1024; }

# Prints the connections that all pools and the worker may have open: one for each thread, one of each process besides.
pool_connections() {
    local name sum=8
    for name in "${pools[@]}"; do sum=$((sum + $(processes_of "$name") * ($(threads_of "$name") + 1))); done
    say "$sum"
}

# Prints the server's settings for a host of $1 MiB, where pools have $2 connections: an eighth of the memory for pages of tables, in
# steps of 8 MiB (a kernel's update changes what it has by less), which is the server's own 128 MiB for 1 GiB.
memory_settings() {
    printf '%s\n' "innodb-buffer-pool-size = $(within "$(($1 / 64 * 8))" 32 4096)M"
    (($1 < small_mebibytes)) || return 0
    # Each connection costs memory; 32 are for tools and for connections that a failure has left open.
    printf '%s\n' "max-connections = $(($2 + 32))" "table-open-cache = 400" "innodb-log-buffer-size = 4M"
    # For the tables of other engines, which are the server's own, and for temporary ones.
    printf '%s\n' "key-buffer-size = 1M" "aria-pagecache-buffer-size = 8M" "tmp-table-size = 4M" "max-heap-table-size = 4M"
}

# Writes them where the server reads them first: any file of the operator's has priority.
write_memory_settings() { # the host's MiB
    [[ $private_database == yes ]] || return 0
    mkdir -p "$root/etc/mysql/conf.d"
    {
        printf '%s\n' "# Made by scripts/install for the memory of this host. It is read first: your own files, such as" \
            "# /etc/mysql/mariadb.conf.d/90-own.cnf, have priority." "[mariadbd]"
        memory_settings "$1" "$(pool_connections)"
    } >"$root$memory_file"
}
memory_file=/etc/mysql/conf.d/00-guiche.cnf
