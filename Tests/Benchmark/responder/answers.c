/* Answers, and leads as JSON. */
#define _GNU_SOURCE
#include "responder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* -- Answers -- */

void append(struct buffer *buffer, const char *bytes, size_t length) {
    if (buffer->length + length > buffer->capacity) {
        buffer->capacity = (buffer->length + length) * 2;
        if (!(buffer->bytes = realloc(buffer->bytes, buffer->capacity))) abort();
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

void append_text(struct buffer *buffer, const char *text) { append(buffer, text, strlen(text)); }

void append_number(struct buffer *buffer, long long number) {
    char text[24];
    append(buffer, text, snprintf(text, sizeof text, "%lld", number));
}

void append_json(struct buffer *buffer, const char *bytes, size_t length) {
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

void answer(struct worker *worker, const char *status, const char *bytes, size_t length) {
    FCGX_FPrintF(worker->request.out, "Status: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", status,
                 (int)length);
    FCGX_PutStr(bytes, (int)length, worker->request.out);
}

void refuse(struct worker *worker, const char *status, const char *code) {
    char text[128];
    answer(worker, status, text, snprintf(text, sizeof text, "{\"error\":{\"code\":\"%s\"}}", code));
}

void unavailable(struct worker *worker) {
    refuse(worker, "503 Service Unavailable", "SERVICE_UNAVAILABLE");
    mysql_close(worker->connection);  /* and its statements with it; opened again by the next request */
    worker->connection = NULL;
}

/* -- Leads as JSON -- */

void append_id(struct buffer *buffer, const unsigned char *id) {
    char text[37];
    snprintf(text, sizeof text, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", id[0], id[1], id[2], id[3],
             id[4], id[5], id[6], id[7], id[8], id[9], id[10], id[11], id[12], id[13], id[14], id[15]);
    append(buffer, text, 36);
}

void append_time(struct buffer *buffer, const MYSQL_TIME *time, const char *zone) {
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

void append_lead(struct buffer *buffer, const struct column *lead) {
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
