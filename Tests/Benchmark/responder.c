/* What the service is measured against: the same few routes in plain C on libfcgi and libmariadb, on tables of their own
 * (floor.sql), with the same promise: a submission is acknowledged once its file and the file's name are synced and one
 * transaction has committed the lead and its two mails. Each thread has a connection of its own with prepared statements.
 * Listening socket on descriptor 0.
 *
 *   responder [--threads N]     DATABASE_SOCKET DATABASE_USER DATABASE_PASSWORD DATABASE_NAME SECRET_KEY UPLOAD_DIR
 *
 * A kept connection holds its thread, so there are as many threads as nginx may hold connections. */
#define _GNU_SOURCE
#include <fcgiapp.h>
#include <fcntl.h>
#include <mysql.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LEAD_COLUMNS                                                                                                     \
    "id, first_name, last_name, email, phone, business_name, business_tracking, job_position, invoicing, collaborators," \
    " scheduling_day, resume_path, resume_filename, resume_content_type, resume_size, resume_sha256, status, score,"     \
    " owner_id, message, custom, lost_reason, created_at, updated_at, reached_out_at, due_at"

#define DESK "desk@bench.example"
#define FOLDERS 256

enum { ID, FIRST_NAME, LAST_NAME, EMAIL, PHONE, BUSINESS_NAME, BUSINESS_TRACKING, JOB_POSITION, INVOICING, COLLABORATORS,
       SCHEDULING_DAY, RESUME_PATH, RESUME_FILENAME, RESUME_CONTENT_TYPE, RESUME_SIZE, RESUME_SHA256, STATUS, SCORE,
       OWNER_ID, MESSAGE, CUSTOM, LOST_REASON, CREATED_AT, UPDATED_AT, REACHED_OUT_AT, DUE_AT, LEAD_WIDTH };

enum { HEALTH, COUNT, NEWEST, FIND, INSERT, MAIL, STATEMENTS };
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

struct column { char text[1024]; long long number; MYSQL_TIME time; unsigned long length; my_bool is_null; };
struct buffer { char *bytes; size_t length, capacity; };
struct span { const char *bytes; size_t length; };
struct part { struct span content, filename, content_type; };
enum { FORM_FIRST, FORM_LAST, FORM_EMAIL, FORM_RESUME, FORM_WIDTH };
static const char *const form_names[FORM_WIDTH] = {"first_name", "last_name", "email", "resume"};
struct body { char *bytes; size_t length; };

struct worker {
    FCGX_Request request;
    MYSQL *connection;
    MYSQL_STMT *statements[STATEMENTS];
    struct column lead[LEAD_WIDTH];
    long long number;  /* the single value of HEALTH and COUNT */
    struct buffer answer, mail;
};

static const char *secret_key;
static int folders[FOLDERS];  /* of the files, open for as long as the program runs */

/* -- Answers -- */

static void append(struct buffer *buffer, const char *bytes, size_t length) {
    if (buffer->length + length > buffer->capacity) {
        buffer->capacity = (buffer->length + length) * 2;
        if (!(buffer->bytes = realloc(buffer->bytes, buffer->capacity))) abort();
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

static void append_text(struct buffer *buffer, const char *text) { append(buffer, text, strlen(text)); }

static void append_number(struct buffer *buffer, long long number) {
    char text[24];
    append(buffer, text, snprintf(text, sizeof text, "%lld", number));
}

static void append_json(struct buffer *buffer, const char *bytes, size_t length) {
    append_text(buffer, "\"");
    size_t start = 0;
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = bytes[at];
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        append(buffer, bytes + start, at - start);
        char escape[8];
        append(buffer, escape, byte < 0x20 ? snprintf(escape, sizeof escape, "\\u%04x", byte)
                                           : snprintf(escape, sizeof escape, "\\%c", byte));
        start = at + 1;
    }
    append(buffer, bytes + start, length - start);
    append_text(buffer, "\"");
}

static void answer(struct worker *worker, const char *status, const char *bytes, size_t length) {
    FCGX_FPrintF(worker->request.out, "Status: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", status,
                 (int)length);
    FCGX_PutStr(bytes, (int)length, worker->request.out);
}

static void refuse(struct worker *worker, const char *status, const char *code) {
    char text[128];
    answer(worker, status, text, snprintf(text, sizeof text, "{\"error\":{\"code\":\"%s\"}}", code));
}

static void unavailable(struct worker *worker) {
    refuse(worker, "503 Service Unavailable", "SERVICE_UNAVAILABLE");
    mysql_close(worker->connection);  /* and its statements with it; opened again by the next request */
    worker->connection = NULL;
}

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

/* -- Leads as JSON -- */

static void append_id(struct buffer *buffer, const unsigned char *id) {
    char text[37];
    snprintf(text, sizeof text, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", id[0], id[1], id[2], id[3],
             id[4], id[5], id[6], id[7], id[8], id[9], id[10], id[11], id[12], id[13], id[14], id[15]);
    append(buffer, text, 36);
}

static void append_time(struct buffer *buffer, const MYSQL_TIME *time, const char *zone) {
    char text[64];
    append(buffer, text, snprintf(text, sizeof text, "\"%04u-%02u-%02uT%02u:%02u:%02u%s\"", time->year, time->month, time->day,
                                  time->hour, time->minute, time->second, zone));
}

static void append_digest(struct buffer *buffer, const unsigned char *digest) {
    static const char digits[] = "0123456789abcdef";
    char hex[64];
    for (int at = 0; at < 32; at++) hex[2 * at] = digits[digest[at] >> 4], hex[2 * at + 1] = digits[digest[at] & 15];
    append(buffer, hex, sizeof hex);
}

/* One column as a member; `name` is its JSON, separator and colon included. */
static void append_member(struct buffer *buffer, const char *name, const struct column *lead, int which) {
    const struct column *column = &lead[which];
    append_text(buffer, name);
    if (column->is_null) return append_text(buffer, "null");
    if (which == RESUME_SIZE || which == SCORE) return append_number(buffer, column->number);
    if (which == SCHEDULING_DAY || which >= CREATED_AT) return append_time(buffer, &column->time, which == SCHEDULING_DAY ? "" : "Z");
    if (which != ID && which != OWNER_ID && which != RESUME_SHA256) return append_json(buffer, column->text, column->length);
    append_text(buffer, "\"");
    if (which == RESUME_SHA256) append_digest(buffer, (const unsigned char *)column->text);
    else append_id(buffer, (const unsigned char *)column->text);
    append_text(buffer, "\"");
}

static bool is_late(const struct column *due) {
    if (due->is_null) return false;
    struct tm time_of = {.tm_year = (int)due->time.year - 1900, .tm_mon = (int)due->time.month - 1, .tm_mday = (int)due->time.day,
                         .tm_hour = (int)due->time.hour, .tm_min = (int)due->time.minute, .tm_sec = (int)due->time.second};
    return timegm(&time_of) < time(NULL);
}

static void append_lead(struct buffer *buffer, const struct column *lead) {
    append_member(buffer, "{\"id\":", lead, ID);
    append_member(buffer, ",\"first_name\":", lead, FIRST_NAME);
    append_member(buffer, ",\"last_name\":", lead, LAST_NAME);
    char name[2 * sizeof lead->text];
    int length = snprintf(name, sizeof name, "%.*s%s%.*s", (int)lead[FIRST_NAME].length, lead[FIRST_NAME].text,
                          lead[LAST_NAME].length ? " " : "", (int)lead[LAST_NAME].length, lead[LAST_NAME].text);
    append_text(buffer, ",\"name\":");
    append_json(buffer, name, length);
    append_member(buffer, ",\"email\":", lead, EMAIL);
    append_member(buffer, ",\"phone\":", lead, PHONE);
    append_member(buffer, ",\"business_name\":", lead, BUSINESS_NAME);
    append_member(buffer, ",\"business_tracking\":", lead, BUSINESS_TRACKING);
    append_member(buffer, ",\"job_position\":", lead, JOB_POSITION);
    append_member(buffer, ",\"invoicing\":", lead, INVOICING);
    append_member(buffer, ",\"collaborators\":", lead, COLLABORATORS);
    append_member(buffer, ",\"message\":", lead, MESSAGE);
    append_member(buffer, ",\"scheduling_day\":", lead, SCHEDULING_DAY);
    append_member(buffer, ",\"resume_path\":", lead, RESUME_PATH);
    if (lead[RESUME_PATH].is_null) {
        append_text(buffer, ",\"resume\":null");
    } else {
        append_member(buffer, ",\"resume\":{\"filename\":", lead, RESUME_FILENAME);
        append_member(buffer, ",\"content_type\":", lead, RESUME_CONTENT_TYPE);
        append_member(buffer, ",\"size\":", lead, RESUME_SIZE);
        append_member(buffer, ",\"sha256\":", lead, RESUME_SHA256);
        append_text(buffer, "}");
    }
    append_member(buffer, ",\"status\":", lead, STATUS);
    append_member(buffer, ",\"score\":", lead, SCORE);
    append_text(buffer, lead[SCORE].number >= 70 ? ",\"priority\":\"hot\"" : lead[SCORE].number >= 40 ? ",\"priority\":\"warm\"" : ",\"priority\":\"cold\"");
    append_member(buffer, ",\"owner_id\":", lead, OWNER_ID);
    append_member(buffer, ",\"customer_id\":null,\"created_at\":", lead, CREATED_AT);
    append_member(buffer, ",\"updated_at\":", lead, UPDATED_AT);
    append_member(buffer, ",\"reached_out_at\":", lead, REACHED_OUT_AT);
    append_text(buffer, ",\"custom\":");
    append_text(buffer, lead[CUSTOM].is_null ? "{}" : lead[CUSTOM].text);
    append_member(buffer, ",\"due_at\":", lead, DUE_AT);
    append_text(buffer, is_late(&lead[DUE_AT]) ? ",\"is_late\":true" : ",\"is_late\":false");
    append_member(buffer, ",\"lost_reason\":", lead, LOST_REASON);
    append_text(buffer, "}");
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

/* -- Intake -- */

static bool read_body(FCGX_Request *request, struct body *body) {
    const char *length = FCGX_GetParam("CONTENT_LENGTH", request->envp);
    body->length = length ? strtoul(length, NULL, 10) : 0;
    if (body->length == 0 || body->length > 6 << 20 || !(body->bytes = malloc(body->length))) return false;
    return (size_t)FCGX_GetStr(body->bytes, (int)body->length, request->in) == body->length;
}

/* The value of `name` ("name=\"", quote included) within a part's header; no bytes when it has none. */
static struct span parameter(struct span header, const char *name) {
    const char *found = memmem(header.bytes, header.length, name, strlen(name));
    if (!found) return (struct span){0};
    const char *start = found + strlen(name), *end = memchr(start, '"', header.bytes + header.length - start);
    return end ? (struct span){start, end - start} : (struct span){0};
}

static bool parse_form(const char *type, const struct body *body, struct part form[FORM_WIDTH]) {
    const char *boundary = type ? strstr(type, "boundary=") : NULL;
    char delimiter[80] = "\r\n--";
    if (!boundary || sscanf(boundary + 9 + (boundary[9] == '"'), "%70[^\";, ]", delimiter + 4) != 1) return false;
    size_t width = strlen(delimiter);
    const char *at = body->bytes, *end = body->bytes + body->length;
    if (body->length < width || memcmp(at, delimiter + 2, width - 2)) return false;
    for (at += width - 2; end - at >= 2 && !memcmp(at, "\r\n", 2);) {
        const char *content = memmem(at, end - at, "\r\n\r\n", 4), *next;
        if (!content || !(next = memmem(content + 2, end - content - 2, delimiter, width))) return false;
        struct span header = {at, content + 2 - at}, name = parameter(header, "; name=\"");
        struct part part = {.filename = parameter(header, "; filename=\"")};
        part.content = next < content + 4 ? (struct span){content, 0} : (struct span){content + 4, next - content - 4};
        const char *declared = memmem(at, header.length, "\r\nContent-Type: ", 16);
        if (declared) part.content_type = (struct span){declared + 16, (char *)memchr(declared + 16, '\r', content + 1 - declared) - declared - 16};
        for (int which = 0; which < FORM_WIDTH; which++)
            if (name.length == strlen(form_names[which]) && !memcmp(name.bytes, form_names[which], name.length)) form[which] = part;
        at = next + width;
    }
    return end - at >= 2 && !memcmp(at, "--", 2);
}

static bool acceptable(const struct part form[FORM_WIDTH]) {
    const struct span *first = &form[FORM_FIRST].content, *last = &form[FORM_LAST].content, *email = &form[FORM_EMAIL].content;
    const struct part *file = &form[FORM_RESUME];
    return first->length && first->length <= 100 && last->length && last->length <= 100 && email->length >= 3 &&
           email->length <= 254 && memchr(email->bytes, '@', email->length) && file->filename.length &&
           file->filename.length <= 255 && file->content_type.length <= 100 && file->content.length >= 5 &&
           file->content.length <= 5 << 20 && !memcmp(file->content.bytes, "%PDF-", 5);
}

/* Writes and syncs the file, then its name. The name is new, and nothing refers to it before the row is committed. */
static bool store_file(int folder, const struct span *content, const char *name) {
    int file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (file < 0) return false;
    bool stored = true;
    for (size_t done = 0; stored && done < content->length;) {
        ssize_t count = write(file, content->bytes + done, content->length - done);
        if (count > 0) done += count;
        else stored = false;
    }
    stored = stored && !fdatasync(file) && !fsync(folder);
    close(file);
    if (!stored) unlinkat(folder, name, 0);
    return stored;
}

/* A UUIDv7: 48 bits of milliseconds, then random ones. */
static MYSQL_TIME new_id(unsigned char id[16]) {
    struct timespec now;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    if (getrandom(id, 16, 0) != 16) abort();
    unsigned long long milliseconds = now.tv_sec * 1000ull + now.tv_nsec / 1000000;
    for (int at = 0; at < 6; at++) id[at] = (unsigned char)(milliseconds >> (40 - 8 * at));
    id[6] = (id[6] & 0x0f) | 0x70;
    id[8] = (id[8] & 0x3f) | 0x80;
    return (MYSQL_TIME){.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday, .hour = tm.tm_hour, .minute = tm.tm_min,
                        .second = tm.tm_sec, .second_part = now.tv_nsec / 1000, .time_type = MYSQL_TIMESTAMP_DATETIME};
}

#define TEXT(b, n) {.buffer_type = MYSQL_TYPE_STRING, .buffer = (char *)(b), .buffer_length = (n)}
#define MOMENT(m) {.buffer_type = MYSQL_TYPE_DATETIME, .buffer = (m)}

/* What the templates of a lead's mails are filled with. */
static void append_mail(struct buffer *buffer, const unsigned char *id, const struct part *form, const struct span *email,
                        const MYSQL_TIME *now) {
    append_text(buffer, "{\"lead_id\":\"");
    append_id(buffer, id);
    append_text(buffer, "\",\"first_name\":");
    append_json(buffer, form[FORM_FIRST].content.bytes, form[FORM_FIRST].content.length);
    append_text(buffer, ",\"last_name\":");
    append_json(buffer, form[FORM_LAST].content.bytes, form[FORM_LAST].content.length);
    append_text(buffer, ",\"email\":");
    append_json(buffer, email->bytes, email->length);
    append_text(buffer, ",\"resume\":");
    append_json(buffer, form[FORM_RESUME].filename.bytes, form[FORM_RESUME].filename.length);
    append_text(buffer, ",\"created_at\":");
    append_time(buffer, now, "Z");
    append_text(buffer, "}");
}

/* One transaction; 1 when it committed, 0 when the address is known, -1 when it failed. */
static int keep(struct worker *worker, MYSQL_BIND *lead, MYSQL_BIND *mails) {
    MYSQL_STMT *insert = worker->statements[INSERT], *mail = worker->statements[MAIL];
    mysql_stmt_bind_param(insert, lead);
    mysql_stmt_bind_param(mail, mails);
    if (mysql_query(worker->connection, "START TRANSACTION")) return -1;
    if (mysql_stmt_execute(insert)) return mysql_stmt_errno(insert) == 1062 && !mysql_rollback(worker->connection) ? 0 : -1;
    return mysql_stmt_execute(mail) || mysql_commit(worker->connection) ? -1 : 1;
}

static void submit(struct worker *worker, struct body *body) {
    struct part form[FORM_WIDTH] = {0};
    if (!read_body(&worker->request, body) || !parse_form(FCGX_GetParam("CONTENT_TYPE", worker->request.envp), body, form))
        return refuse(worker, "400 Bad Request", "INVALID_PAYLOAD");
    if (!acceptable(form)) return refuse(worker, "422 Unprocessable Entity", "INVALID_PAYLOAD");
    unsigned char id[16], digest[32];
    const struct span *file = &form[FORM_RESUME].content, *type = &form[FORM_RESUME].content_type, *label = &form[FORM_RESUME].filename;
    const struct span *first = &form[FORM_FIRST].content, *last = &form[FORM_LAST].content, *email = &form[FORM_EMAIL].content;
    MYSQL_TIME now = new_id(id);
    SHA256((const unsigned char *)file->bytes, file->length, digest);
    struct buffer path = {(char[64]){0}, 0, 64};
    path.length = snprintf(path.bytes, 4, "%02x/", id[15]);
    append_id(&path, id);
    append(&path, ".pdf", 5);
    int folder = folders[id[15]];
    const char *name = path.bytes + 3;
    if (!store_file(folder, file, name)) return refuse(worker, "503 Service Unavailable", "SERVICE_UNAVAILABLE");
    char lower[254];
    for (size_t at = 0; at < email->length; at++) lower[at] = email->bytes[at] | (email->bytes[at] >= 'A' && email->bytes[at] <= 'Z' ? 0x20 : 0);
    struct span address = {lower, email->length};
    unsigned size = (unsigned)file->length;
    worker->mail.length = 0;
    append_mail(&worker->mail, id, form, &address, &now);
    MYSQL_BIND lead[] = {TEXT(id, 16), TEXT(first->bytes, first->length), TEXT(last->bytes, last->length), TEXT(lower, email->length),
                         TEXT(path.bytes, path.length - 1), TEXT(label->bytes, label->length), TEXT(type->bytes, type->length),
                         {.buffer_type = MYSQL_TYPE_LONG, .buffer = &size, .is_unsigned = 1}, TEXT(digest, 32), MOMENT(&now), MOMENT(&now)};
    MYSQL_BIND mails[] = {TEXT(id, 16), TEXT(lower, email->length), TEXT(worker->mail.bytes, worker->mail.length), MOMENT(&now),
                          TEXT(id, 16), TEXT(worker->mail.bytes, worker->mail.length), MOMENT(&now)};
    int kept = keep(worker, lead, mails);
    if (kept == 0) unlinkat(folder, name, 0);
    if (kept <= 0) return kept == 0 ? refuse(worker, "409 Conflict", "CONFLICT") : unavailable(worker);
    append_text(&worker->answer, "{\"id\":\"");
    append_id(&worker->answer, id);
    append_text(&worker->answer, "\",\"first_name\":");
    append_json(&worker->answer, first->bytes, first->length);
    append_text(&worker->answer, ",\"last_name\":");
    append_json(&worker->answer, last->bytes, last->length);
    append_text(&worker->answer, ",\"email\":");
    append_json(&worker->answer, lower, email->length);
    append_text(&worker->answer, ",\"status\":\"PENDING\",\"created_at\":");
    append_time(&worker->answer, &now, "Z");
    append_text(&worker->answer, "}");
    answer(worker, "201 Created", worker->answer.bytes, worker->answer.length);
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
    struct body body = {0};
    submit(worker, &body);
    free(body.bytes);
}

static bool open_folders(const char *upload_dir) {
    for (int at = 0; at < FOLDERS; at++) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/%02x", upload_dir, at) >= (int)sizeof path) return false;
        mkdir(path, 0750);
        if ((folders[at] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) return false;
    }
    return true;
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
