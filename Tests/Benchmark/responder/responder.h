/* What the files of the responder share: a thread's state, and answers as JSON. */
#ifndef RESPONDER_H
#define RESPONDER_H

#include <fcgiapp.h>
#include <mysql.h>
#include <stdbool.h>
#include <stddef.h>

#define LEAD_COLUMNS                                                                                                     \
    "id, first_name, last_name, email, phone, business_name, business_tracking, job_position, invoicing, collaborators," \
    " scheduling_day, resume_path, resume_filename, resume_content_type, resume_size, resume_sha256, status, score,"     \
    " owner_id, message, custom, lost_reason, created_at, updated_at, reached_out_at, due_at"

enum { ID, FIRST_NAME, LAST_NAME, EMAIL, PHONE, BUSINESS_NAME, BUSINESS_TRACKING, JOB_POSITION, INVOICING, COLLABORATORS,
       SCHEDULING_DAY, RESUME_PATH, RESUME_FILENAME, RESUME_CONTENT_TYPE, RESUME_SIZE, RESUME_SHA256, STATUS, SCORE,
       OWNER_ID, MESSAGE, CUSTOM, LOST_REASON, CREATED_AT, UPDATED_AT, REACHED_OUT_AT, DUE_AT, LEAD_WIDTH };

enum { HEALTH, COUNT, NEWEST, FIND, INSERT, MAIL, STATEMENTS };

struct column { char text[1024]; long long number; MYSQL_TIME time; unsigned long length; my_bool is_null; };
struct buffer { char *bytes; size_t length, capacity; };

struct worker {
    FCGX_Request request;
    MYSQL *connection;
    MYSQL_STMT *statements[STATEMENTS];
    struct column lead[LEAD_WIDTH];
    long long number;  /* the single value of HEALTH and COUNT */
    struct buffer answer, mail;
};

/* answers.c */
void append(struct buffer *buffer, const char *bytes, size_t length);
void append_text(struct buffer *buffer, const char *text);
void append_number(struct buffer *buffer, long long number);
void append_json(struct buffer *buffer, const char *bytes, size_t length);
void append_id(struct buffer *buffer, const unsigned char *id);
void append_time(struct buffer *buffer, const MYSQL_TIME *time, const char *zone);
void append_lead(struct buffer *buffer, const struct column *lead);
void answer(struct worker *worker, const char *status, const char *bytes, size_t length);
void refuse(struct worker *worker, const char *status, const char *code);
void unavailable(struct worker *worker);

/* intake.c: opens the folders of the files below this one; takes a submission. */
bool open_folders(const char *upload_dir);
void take_submission(struct worker *worker);

#endif
