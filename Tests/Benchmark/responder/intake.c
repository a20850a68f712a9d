/* Submissions: the form is read, the file stored, and one transaction keeps the lead and its mails. */
#define _GNU_SOURCE
#include "responder.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDERS 256

struct span { const char *bytes; size_t length; };
struct part { struct span content, filename, content_type; };
enum { FORM_FIRST, FORM_LAST, FORM_EMAIL, FORM_RESUME, FORM_WIDTH };
static const char *const form_names[FORM_WIDTH] = {"first_name", "last_name", "email", "resume"};
struct body { char *bytes; size_t length; };

static int folders[FOLDERS];  /* of the files, open for as long as the program runs */

bool open_folders(const char *upload_dir) {
    for (int at = 0; at < FOLDERS; at++) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/%02x", upload_dir, at) >= (int)sizeof path) return false;
        mkdir(path, 0750);
        if ((folders[at] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) return false;
    }
    return true;
}

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

void take_submission(struct worker *worker) {
    struct body body = {0};
    submit(worker, &body);
    free(body.bytes);
}
