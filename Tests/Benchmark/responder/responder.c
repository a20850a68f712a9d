/* What the service is measured against: the same few routes in plain C on libfcgi and libmariadb, on tables of their own
 * (floor.sql), with the same promise: a submission is acknowledged once its file and the file's name are synced and one
 * transaction has committed the lead and its two mails. Each thread has a connection of its own with prepared statements.
 * Listening socket on descriptor 0.
 *
 *   responder [--threads N]     DATABASE_SOCKET DATABASE_USER DATABASE_PASSWORD DATABASE_NAME SECRET_KEY UPLOAD_DIR
 *
 * A kept connection holds its thread, so there are as many threads as nginx may hold connections. */
#define _GNU_SOURCE
#include "responder.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DESK "desk@bench.example"

static const char *const sql[STATEMENTS] = {
    [HEALTH] = "SELECT 1",
    [COUNT] = "SELECT COUNT(*) FROM leads",
    [NEWEST] = "SELECT " LEAD_COLUMNS " FROM leads ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET 0",
    [FIND] = "SELECT " LEAD_COLUMNS " FROM leads WHERE id = ?",
    [INSERT] = "INSERT INTO leads (id, first_name, last_name, email, resume_path, resume_filename, resume_content_type,"
               " resume_size, resume_sha256, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [MAIL] = "INSERT INTO outbox (lead_id, kind, recipient, language, template_values, created_at)"
             " VALUES (?, 'confirmation', ?, 'en', ?, ?), (?, 'notification', '" DESK "', 'en', ?, ?)",
};

static const char *secret_key;

/* -- Database -- */

static bool bind_results(struct worker *worker) {
    MYSQL_BIND lead[LEAD_WIDTH] = {0}, number = {.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &worker->number};
    for (int at = 0; at < LEAD_WIDTH; at++) {
        struct column *column = &worker->lead[at];
        lead[at] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING, .buffer = column->text, .buffer_length = sizeof column->text,
                                .length = &column->length, .is_null = &column->is_null};
        if (at == RESUME_SIZE || at == SCORE) {
            lead[at].buffer_type = MYSQL_TYPE_LONGLONG;
            lead[at].buffer = &column->number;
        } else if (at == SCHEDULING_DAY || at >= CREATED_AT) {
            lead[at].buffer_type = MYSQL_TYPE_DATETIME;
            lead[at].buffer = &column->time;
        }
    }
    return !mysql_stmt_bind_result(worker->statements[HEALTH], &number) &&
           !mysql_stmt_bind_result(worker->statements[COUNT], &number) &&
           !mysql_stmt_bind_result(worker->statements[NEWEST], lead) && !mysql_stmt_bind_result(worker->statements[FIND], lead);
}

static bool connect_database(struct worker *worker) {
    unsigned seconds = 5;
    MYSQL *connection = worker->connection = mysql_init(NULL);
    if (!connection) return false;
    mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &seconds);
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(connection, MYSQL_INIT_COMMAND, "SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE'");
    if (!mysql_real_connect(connection, NULL, getenv("DATABASE_USER"), getenv("DATABASE_PASSWORD"), getenv("DATABASE_NAME"), 0,
                            getenv("DATABASE_SOCKET"), 0))
        return false;
    for (int at = 0; at < STATEMENTS; at++) {
        worker->statements[at] = mysql_stmt_init(connection);
        if (!worker->statements[at] || mysql_stmt_prepare(worker->statements[at], sql[at], strlen(sql[at]))) return false;
    }
    return bind_results(worker);
}

/* Runs a statement of one row at most; 1 with the row in the worker's columns, 0 without one, -1 when it failed. */
static int fetch_one(struct worker *worker, int which) {
    MYSQL_STMT *statement = worker->statements[which];
    if (mysql_stmt_execute(statement)) return -1;
    int status = mysql_stmt_fetch(statement);
    mysql_stmt_free_result(statement);
    return status == 0 ? 1 : status == MYSQL_NO_DATA ? 0 : -1;
}

/* -- Tokens -- */

/* The bytes of base64url text, or -1. */
static int decode(const char *text, size_t length, unsigned char *bytes, size_t capacity) {
    unsigned bits = 0, held = 0;
    size_t count = 0;
    for (size_t at = 0; at < length; at++) {
        int c = text[at], value = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : -1;
        if (value < 0) value = c >= '0' && c <= '9' ? c - '0' + 52 : c == '-' ? 62 : c == '_' ? 63 : -1;
        if (value < 0 || count == capacity) return -1;
        bits = bits << 6 | (unsigned)value;
        if ((held += 6) >= 8) bytes[count++] = (unsigned char)(bits >> (held -= 8));
    }
    return (int)count;
}

static bool authorized(struct worker *worker) {
    const char *token = FCGX_GetParam("HTTP_AUTHORIZATION", worker->request.envp);
    if (!token || strncmp(token, "Bearer ", 7)) return false;
    const char *payload = strchr(token += 7, '.'), *signature = payload ? strchr(payload + 1, '.') : NULL;
    unsigned char expected[32], given[33], claims[4096], header[256];
    if (!signature || decode(signature + 1, strlen(signature + 1), given, sizeof given) != 32) return false;
    HMAC(EVP_sha256(), secret_key, (int)strlen(secret_key), (const unsigned char *)token, signature - token, expected, NULL);
    if (CRYPTO_memcmp(expected, given, 32)) return false;
    int length = decode(token, payload - token, header, sizeof header - 1);
    if (length < 0 || !memmem(header, length, "\"HS256\"", 7)) return false;
    length = decode(payload + 1, signature - payload - 1, claims, sizeof claims - 1);
    if (length < 0) return false;
    claims[length] = 0;
    const char *expiry = strstr((char *)claims, "\"exp\":");
    return expiry && atoll(expiry + 6) > time(NULL) && strstr((char *)claims, "\"typ\":\"access\"");
}

/* -- Staff routes -- */

/* Looks at the database at most once a second. */
static void health(struct worker *worker) {
    static const char ok[] = "{\"status\":\"ok\",\"version\":\"0\",\"checks\":{\"database\":\"ok\"}}";
    static _Atomic time_t seen;
    time_t now = time(NULL);
    if (now != seen) {
        if (fetch_one(worker, HEALTH) != 1) return unavailable(worker);
        seen = now;
    }
    answer(worker, "200 OK", ok, sizeof ok - 1);
}

static void find_lead(struct worker *worker, const char *text) {
    unsigned char id[16];
    if (!authorized(worker)) return refuse(worker, "401 Unauthorized", "UNAUTHORIZED");
    for (int at = 0; at < 16; at++) {
        if (*text == '-') text++;
        if (sscanf(text, "%2hhx", &id[at]) != 1) return refuse(worker, "404 Not Found", "NOT_FOUND");
        text += 2;
    }
    unsigned long length = sizeof id;
    MYSQL_BIND parameter = {.buffer_type = MYSQL_TYPE_BLOB, .buffer = id, .buffer_length = sizeof id, .length = &length};
    mysql_stmt_bind_param(worker->statements[FIND], &parameter);
    int found = fetch_one(worker, FIND);
    if (found < 0) return unavailable(worker);
    if (!found) return refuse(worker, "404 Not Found", "NOT_FOUND");
    append_lead(&worker->answer, worker->lead);
    answer(worker, "200 OK", worker->answer.bytes, worker->answer.length);
}

static void list_leads(struct worker *worker) {
    if (!authorized(worker)) return refuse(worker, "401 Unauthorized", "UNAUTHORIZED");
    if (fetch_one(worker, COUNT) != 1) return unavailable(worker);
    MYSQL_STMT *statement = worker->statements[NEWEST];
    if (mysql_stmt_execute(statement)) return unavailable(worker);
    int status, rows = 0;
    append_text(&worker->answer, "{\"items\":[");
    while ((status = mysql_stmt_fetch(statement)) == 0) {
        if (rows++) append_text(&worker->answer, ",");
        append_lead(&worker->answer, worker->lead);
    }
    mysql_stmt_free_result(statement);
    if (status != MYSQL_NO_DATA) return unavailable(worker);
    append_text(&worker->answer, "],\"total\":");
    append_number(&worker->answer, worker->number);
    append_text(&worker->answer, ",\"page\":1,\"size\":20,\"pages\":");
    append_number(&worker->answer, (worker->number + 19) / 20);
    append_text(&worker->answer, "}");
    answer(worker, "200 OK", worker->answer.bytes, worker->answer.length);
}

/* -- Threads -- */

static void serve(struct worker *worker) {
    const char *method = FCGX_GetParam("REQUEST_METHOD", worker->request.envp), *path = FCGX_GetParam("DOCUMENT_URI", worker->request.envp);
    worker->answer.length = 0;
    if (!method || !path) return refuse(worker, "400 Bad Request", "INVALID_PAYLOAD");
    if (!worker->connection && !connect_database(worker)) return unavailable(worker);
    if (!strcmp(path, "/health")) return health(worker);
    if (!strcmp(path, "/api/v1/leads") && !strcmp(method, "GET")) return list_leads(worker);
    if (!strncmp(path, "/api/v1/leads/", 14) && !strcmp(method, "GET")) return find_lead(worker, path + 14);
    if (strcmp(path, "/api/v1/leads") || strcmp(method, "POST")) return refuse(worker, "404 Not Found", "NOT_FOUND");
    take_submission(worker);
}

static void *run(void *unused) {
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker || mysql_thread_init() || FCGX_InitRequest(&worker->request, 0, 0)) abort();
    for (;;) {
        if (FCGX_Accept_r(&worker->request)) usleep(10000);
        else serve(worker), FCGX_Finish_r(&worker->request);
    }
    return unused;
}

int main(int count, char **arguments) {
    int threads = count == 3 && !strcmp(arguments[1], "--threads") ? atoi(arguments[2]) : 8;
    const char *upload_dir = getenv("UPLOAD_DIR");
    secret_key = getenv("SECRET_KEY");
    if (!secret_key || !upload_dir || threads < 1) return fputs("responder: SECRET_KEY and UPLOAD_DIR are required\n", stderr), 2;
    if (!open_folders(upload_dir)) return perror("responder: UPLOAD_DIR"), 1;
    if (mysql_library_init(0, NULL, NULL) || FCGX_Init()) return 1;
    signal(SIGPIPE, SIG_IGN), signal(SIGTERM, SIG_DFL);
    pthread_t thread;
    for (int at = 1; at < threads; at++)
        if (pthread_create(&thread, NULL, run, NULL)) return 1;
    run(NULL);
}
