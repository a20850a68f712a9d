#ifndef GUICHE_CMARIADB_SHIM_H
#define GUICHE_CMARIADB_SHIM_H
#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* Has the system end a connection whose other side has acknowledged nothing for some milliseconds, also while it is only waited for. */
static inline int guiche_end_when_silent(int socket, int milliseconds) {
    int on = 1, idle = 2, interval = 1, count = 3;
    if (setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on)) return -1;
    if (setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle)) return -1;
    if (setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval)) return -1;
    if (setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count)) return -1;
    return setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}
#endif
