-- The whole schema of Guichê as it is now. Loads on an empty database; equals what all migrations make.
-- It is for reading, comparing and testing. A database to serve from is made by `guichectl migrate up`, which also records
-- the migrations in schema_migrations; one loaded from this file has no such record, and is served and migrated by nothing.
-- Times are UTC unless a column says otherwise; ids are UUIDv7 in 16 bytes; keys compare byte by byte.

CREATE TABLE schema_migrations (
  version INT UNSIGNED NOT NULL,
  name VARCHAR(100) NOT NULL,
  checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the up file, in hex',
  started_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL COMMENT 'null while running, and for one that broke off',
  PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE users (
  id BINARY(16) NOT NULL,
  username VARCHAR(50) NOT NULL,
  username_key VARCHAR(50) AS (LOWER(username)) PERSISTENT,
  name VARCHAR(200) NOT NULL,
  email VARCHAR(254) NOT NULL COMMENT 'lower case',
  password_hash VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role ENUM ('admin', 'manager', 'agent') NOT NULL,
  role_name VARCHAR(16) NOT NULL COMMENT 'the name the role was asked for by',
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  away_until DATETIME NULL COMMENT 'until then no lead is handed out to the user',
  digest BOOLEAN NOT NULL DEFAULT FALSE,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY users_username (username_key),
  UNIQUE KEY users_email (email),
  KEY users_digest (digest, is_active)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE sessions (
  id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  user_agent VARCHAR(200) NULL COMMENT 'what signed in, as it calls itself; a label only',
  PRIMARY KEY (id),
  KEY sessions_user (user_id, revoked_at),
  KEY sessions_expiry (expires_at),
  CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE login_failures (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  account_digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the user id, or of the lower-case name nobody has',
  failed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY login_failures_account (account_digest, failed_at),
  KEY login_failures_age (failed_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE leads (
  id BINARY(16) NOT NULL,
  first_name VARCHAR(100) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL,
  last_name VARCHAR(100) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL,
  email VARCHAR(254) NULL COMMENT 'lower case; null for a lead that has only a phone',
  phone VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'E.164 with +',
  business_name VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL,
  business_tracking VARCHAR(200) NULL,
  job_position VARCHAR(200) NULL,
  invoicing VARCHAR(100) NULL,
  collaborators VARCHAR(100) NULL,
  message TEXT COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'what they want',
  scheduling_day DATETIME NULL COMMENT 'wall-clock time in TIMEZONE',
  resume_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'below UPLOAD_DIR',
  resume_filename VARCHAR(255) NULL COMMENT 'a label only',
  resume_content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resume_size INT UNSIGNED NULL COMMENT 'bytes',
  resume_sha256 BINARY(32) NULL,
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL DEFAULT 'PENDING',
  score TINYINT UNSIGNED NOT NULL DEFAULT 0,
  owner_id BINARY(16) NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  reached_out_at DATETIME(6) NULL,
  due_at DATETIME NULL COMMENT 'when an answer is due; null once it was given, and without a target',
  in_time BOOLEAN NULL COMMENT 'whether it was answered in time; null while that is open, and without a target',
  answer_seconds INT UNSIGNED NULL COMMENT 'the working time from its creation to its first answer; null without one',
  lost_reason VARCHAR(200) NULL COMMENT 'why it was lost; null for one that is not',
  custom MEDIUMTEXT NULL COMMENT 'JSON: the values of own fields by name; null for none' CHECK (JSON_VALID(custom)),
  custom_words MEDIUMTEXT COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'those of them that a record is found by',
  attribution TEXT NULL COMMENT 'JSON: the first and the last touch, as the first submission stated them; null for neither'
    CHECK (JSON_VALID(attribution)),
  form ENUM ('form', 'partner', 'staff') NOT NULL DEFAULT 'staff' COMMENT 'how the first enquiry came',
  form_id BINARY(16) NULL COMMENT 'of the first enquiry; null for the form at / as it was delivered, and without a form',
  form_version INT UNSIGNED NULL COMMENT 'of that form',
  consents TEXT NULL COMMENT 'JSON: what the first enquiry agreed to or refused; null for nothing' CHECK (JSON_VALID(consents)),
  agreed TEXT NULL COMMENT 'JSON: what the person agrees to, as far as later entries of the ledger say it; null for nothing'
    CHECK (JSON_VALID(agreed)),
  fields MEDIUMTEXT NULL COMMENT 'what the first enquiry said, a JSON object; null while the columns above say it unchanged'
    CHECK (JSON_VALID(fields)),
  customer_id BINARY(16) NULL COMMENT 'the customer that it became',
  fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it',
  confirmed_at DATETIME(6) NULL COMMENT 'when the prospect was last sent a confirmation',
  mail_language ENUM ('en', 'pt-BR') NULL COMMENT 'of the mails to the prospect; null when no mails are wanted',
  follow_up ENUM ('new', 'changed', 'done') NOT NULL DEFAULT 'new'
    COMMENT 'new: nothing has followed yet, not even a count; changed: its words in lead_words are to be made again',
  PRIMARY KEY (id),
  UNIQUE KEY leads_email (email),
  UNIQUE KEY leads_resume_path (resume_path),
  KEY leads_status_created (status, created_at),
  KEY leads_owner_created (owner_id, created_at),
  KEY leads_updated (updated_at),
  KEY leads_last_name (last_name),
  KEY leads_score (score),
  KEY leads_scheduling_day (scheduling_day),
  KEY leads_customer (customer_id),
  KEY leads_follow_up (follow_up, id, status, score, created_at),
  KEY leads_owner_status (owner_id, status),
  KEY leads_due (due_at, created_at),
  KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking, in_time, answer_seconds),
  CONSTRAINT leads_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads there are in each status and priority but those that are new, which the index leads_follow_up counts. A total is the sum
-- of the rows: changes and deletions are spread over 64 shards by the triggers below, so that they do not wait for each other; what follows
-- from submissions has shard 64 to itself.
CREATE TABLE lead_counts (
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL,
  priority ENUM ('hot', 'warm', 'cold') NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (status, priority, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads but the new ones came in on each UTC day, spread and kept in the same way.
CREATE TABLE lead_days (
  day DATE NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (day, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_uncounted AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, priority, shard, total)
  SELECT OLD.status, IF(OLD.score >= 70, 'hot', IF(OLD.score >= 40, 'warm', 'cold')), CONNECTION_ID() MOD 64, -1
  FROM DUAL
  WHERE OLD.follow_up <> 'new'
  ON DUPLICATE KEY UPDATE total = total - 1;

CREATE TRIGGER leads_undated AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_days (day, shard, total)
  SELECT DATE(OLD.created_at), CONNECTION_ID() MOD 64, -1
  FROM DUAL
  WHERE OLD.follow_up <> 'new'
  ON DUPLICATE KEY UPDATE total = total - 1;

-- Submissions whose e-mail was a lead's already; the first submission of a lead is in the lead itself.
CREATE TABLE enquiries (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  form ENUM ('form', 'partner', 'staff') NOT NULL,
  form_id BINARY(16) NULL COMMENT 'null for the form at / as it was delivered, and without a form',
  form_version INT UNSIGNED NULL COMMENT 'of that form',
  consents TEXT NULL COMMENT 'JSON: what it agreed to or refused; null for nothing' CHECK (JSON_VALID(consents)),
  fields MEDIUMTEXT NOT NULL COMMENT 'what was said, a JSON object' CHECK (JSON_VALID(fields)),
  resume_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'below UPLOAD_DIR',
  resume_filename VARCHAR(255) NULL COMMENT 'a label only',
  resume_content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resume_size INT UNSIGNED NULL COMMENT 'bytes',
  resume_sha256 BINARY(32) NULL,
  created_at DATETIME(6) NOT NULL,
  fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it',
  attribution TEXT NULL COMMENT 'JSON: the first and the last touch; null for neither' CHECK (JSON_VALID(attribution)),
  mail_language ENUM ('en', 'pt-BR') NULL COMMENT 'of the mails to the prospect; null when no mails are wanted',
  follow_up ENUM ('new', 'done') NOT NULL DEFAULT 'new' COMMENT 'new: nothing has followed yet',
  PRIMARY KEY (id),
  UNIQUE KEY enquiries_resume_path (resume_path),
  KEY enquiries_lead_created (lead_id, created_at),
  KEY enquiries_follow_up (follow_up, id),
  KEY enquiries_form (form_id, lead_id),
  CONSTRAINT enquiries_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Keys that clients gave to creating requests, each with the request that holds it and then its answer. A table for each pool, since
-- an answer may hold what was created.
CREATE TABLE idempotency_records_intake (
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of caller, operation, target and key',
  claim_id BINARY(16) NOT NULL COMMENT 'the request that holds the key',
  expires_at DATETIME(6) NOT NULL COMMENT 'without an answer: when the request counts as dead',
  content_digest BINARY(32) NULL COMMENT 'SHA-256 of the request content; null until answered',
  status SMALLINT UNSIGNED NULL COMMENT 'null until answered',
  fields TEXT NULL COMMENT 'of the answer, one a line',
  content MEDIUMBLOB NULL COMMENT 'of the answer; null for none',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (digest),
  KEY idempotency_records_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE idempotency_records_accounts LIKE idempotency_records_intake;

CREATE TABLE idempotency_records_leads LIKE idempotency_records_intake;

CREATE TABLE idempotency_records_crm LIKE idempotency_records_intake;

CREATE TABLE idempotency_records_messaging LIKE idempotency_records_intake;

-- Who changed what of a lead, and when; in the transaction of the change. It goes with its lead: what is deleted is not kept in
-- another place. A creation has a row only when a member of staff made the lead; else the lead itself shows it.
CREATE TABLE lead_history (
  lead_id BINARY(16) NOT NULL,
  version INT UNSIGNED NOT NULL COMMENT 'the one that the change made of the lead; 1 is its creation',
  id BINARY(16) NOT NULL,
  at DATETIME(6) NOT NULL,
  actor_id BINARY(16) NULL COMMENT 'null when nobody was signed in',
  action VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changes MEDIUMTEXT NOT NULL COMMENT 'JSON: {field: {"from", "to"}}',
  rule VARCHAR(60) NULL COMMENT 'the rule of the settings that assigned it; null for all else',
  moved_to VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin AS (JSON_VALUE(changes, '$.status.to')) PERSISTENT
    COMMENT 'the status that the change gave the lead; null for any other change',
  PRIMARY KEY (lead_id, version),
  UNIQUE KEY lead_history_id (id),
  KEY lead_history_actor (actor_id),
  KEY lead_history_moved_to (moved_to, lead_id),
  CONSTRAINT lead_history_changes CHECK (JSON_VALID(changes)),
  CONSTRAINT lead_history_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE,
  CONSTRAINT lead_history_actor_fk FOREIGN KEY (actor_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Mails on their way; written in the transaction of what they report, sent by guiche-worker.
CREATE TABLE outbox (
  id BINARY(16) NOT NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the name of its templates',
  subject_id BINARY(16) NOT NULL COMMENT 'the lead, or whatever else it is about',
  recipient VARCHAR(254) NOT NULL,
  reply_to VARCHAR(254) NULL,
  language ENUM ('en', 'pt-BR') NOT NULL,
  template_values MEDIUMTEXT NOT NULL COMMENT 'a JSON object of texts',
  message_id VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the same however often it is sent',
  state ENUM ('pending', 'sent', 'failed') NOT NULL DEFAULT 'pending',
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  first_attempt_at DATETIME(6) NULL,
  next_attempt_at DATETIME(6) NOT NULL COMMENT 'while a worker holds it: when its lease ends',
  lease_id BINARY(16) NULL COMMENT 'the worker that holds it',
  last_error VARCHAR(500) NULL,
  created_at DATETIME(6) NOT NULL,
  sent_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY outbox_due (state, next_attempt_at, created_at),
  KEY outbox_subject (subject_id, created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What happened that matters to security, and what was done to data; only ever added to, until it is too old to be kept.
CREATE TABLE audit_events (
  id BINARY(16) NOT NULL COMMENT 'its time is that of the event: the list is in the order of ids',
  at DATETIME(6) NOT NULL,
  actor_id BINARY(16) NULL COMMENT 'null when nobody was signed in, and for guichectl',
  actor_username VARCHAR(50) NULL COMMENT 'as it was then',
  action VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target_kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  target_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'null for guichectl',
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the client; null for guichectl',
  changes TEXT NOT NULL COMMENT 'JSON: {field: {"from", "to"}}, or {field: {}} for what is not told',
  PRIMARY KEY (id),
  KEY audit_events_actor (actor_id),
  KEY audit_events_action (action),
  CONSTRAINT audit_events_changes CHECK (JSON_VALID(changes))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many events there are of each action, spread over 64 rows each so that they do not wait for each other; a total is the sum of
-- the rows. Kept by the triggers below, in the transaction of the event itself.
CREATE TABLE audit_counts (
  action VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (action, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER audit_events_counted AFTER INSERT ON audit_events FOR EACH ROW
  INSERT INTO audit_counts (action, shard, total)
  VALUES (NEW.action, CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER audit_events_uncounted AFTER DELETE ON audit_events FOR EACH ROW
  INSERT INTO audit_counts (action, shard, total)
  VALUES (OLD.action, CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

CREATE TRIGGER audit_events_kept BEFORE UPDATE ON audit_events FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit events are not changed';

-- How long audit events are kept at least. 'guichectl migrate up' sets it to AUDIT_KEEP_DAYS; no part of the service may change it.
CREATE TABLE audit_retention (
  id TINYINT UNSIGNED NOT NULL,
  days INT UNSIGNED NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT audit_events_are_kept CHECK (days > 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO audit_retention (id, days) VALUES (1, 730);

-- A younger event is not deleted by any user: the row that is to be written breaks the constraint above. SYSDATE, unlike NOW, is the
-- server's own clock, which no session can set.
CREATE TRIGGER audit_events_retained BEFORE DELETE ON audit_events FOR EACH ROW
  INSERT INTO audit_retention (id, days)
  SELECT 2, 0
  FROM audit_retention
  WHERE id = 1
    AND OLD.at > SYSDATE(6) - INTERVAL TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) SECOND - INTERVAL days DAY;

-- One-time tokens to replace a forgotten password by; kept for an hour, so that no one is mailed too often.
CREATE TABLE password_tokens (
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the token that was mailed',
  user_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL COMMENT 'when it was used, or made void',
  PRIMARY KEY (digest),
  KEY password_tokens_user (user_id, created_at),
  KEY password_tokens_age (created_at),
  CONSTRAINT password_tokens_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- People who are asked to become users; the link of the mail holds a token, which is kept as its digest and is good once.
CREATE TABLE invitations (
  id BINARY(16) NOT NULL,
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the token that was mailed',
  email VARCHAR(254) NOT NULL COMMENT 'lower case',
  name VARCHAR(200) NULL,
  role ENUM ('admin', 'manager', 'agent') NOT NULL,
  role_name VARCHAR(16) NOT NULL COMMENT 'the name the role was asked for by',
  invited_by BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL COMMENT 'when it was accepted, or became void',
  PRIMARY KEY (digest),
  KEY invitations_email (email),
  KEY invitations_sender (invited_by),
  KEY invitations_expiry (expires_at),
  CONSTRAINT invitations_sender_fk FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- When a request of a user last came in, to within five minutes.
CREATE TABLE user_sightings (
  user_id BINARY(16) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id),
  CONSTRAINT user_sightings_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- People and companies that the business deals with. E-mail and document are one active customer's: the generated columns below
-- hold them only while the customer is active.
CREATE TABLE customers (
  id BINARY(16) NOT NULL,
  name VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL,
  email VARCHAR(254) NULL COMMENT 'lower case',
  phone VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'E.164 with +',
  document VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'CPF or CNPJ without punctuation, upper case',
  company_name VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL,
  street VARCHAR(300) NULL,
  city VARCHAR(100) NULL,
  state VARCHAR(100) NULL,
  zip_code VARCHAR(20) NULL,
  country VARCHAR(100) NULL,
  notes TEXT NULL,
  custom MEDIUMTEXT NULL COMMENT 'JSON: the values of own fields by name; null for none' CHECK (JSON_VALID(custom)),
  custom_words MEDIUMTEXT COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'those of them that a record is found by',
  agreed TEXT NULL COMMENT 'JSON: what the person agrees to; null for nothing' CHECK (JSON_VALID(agreed)),
  owner_id BINARY(16) NULL,
  lead_id BINARY(16) NULL COMMENT 'the lead that became this customer',
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  balance DECIMAL(14,2) NOT NULL DEFAULT 0 COMMENT 'what the customer owes: the sum of the ledger, kept in the transaction of each entry',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  active_email VARCHAR(254) AS (IF(is_active, email, NULL)) PERSISTENT,
  active_document VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin AS (IF(is_active, document, NULL)) PERSISTENT,
  search_state ENUM ('new', 'indexed', 'changed') NOT NULL DEFAULT 'new' COMMENT 'of its words in customer_words',
  PRIMARY KEY (id),
  UNIQUE KEY customers_active_email (active_email),
  UNIQUE KEY customers_active_document (active_document),
  UNIQUE KEY customers_lead (lead_id),
  KEY customers_active_created (is_active, created_at),
  KEY customers_created (created_at),
  KEY customers_owner (owner_id),
  KEY customers_phone (phone),
  KEY customers_search_state (search_state),
  KEY customers_active_name (is_active, name),
  KEY customers_name (name),
  KEY customers_active_balance (is_active, balance),
  KEY customers_balance (balance),
  CONSTRAINT customers_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id),
  CONSTRAINT customers_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE SET NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many customers are active and how many not, spread over 64 rows each like lead_counts.
CREATE TABLE customer_counts (
  is_active BOOLEAN NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (is_active, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_counted AFTER INSERT ON customers FOR EACH ROW
  INSERT INTO customer_counts (is_active, shard, total)
  VALUES (NEW.is_active, CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER customers_recounted AFTER UPDATE ON customers FOR EACH ROW
  INSERT INTO customer_counts (is_active, shard, total)
  SELECT moved.is_active, CONNECTION_ID() MOD 64, moved.total
  FROM (SELECT OLD.is_active AS is_active, -1 AS total UNION ALL SELECT NEW.is_active, 1) AS moved
  WHERE OLD.is_active <> NEW.is_active
  ON DUPLICATE KEY UPDATE total = customer_counts.total + moved.total;

CREATE TRIGGER customers_uncounted AFTER DELETE ON customers FOR EACH ROW
  INSERT INTO customer_counts (is_active, shard, total)
  VALUES (OLD.is_active, CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

-- What the business sells; a SKU is one active product's.
CREATE TABLE products (
  id BINARY(16) NOT NULL,
  name VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL,
  description TEXT NULL,
  kind ENUM ('product', 'service') NOT NULL,
  sku VARCHAR(64) NULL,
  price DECIMAL(12,2) NOT NULL,
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  active_sku VARCHAR(64) AS (IF(is_active, sku, NULL)) PERSISTENT,
  search_state ENUM ('new', 'indexed', 'changed') NOT NULL DEFAULT 'new' COMMENT 'of its words in product_words',
  PRIMARY KEY (id),
  UNIQUE KEY products_active_sku (active_sku),
  KEY products_active_name (is_active, name),
  KEY products_name (name),
  KEY products_created (created_at),
  KEY products_search_state (search_state),
  CONSTRAINT products_price CHECK (price >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What was said with a customer, and when; by whom, or by the program itself.
CREATE TABLE interactions (
  id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  interaction_type ENUM ('call', 'email', 'meeting', 'whatsapp', 'note', 'contact', 'sale') NOT NULL,
  notes TEXT NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  author_id BINARY(16) NULL COMMENT 'null when the program recorded it',
  source_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'what it was recorded from, once',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY interactions_source (source_key),
  KEY interactions_customer (customer_id, occurred_at),
  KEY interactions_author (author_id),
  KEY interactions_timeline (customer_id, source_key, occurred_at),
  CONSTRAINT interactions_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
  CONSTRAINT interactions_author_fk FOREIGN KEY (author_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The ledger: rows are added, never changed or removed. A counter-entry names the entry it reverses, once.
CREATE TABLE transactions (
  id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  kind ENUM ('charge', 'payment', 'refund', 'credit') NOT NULL,
  amount DECIMAL(12,2) NOT NULL,
  product_id BINARY(16) NULL,
  quantity INT UNSIGNED NULL,
  description TEXT NULL,
  occurred_at DATETIME(6) NOT NULL,
  author_id BINARY(16) NOT NULL,
  reverses_id BINARY(16) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY transactions_reverses (reverses_id),
  KEY transactions_customer (customer_id, occurred_at),
  KEY transactions_product (product_id),
  KEY transactions_author (author_id),
  CONSTRAINT transactions_amount CHECK (amount > 0),
  CONSTRAINT transactions_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id),
  CONSTRAINT transactions_product_fk FOREIGN KEY (product_id) REFERENCES products (id),
  CONSTRAINT transactions_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
  CONSTRAINT transactions_reverses_fk FOREIGN KEY (reverses_id) REFERENCES transactions (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The stored settings: one row a section, made by 'guichectl migrate up' of the sections that the domains declare.
CREATE TABLE config_sections (
  name VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  members MEDIUMTEXT NOT NULL COMMENT 'a JSON object of what somebody set; secrets are sealed',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  updated_at DATETIME(6) NOT NULL,
  updated_by BINARY(16) NULL COMMENT 'null for the administrator''s command',
  PRIMARY KEY (name),
  KEY config_sections_actor (updated_by),
  CONSTRAINT config_sections_members CHECK (JSON_VALID(members)),
  CONSTRAINT config_sections_actor_fk FOREIGN KEY (updated_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Who changed which setting, and when; in the transaction of the change. Of a secret it says only whether there is one.
CREATE TABLE config_history (
  section VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT UNSIGNED NOT NULL COMMENT 'the one that the change made of the section',
  id BINARY(16) NOT NULL,
  at DATETIME(6) NOT NULL,
  actor_id BINARY(16) NULL COMMENT 'null for the administrator''s command',
  changes MEDIUMTEXT NOT NULL COMMENT 'JSON: {path: {"from", "to"}}',
  PRIMARY KEY (section, version),
  UNIQUE KEY config_history_id (id),
  KEY config_history_actor (actor_id),
  CONSTRAINT config_history_changes CHECK (JSON_VALID(changes)),
  CONSTRAINT config_history_section_fk FOREIGN KEY (section) REFERENCES config_sections (name),
  CONSTRAINT config_history_actor_fk FOREIGN KEY (actor_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The logo that was uploaded; one row at most.
CREATE TABLE logo (
  place TINYINT UNSIGNED NOT NULL COMMENT 'one row' CHECK (place = 1),
  media_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content MEDIUMBLOB NOT NULL,
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the content',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Words that leads are found by. They are written after the lead, by guiche-worker, so a submission has nothing more to write; a search
-- looks into what waits for it besides.
CREATE TABLE lead_words (
  word VARCHAR(64) NOT NULL COMMENT 'folded; a number begins with #',
  lead_id BINARY(16) NOT NULL,
  PRIMARY KEY (word, lead_id),
  KEY lead_words_lead (lead_id, word),
  CONSTRAINT lead_words_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.follow_up = IF(
    OLD.follow_up = 'new'
      OR NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name AND NEW.message <=> OLD.message
      AND NEW.custom_words <=> OLD.custom_words,
    NEW.follow_up, 'changed');

ALTER TABLE leads
  ADD CONSTRAINT leads_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL;

-- Words that customers are found by, kept in the same way.
CREATE TABLE customer_words (
  word VARCHAR(64) NOT NULL COMMENT 'folded; a number begins with #',
  customer_id BINARY(16) NOT NULL,
  PRIMARY KEY (word, customer_id),
  KEY customer_words_customer (customer_id, word),
  CONSTRAINT customer_words_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_reworded BEFORE UPDATE ON customers FOR EACH ROW
  SET NEW.search_state = IF(
    NEW.name <=> OLD.name AND NEW.email <=> OLD.email AND NEW.phone <=> OLD.phone AND NEW.document <=> OLD.document
      AND NEW.company_name <=> OLD.company_name AND NEW.custom_words <=> OLD.custom_words,
    NEW.search_state, 'changed');

-- Words that products are found by, kept in the same way.
CREATE TABLE product_words (
  word VARCHAR(64) NOT NULL COMMENT 'folded; a number begins with #',
  product_id BINARY(16) NOT NULL,
  PRIMARY KEY (word, product_id),
  KEY product_words_product (product_id, word),
  CONSTRAINT product_words_product_fk FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER products_reworded BEFORE UPDATE ON products FOR EACH ROW
  SET NEW.search_state = IF(NEW.name <=> OLD.name AND NEW.sku <=> OLD.sku, NEW.search_state, 'changed');

-- What staff noted on leads; added, never changed, and gone with the lead.
CREATE TABLE lead_notes (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  author_id BINARY(16) NOT NULL,
  text TEXT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY lead_notes_lead_created (lead_id, created_at),
  KEY lead_notes_author (author_id),
  CONSTRAINT lead_notes_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE,
  CONSTRAINT lead_notes_author_fk FOREIGN KEY (author_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Work for guiche-worker that is not a mail. What is finished stays a week, to be looked at.
CREATE TABLE jobs (
  id BINARY(16) NOT NULL,
  sequence BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'the order of creation',
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the name of its handler',
  parameters MEDIUMTEXT NOT NULL COMMENT 'JSON',
  lane VARCHAR(100) NULL COMMENT 'jobs of one lane run one at a time, in their order',
  unique_key VARCHAR(100) NULL COMMENT 'at most one unfinished job has it',
  state ENUM ('pending', 'running', 'done', 'failed', 'cancelled') NOT NULL DEFAULT 'pending',
  open_lane VARCHAR(100) AS (IF(state IN ('pending', 'running'), lane, NULL)) PERSISTENT,
  running_lane VARCHAR(100) AS (IF(state = 'running', lane, NULL)) PERSISTENT,
  open_key VARCHAR(100) AS (IF(state IN ('pending', 'running'), unique_key, NULL)) PERSISTENT,
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  max_attempts INT UNSIGNED NOT NULL,
  due_at DATETIME(6) NOT NULL COMMENT 'while a worker holds it: when its lease ends',
  lease_id BINARY(16) NULL COMMENT 'the hold of a worker; null while running: it is to be cancelled',
  position VARCHAR(255) NULL COMMENT 'where its handler goes on after a stop',
  progress_done BIGINT UNSIGNED NOT NULL DEFAULT 0,
  progress_total BIGINT UNSIGNED NOT NULL DEFAULT 0,
  last_error VARCHAR(500) NULL,
  result MEDIUMTEXT NULL COMMENT 'what it found or did, a JSON text once it is done',
  created_by BINARY(16) NULL COMMENT 'the user who asked for it; null for the program itself',
  created_at DATETIME(6) NOT NULL,
  started_at DATETIME(6) NULL,
  finished_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY jobs_sequence (sequence),
  UNIQUE KEY jobs_open_key (open_key),
  UNIQUE KEY jobs_running_lane (running_lane),
  KEY jobs_open_lane (open_lane, sequence),
  KEY jobs_due (state, due_at, sequence, kind, lane),
  KEY jobs_kind (kind, state),
  KEY jobs_finished (finished_at),
  CONSTRAINT jobs_parameters CHECK (JSON_VALID(parameters))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- A substitute for an access token in the address of one socket; removed when it is used.
CREATE TABLE tickets (
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the ticket',
  user_id BINARY(16) NOT NULL,
  session_id BINARY(16) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  access_expires_at DATETIME(6) NOT NULL COMMENT 'how long what it opens may stay open',
  PRIMARY KEY (digest),
  KEY tickets_expiry (expires_at),
  KEY tickets_session (session_id),
  CONSTRAINT tickets_session_fk FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Events as they happen, written in the transaction that causes them. The publisher, one at a time, takes them out, gives them an id
-- and adds them to the log below: an id assigned here could become visible after a later one.
CREATE TABLE event_queue (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  channel VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id BINARY(16) NULL COMMENT 'what it is about, when there is nothing else to say',
  payload TEXT NULL COMMENT 'a JSON object; null: the id of the subject alone' CHECK (JSON_VALID(payload)),
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The log of events, in the order in which subscribers get them; what they missed is read from here.
CREATE TABLE events (
  id BINARY(16) NOT NULL COMMENT 'rises in the order of publication',
  channel VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload TEXT NOT NULL COMMENT 'a JSON object',
  created_at DATETIME(6) NOT NULL COMMENT 'when it happened',
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How far each subscriber has received the log.
CREATE TABLE event_positions (
  subscriber VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id BINARY(16) NOT NULL COMMENT 'the last event that it has received',
  PRIMARY KEY (subscriber)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- A lead publishes its changes: no statement more for whoever changes one; see leads_changed.
CREATE TRIGGER leads_withdrawn AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('leads', 'lead_deleted', OLD.id, UTC_TIMESTAMP(6));

-- The installation's WhatsApp session; one row.
CREATE TABLE whatsapp_sessions (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM ('disconnected', 'connecting', 'qrcode', 'authenticated', 'ready') NOT NULL,
  driver VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what carries it, or did',
  run BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often it was started: work for an earlier start is void',
  version BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'grows with every change',
  qr TEXT NULL COMMENT 'what a telephone is to scan now',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO whatsapp_sessions (name, status, driver, updated_at)
VALUES ('main', 'disconnected', 'stub', '2026-01-01');

CREATE TABLE whatsapp_messages (
  id BINARY(16) NOT NULL,
  direction ENUM ('in', 'out') NOT NULL,
  number VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'digits, country code first, or the id of a sender without any',
  number_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the spelling of the number that stands for all of them',
  type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  text TEXT NOT NULL,
  status ENUM ('queued', 'sent', 'delivered', 'read', 'failed') NOT NULL,
  author_id BINARY(16) NULL COMMENT 'who of the staff sends it; null for one that came in',
  client_message_id VARCHAR(100) NULL COMMENT 'the name its author gave it',
  provider_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the name its carrier gave it',
  error_code INT NULL COMMENT 'the carrier''s number of why it failed',
  error_title VARCHAR(200) NULL COMMENT 'why it failed',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY whatsapp_messages_client (author_id, client_message_id),
  UNIQUE KEY whatsapp_messages_provider (provider_id),
  KEY whatsapp_messages_created (created_at),
  KEY whatsapp_messages_number (number_key, created_at),
  CONSTRAINT whatsapp_messages_author_fk FOREIGN KEY (author_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The messages to and from one number: the last of them, and how many are unread; kept by the trigger below, in the transaction of each
-- message.
CREATE TABLE whatsapp_conversations (
  number_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the spelling of the number that all of them share',
  number VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as the last message has it',
  last_message_id BINARY(16) NOT NULL,
  last_at DATETIME(6) NOT NULL COMMENT 'when the last message was made',
  unread INT UNSIGNED NOT NULL COMMENT 'how many messages came in since it was last marked as read',
  PRIMARY KEY (number_key),
  KEY whatsapp_conversations_last (last_at, number_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER whatsapp_messages_gathered AFTER INSERT ON whatsapp_messages FOR EACH ROW
  INSERT INTO whatsapp_conversations (number_key, number, last_message_id, last_at, unread)
  VALUES (NEW.number_key, NEW.number, NEW.id, NEW.created_at, NEW.direction = 'in')
  ON DUPLICATE KEY UPDATE
    unread = unread + VALUES(unread),
    number = IF((VALUES(last_at), VALUES(last_message_id)) > (last_at, last_message_id), VALUES(number), number),
    last_message_id = IF(
      (VALUES(last_at), VALUES(last_message_id)) > (last_at, last_message_id), VALUES(last_message_id), last_message_id),
    last_at = GREATEST(last_at, VALUES(last_at));

-- Which database this is: the upload folder that belongs to it carries the same id, and nothing is swept from another.
CREATE TABLE instance (
  place TINYINT UNSIGNED NOT NULL COMMENT 'one row' CHECK (place = 1),
  id BINARY(16) NOT NULL,
  due_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'TIMEZONE by which the due times of leads were counted',
  PRIMARY KEY (place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO instance (place, id)
VALUES (1, UNHEX(REPLACE(UUID(), '-', '')));

-- Leads by what metrics distinguish. 'group': status and priority, with how many someone reached out to; 'source': '=' and where they
-- came from, nothing when they did not say; 'owner': the id, nothing without an owner, with how many are customers; 'wait': how long until
-- someone reached out, in the steps of LeadFact; 'target': those whose target was kept or missed, with how many were in time. The same
-- of one owner or source: 'owner_target' and 'source_target'; in 'owner_answers' and 'source_answers' a byte with the step of the working
-- time to the first answer comes before the owner or the source.
CREATE TABLE lead_tallies (
  dimension ENUM ('group', 'source', 'owner', 'wait', 'target', 'owner_target', 'source_target', 'owner_answers', 'source_answers') NOT NULL,
  day DATE NOT NULL,
  value VARBINARY(802) NOT NULL,
  total BIGINT NOT NULL,
  part BIGINT NOT NULL,
  PRIMARY KEY (dimension, day, value)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Leads by the quarter of an hour they came in, which days of every zone are made of.
CREATE TABLE lead_slots (
  slot DATETIME NOT NULL,
  total BIGINT NOT NULL,
  converted BIGINT NOT NULL,
  PRIMARY KEY (slot)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How long leads of a day waited until someone reached out.
CREATE TABLE lead_waits (
  seconds BIGINT NOT NULL,
  day DATE NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (seconds, day)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The working time to the first answer of the leads of a day, under the values of the tallies 'owner_answers' and 'source_answers'.
CREATE TABLE lead_answers (
  dimension ENUM ('owner_answers', 'source_answers') NOT NULL,
  value VARBINARY(802) NOT NULL,
  day DATE NOT NULL,
  seconds INT UNSIGNED NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (dimension, value, day, seconds)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What changes and deletions take from the tallies and from lead_ranges (-1) and add to them (1); only ever added to by who changes a lead,
-- so that no one waits, and worked in by guiche-worker. Whoever reads tallies or ranges reads these, too.
CREATE TABLE lead_deltas (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  sign TINYINT NOT NULL,
  lead_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  last_name VARCHAR(100) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL,
  email VARCHAR(254) NULL,
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL,
  score TINYINT UNSIGNED NOT NULL,
  scheduling_day DATETIME NULL,
  business_tracking VARCHAR(200) NULL,
  owner_id BINARY(16) NULL,
  reached_out_at DATETIME(6) NULL,
  due_at DATETIME NULL,
  in_time BOOLEAN NULL,
  answer_seconds INT UNSIGNED NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_untallied AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_deltas (
    sign, lead_id, created_at, updated_at, last_name, email, status, score, scheduling_day, business_tracking, owner_id, reached_out_at,
    due_at, in_time, answer_seconds)
  SELECT -1, OLD.id, OLD.created_at, OLD.updated_at, OLD.last_name, OLD.email, OLD.status, OLD.score, OLD.scheduling_day,
    OLD.business_tracking, OLD.owner_id, OLD.reached_out_at, OLD.due_at, OLD.in_time, OLD.answer_seconds
  FROM DUAL
  WHERE OLD.follow_up <> 'new';

-- How many customers, active and not, were added on each UTC day, spread and kept like customer_counts.
CREATE TABLE customer_days (
  is_active BOOLEAN NOT NULL,
  day DATE NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (is_active, day, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_dated AFTER INSERT ON customers FOR EACH ROW
  INSERT INTO customer_days (is_active, day, shard, total)
  VALUES (NEW.is_active, DATE(NEW.created_at), CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER customers_redated AFTER UPDATE ON customers FOR EACH ROW
  INSERT INTO customer_days (is_active, day, shard, total)
  SELECT moved.is_active, moved.day, CONNECTION_ID() MOD 64, moved.total
  FROM (
    SELECT OLD.is_active AS is_active, DATE(OLD.created_at) AS day, -1 AS total
    UNION ALL
    SELECT NEW.is_active, DATE(NEW.created_at), 1) AS moved
  WHERE OLD.is_active <> NEW.is_active OR DATE(OLD.created_at) <> DATE(NEW.created_at)
  ON DUPLICATE KEY UPDATE total = customer_days.total + moved.total;

CREATE TRIGGER customers_undated AFTER DELETE ON customers FOR EACH ROW
  INSERT INTO customer_days (is_active, day, shard, total)
  VALUES (OLD.is_active, DATE(OLD.created_at), CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

-- The list of all leads in each of its orders, cut into ranges, with how many leads but the new ones each has: what a page deep in the list
-- is found by. Kept by guiche-worker alone; LeadRangeStore reads them together with the new leads and lead_deltas. The row without an order
-- has in its total a number that differs whenever ranges begin elsewhere.
CREATE TABLE lead_ranges (
  sort VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the order',
  start VARBINARY(1100) NOT NULL COMMENT 'the place that it begins with, as LeadPlace writes it; nothing where the list begins',
  start_name VARCHAR(100) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'the last name there, in the order of last names',
  total BIGINT NOT NULL,
  PRIMARY KEY (sort, start)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO lead_ranges (sort, start, total)
VALUES
  ('', '', 0), ('created_at', '', 0), ('updated_at', '', 0), ('last_name', '', 0), ('email', '', 0),
  ('status', '', 0), ('score', '', 0), ('scheduling_day', '', 0), ('due_at', '', 0);

-- A lead whose customer is removed shows that, so it is in another state: lists and clients know it by its version.
CREATE TRIGGER customers_forgotten BEFORE DELETE ON customers FOR EACH ROW
  UPDATE leads
  SET customer_id = NULL, updated_at = UTC_TIMESTAMP(6), version = version + 1
  WHERE customer_id = OLD.id;

-- Whose turn it was last by each rule of the settings 'handout'. Locked while leads are handed out by the rule.
CREATE TABLE handout_turns (
  rule VARCHAR(60) NOT NULL COMMENT 'the name of the rule',
  user_id BINARY(16) NULL COMMENT 'null before the first turn',
  place INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of the user in the rule then',
  PRIMARY KEY (rule)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- By which rule a lead was handed out, to whom, and who was passed over; only of leads that a rule matched or that were to be handed over. A
-- lead that went to the first user whose turn it was has no row: its entry in lead_history says as much.
CREATE TABLE lead_handouts (
  lead_id BINARY(16) NOT NULL,
  rule VARCHAR(60) NULL COMMENT 'the name of the rule; null when none matched a lead that was to be handed over',
  user_id BINARY(16) NULL COMMENT 'whom it chose; null when no one was available',
  skipped TEXT NOT NULL COMMENT 'who was not available, a JSON array of {"user_id"}, with "away_until" unless inactive'
    CHECK (JSON_VALID(skipped)),
  at DATETIME(6) NOT NULL,
  handed_over_at DATETIME(6) NULL COMMENT 'when it was handed over to the next user, or was to be; once',
  PRIMARY KEY (lead_id),
  CONSTRAINT lead_handouts_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What someone is to do, perhaps about a lead or a customer, with whom it goes.
CREATE TABLE tasks (
  id BINARY(16) NOT NULL,
  title VARCHAR(200) NOT NULL,
  notes TEXT NULL,
  due_at DATETIME(6) NULL,
  lead_id BINARY(16) NULL,
  customer_id BINARY(16) NULL,
  assignee_id BINARY(16) NOT NULL,
  done_at DATETIME(6) NULL,
  created_by BINARY(16) NOT NULL,
  remind_at DATETIME(6) NULL COMMENT 'when its assignee is to be reminded; null: not, or not again',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  is_done BOOLEAN AS (done_at IS NOT NULL) PERSISTENT,
  place DATETIME(6) AS (COALESCE(due_at, '9999-12-31 23:59:59.999999')) PERSISTENT COMMENT 'in lists: what has no time comes last',
  PRIMARY KEY (id),
  KEY tasks_place (place),
  KEY tasks_done (is_done, place),
  KEY tasks_assignee (assignee_id, place),
  KEY tasks_assignee_done (assignee_id, is_done, place),
  KEY tasks_lead (lead_id, place),
  KEY tasks_customer (customer_id, place),
  KEY tasks_creator (created_by),
  KEY tasks_reminder (remind_at),
  KEY tasks_lead_created (lead_id, created_at),
  KEY tasks_customer_created (customer_id, created_at),
  CONSTRAINT tasks_of_one_record CHECK (lead_id IS NULL OR customer_id IS NULL),
  CONSTRAINT tasks_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id),
  CONSTRAINT tasks_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id),
  CONSTRAINT tasks_assignee_fk FOREIGN KEY (assignee_id) REFERENCES users (id),
  CONSTRAINT tasks_creator_fk FOREIGN KEY (created_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many tasks each member of staff has, done and not, spread over 64 rows each like lead_counts.
CREATE TABLE task_counts (
  assignee_id BINARY(16) NOT NULL,
  is_done BOOLEAN NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (assignee_id, is_done, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER tasks_counted AFTER INSERT ON tasks FOR EACH ROW
  INSERT INTO task_counts (assignee_id, is_done, shard, total)
  VALUES (NEW.assignee_id, NEW.done_at IS NOT NULL, CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER tasks_recounted AFTER UPDATE ON tasks FOR EACH ROW
  IF OLD.assignee_id <> NEW.assignee_id OR (OLD.done_at IS NULL) <> (NEW.done_at IS NULL) THEN
    INSERT INTO task_counts (assignee_id, is_done, shard, total)
    VALUES
      (OLD.assignee_id, OLD.done_at IS NOT NULL, CONNECTION_ID() MOD 64, -1),
      (NEW.assignee_id, NEW.done_at IS NOT NULL, CONNECTION_ID() MOD 64, 1)
    ON DUPLICATE KEY UPDATE total = total + VALUES(total); END IF;

CREATE TRIGGER tasks_uncounted AFTER DELETE ON tasks FOR EACH ROW
  INSERT INTO task_counts (assignee_id, is_done, shard, total)
  VALUES (OLD.assignee_id, OLD.done_at IS NOT NULL, CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

-- A task publishes what becomes of it; a reminder is no change of it.
CREATE TRIGGER tasks_announced AFTER INSERT ON tasks FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('tasks', 'task_created', NEW.id, UTC_TIMESTAMP(6));

CREATE TRIGGER tasks_reannounced AFTER UPDATE ON tasks FOR EACH ROW
  IF NEW.version <> OLD.version THEN
    INSERT INTO event_queue (channel, type, subject_id, created_at)
    VALUES ('tasks', 'task_changed', NEW.id, UTC_TIMESTAMP(6)); END IF;

CREATE TRIGGER tasks_withdrawn AFTER DELETE ON tasks FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('tasks', 'task_deleted', OLD.id, UTC_TIMESTAMP(6));

-- A deletion that a foreign key cascades to fires no trigger, so tasks go with their record by these.
CREATE TRIGGER leads_untasked BEFORE DELETE ON leads FOR EACH ROW
  DELETE FROM tasks
  WHERE lead_id = OLD.id;

CREATE TRIGGER customers_untasked BEFORE DELETE ON customers FOR EACH ROW
  DELETE FROM tasks
  WHERE customer_id = OLD.id;

-- Lists that staff keep under a name: the list's query, one's own or shared with everyone.
CREATE TABLE views (
  id BINARY(16) NOT NULL,
  owner_id BINARY(16) NOT NULL,
  list ENUM ('leads', 'customers') NOT NULL,
  name VARCHAR(100) NOT NULL,
  query VARCHAR(2000) NOT NULL COMMENT 'without the question mark',
  is_shared BOOLEAN NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY views_owner (owner_id, name),
  KEY views_shared (is_shared, name),
  CONSTRAINT views_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Up to which day the digests of a user are done; in the transaction of the mail, so that it is sent once.
CREATE TABLE digest_days (
  user_id BINARY(16) NOT NULL,
  day DATE NOT NULL COMMENT 'by the clock of the business',
  PRIMARY KEY (user_id),
  CONSTRAINT digest_days_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What remains to be done about leads that are due, and when; a lead without a row never had a due time. 'due': its owner is to be mailed;
-- 'late': its owner was mailed, and it is to be handed over; 'done': nothing.
CREATE TABLE lead_alarms (
  lead_id BINARY(16) NOT NULL,
  stage ENUM ('due', 'late', 'done') NOT NULL,
  alarm_at DATETIME NULL COMMENT 'when to look at it; null for never',
  PRIMARY KEY (lead_id),
  KEY lead_alarms_time (alarm_at, lead_id),
  CONSTRAINT lead_alarms_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The leads that the worker has found late: those that wait with `in_time = FALSE`. Kept by the triggers below, whoever writes the lead; a
-- lead that is due and not yet found late has an alarm that has come.
CREATE TABLE late_leads (
  lead_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  due_at DATETIME NOT NULL,
  PRIMARY KEY (lead_id),
  KEY late_leads_created (created_at, lead_id, due_at),
  KEY late_leads_due (due_at, created_at, lead_id),
  CONSTRAINT late_leads_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many those are, spread over 64 rows like lead_counts.
CREATE TABLE late_counts (
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER late_leads_counted AFTER INSERT ON late_leads FOR EACH ROW
  INSERT INTO late_counts (shard, total)
  VALUES (CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER late_leads_uncounted AFTER DELETE ON late_leads FOR EACH ROW
  INSERT INTO late_counts (shard, total)
  VALUES (CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

CREATE TRIGGER leads_delisted BEFORE DELETE ON leads FOR EACH ROW
  DELETE FROM late_leads
  WHERE lead_id = OLD.id;

-- The fields of a business's own, of leads and of customers. Their values are in the column `custom` of a record, by name.
CREATE TABLE custom_fields (
  id BINARY(16) NOT NULL,
  subject ENUM ('lead', 'customer') NOT NULL,
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the key; never changed',
  kind ENUM ('text', 'long_text', 'integer', 'money', 'date', 'boolean', 'choice', 'choices', 'url', 'email', 'phone', 'document')
    NOT NULL,
  label TEXT NOT NULL COMMENT 'JSON: a text by language' CHECK (JSON_VALID(label)),
  hint TEXT NULL COMMENT 'JSON: a text by language' CHECK (JSON_VALID(hint)),
  options MEDIUMTEXT NULL COMMENT 'JSON: [{"value", "label", "is_active"}]' CHECK (JSON_VALID(options)),
  lowest BIGINT NULL COMMENT 'characters of a text, the number, whole cents, or days since 1970-01-01',
  highest BIGINT NULL COMMENT 'the same',
  is_active BOOLEAN NOT NULL,
  is_removed BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'it is deleted once no record has a value of it',
  position INT UNSIGNED NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY custom_fields_name (subject, name),
  KEY custom_fields_position (position)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row, changed with each change of a field: what is remembered of them is read again then. Who changes a field locks it first.
CREATE TABLE custom_fields_state (
  id TINYINT UNSIGNED NOT NULL CHECK (id = 1),
  version BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO custom_fields_state (id, version)
VALUES (1, 1);

-- The values of leads but those that are new, by which lists are filtered and sorted. The follow-up writes those of new leads; the triggers below keep
-- them, whoever changes the lead. What has no text, the index of texts has in the order in which leads came in.
CREATE TABLE lead_values (
  lead_id BINARY(16) NOT NULL,
  field_id BINARY(16) NOT NULL,
  part SMALLINT UNSIGNED NOT NULL COMMENT '0: the value; from 1: the elements of an array',
  number BIGINT NULL COMMENT 'of numbers; whole cents of money, days since 1970-01-01 of a date, 0 or 1 of a boolean',
  text VARCHAR(201) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'the beginning of any other value',
  created_at DATETIME(6) NOT NULL COMMENT 'of the lead',
  is_counted BOOLEAN NOT NULL COMMENT 'of truths and choices: there are few of them, and each has many leads',
  is_element BOOLEAN AS (part > 0) PERSISTENT,
  in_bulk BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'written by the follow-up, which counts its rows itself',
  PRIMARY KEY (lead_id, field_id, part),
  KEY lead_values_number (field_id, number, created_at, lead_id),
  KEY lead_values_text (field_id, is_element, text, created_at, lead_id, number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads but the new ones have each of those values, spread over 64 shards like lead_counts; the follow-up has
-- one of its own.
CREATE TABLE lead_value_counts (
  field_id BINARY(16) NOT NULL,
  value VARCHAR(100) NOT NULL COMMENT 'the option, or 0 or 1',
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (field_id, value, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads but the new ones have each range of numbers of an own field, so that a list of the leads in a range is counted without reading them.
-- The worker makes the first range of each field.
CREATE TABLE lead_number_ranges (
  field_id BINARY(16) NOT NULL,
  start BIGINT NOT NULL COMMENT 'a range ends where the next one begins; the first begins with the least of all numbers',
  total BIGINT NOT NULL COMMENT 'without what is in lead_number_deltas',
  PRIMARY KEY (field_id, start),
  CONSTRAINT lead_number_ranges_field FOREIGN KEY (field_id) REFERENCES custom_fields (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Numbers that changes of leads added or took away, until the worker has worked them into the ranges.
CREATE TABLE lead_number_deltas (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  field_id BINARY(16) NOT NULL,
  number BIGINT NOT NULL,
  moved INT NOT NULL COMMENT 'how many more leads have it, or fewer',
  PRIMARY KEY (id),
  KEY lead_number_deltas_number (field_id, number, moved)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER lead_values_counted AFTER INSERT ON lead_values FOR EACH ROW
  IF NOT NEW.in_bulk THEN
    IF NEW.is_counted THEN
      INSERT INTO lead_value_counts (field_id, value, shard, total)
      VALUES (NEW.field_id, COALESCE(NEW.text, NEW.number), CONNECTION_ID() MOD 64, 1)
      ON DUPLICATE KEY UPDATE total = total + 1; ELSEIF NEW.number IS NOT NULL THEN
      INSERT INTO lead_number_deltas (field_id, number, moved)
      VALUES (NEW.field_id, NEW.number, 1); END IF; END IF;

CREATE TRIGGER lead_values_uncounted AFTER DELETE ON lead_values FOR EACH ROW
  IF OLD.is_counted THEN
    INSERT INTO lead_value_counts (field_id, value, shard, total)
    VALUES (OLD.field_id, COALESCE(OLD.text, OLD.number), CONNECTION_ID() MOD 64, -1)
    ON DUPLICATE KEY UPDATE total = total - 1; ELSEIF OLD.number IS NOT NULL THEN
    INSERT INTO lead_number_deltas (field_id, number, moved)
    VALUES (OLD.field_id, OLD.number, -1); END IF;

CREATE TRIGGER custom_fields_uncounted AFTER DELETE ON custom_fields FOR EACH ROW
  DELETE FROM lead_value_counts
  WHERE field_id = OLD.id;

CREATE TRIGGER leads_valued AFTER UPDATE ON leads FOR EACH ROW
  IF NEW.follow_up <> 'new' AND OLD.follow_up <> 'new' AND NOT NEW.custom <=> OLD.custom THEN
    DELETE FROM lead_values
    WHERE lead_id = NEW.id; INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
    SELECT NEW.id, field.id, 0,
      CASE field.kind
        WHEN 'integer' THEN CAST(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)) AS SIGNED)
        WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
        WHEN 'date' THEN DATEDIFF(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '1970-01-01')
        WHEN 'boolean' THEN JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)) = 'true' END,
      IF(
        field.kind IN ('integer', 'money', 'date', 'boolean'), NULL,
        LEFT(JSON_UNQUOTE(JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name))), 201)),
      NEW.created_at, field.kind IN ('boolean', 'choice')
    FROM custom_fields AS field
    WHERE field.subject = 'lead' AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name))
    UNION ALL
    SELECT NEW.id, field.id, element.part, NULL, element.text, NEW.created_at, TRUE
    FROM custom_fields AS field
    JOIN JSON_TABLE(
      JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)),
      '$[*]' COLUMNS (part FOR ORDINALITY, text VARCHAR(100) PATH '$')) AS element
    WHERE field.subject = 'lead' AND field.kind = 'choices'
      AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name)); END IF;

CREATE TRIGGER leads_devalued BEFORE DELETE ON leads FOR EACH ROW
  DELETE FROM lead_values
  WHERE lead_id = OLD.id;

-- The touches of leads but those that are new, by which lists are filtered and metrics grouped. Written by the follow-up, never changed.
CREATE TABLE lead_touches (
  lead_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL COMMENT 'of the lead',
  first_source VARCHAR(200) NULL,
  first_medium VARCHAR(200) NULL,
  first_campaign VARCHAR(200) NULL,
  last_source VARCHAR(200) NULL,
  last_medium VARCHAR(200) NULL,
  last_campaign VARCHAR(200) NULL,
  PRIMARY KEY (lead_id),
  KEY lead_touches_source (last_source, created_at, lead_id),
  KEY lead_touches_medium (last_medium, created_at, lead_id),
  KEY lead_touches_campaign (last_campaign, created_at, lead_id),
  CONSTRAINT lead_touches_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The values of customers, kept in the same way.
CREATE TABLE customer_values (
  customer_id BINARY(16) NOT NULL,
  field_id BINARY(16) NOT NULL,
  part SMALLINT UNSIGNED NOT NULL COMMENT '0: the value; from 1: the elements of an array',
  number BIGINT NULL COMMENT 'of numbers; whole cents of money, days since 1970-01-01 of a date, 0 or 1 of a boolean',
  text VARCHAR(201) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'the beginning of any other value',
  created_at DATETIME(6) NOT NULL COMMENT 'of the customer',
  is_element BOOLEAN AS (part > 0) PERSISTENT,
  PRIMARY KEY (customer_id, field_id, part),
  KEY customer_values_number (field_id, number, created_at, customer_id),
  KEY customer_values_text (field_id, is_element, text, created_at, customer_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_valued AFTER INSERT ON customers FOR EACH ROW
  IF NEW.custom IS NOT NULL THEN
    INSERT INTO customer_values (customer_id, field_id, part, number, text, created_at)
    SELECT NEW.id, field.id, 0,
      CASE field.kind
        WHEN 'integer' THEN CAST(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)) AS SIGNED)
        WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
        WHEN 'date' THEN DATEDIFF(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '1970-01-01')
        WHEN 'boolean' THEN JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)) = 'true' END,
      IF(
        field.kind IN ('integer', 'money', 'date', 'boolean'), NULL,
        LEFT(JSON_UNQUOTE(JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name))), 201)),
      NEW.created_at
    FROM custom_fields AS field
    WHERE field.subject = 'customer' AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name))
    UNION ALL
    SELECT NEW.id, field.id, element.part, NULL, element.text, NEW.created_at
    FROM custom_fields AS field
    JOIN JSON_TABLE(
      JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)),
      '$[*]' COLUMNS (part FOR ORDINALITY, text VARCHAR(100) PATH '$')) AS element
    WHERE field.subject = 'customer' AND field.kind = 'choices'
      AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name)); END IF;

CREATE TRIGGER customers_revalued AFTER UPDATE ON customers FOR EACH ROW
  IF NOT NEW.custom <=> OLD.custom THEN
    DELETE FROM customer_values
    WHERE customer_id = NEW.id; INSERT INTO customer_values (customer_id, field_id, part, number, text, created_at)
    SELECT NEW.id, field.id, 0,
      CASE field.kind
        WHEN 'integer' THEN CAST(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)) AS SIGNED)
        WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
        WHEN 'date' THEN DATEDIFF(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '1970-01-01')
        WHEN 'boolean' THEN JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)) = 'true' END,
      IF(
        field.kind IN ('integer', 'money', 'date', 'boolean'), NULL,
        LEFT(JSON_UNQUOTE(JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name))), 201)),
      NEW.created_at
    FROM custom_fields AS field
    WHERE field.subject = 'customer' AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name))
    UNION ALL
    SELECT NEW.id, field.id, element.part, NULL, element.text, NEW.created_at
    FROM custom_fields AS field
    JOIN JSON_TABLE(
      JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)),
      '$[*]' COLUMNS (part FOR ORDINALITY, text VARCHAR(100) PATH '$')) AS element
    WHERE field.subject = 'customer' AND field.kind = 'choices'
      AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name)); END IF;

CREATE TRIGGER customers_devalued BEFORE DELETE ON customers FOR EACH ROW
  DELETE FROM customer_values
  WHERE customer_id = OLD.id;

-- Everything that follows from a change of a lead. It is one trigger because each one costs a write of a lead some 4 µs, whatever it does; the
-- follow-up of a new lead ends at the first condition. In order: the counters; the event, none for a score computed again in bulk, and that of
-- a new lead is published after its creation, by the follow-up; the deltas; the alarm, also where a change made of an older state of the lead
-- forgets that it was found late; the list of late leads. The values of own fields are leads_valued's.
CREATE TRIGGER leads_changed AFTER UPDATE ON leads FOR EACH ROW
  IF OLD.follow_up <> 'new'
    OR NOT (OLD.due_at <=> NEW.due_at AND OLD.in_time <=> NEW.in_time AND OLD.created_at = NEW.created_at)
  THEN
    IF OLD.follow_up <> 'new'
      AND (OLD.status <> NEW.status
        OR (OLD.score >= 40) + (OLD.score >= 70) <> (NEW.score >= 40) + (NEW.score >= 70))
    THEN
      INSERT INTO lead_counts (status, priority, shard, total)
      VALUES
        (OLD.status, IF(OLD.score >= 70, 'hot', IF(OLD.score >= 40, 'warm', 'cold')), CONNECTION_ID() MOD 64, -1),
        (NEW.status, IF(NEW.score >= 70, 'hot', IF(NEW.score >= 40, 'warm', 'cold')), CONNECTION_ID() MOD 64, 1)
      ON DUPLICATE KEY UPDATE total = total + VALUES(total); END IF; -- lead_counts
    IF NEW.updated_at <> OLD.updated_at AND OLD.follow_up <> 'new' THEN
      INSERT INTO event_queue (channel, type, subject_id, created_at)
      VALUES ('leads', 'lead_changed', NEW.id, UTC_TIMESTAMP(6)); END IF; -- event_queue
    IF OLD.follow_up <> 'new'
      AND NOT (
        OLD.created_at = NEW.created_at AND OLD.updated_at = NEW.updated_at AND OLD.last_name = NEW.last_name
        AND OLD.email <=> NEW.email AND OLD.status = NEW.status AND OLD.score = NEW.score
        AND OLD.scheduling_day <=> NEW.scheduling_day AND OLD.business_tracking <=> NEW.business_tracking
        AND OLD.owner_id <=> NEW.owner_id AND OLD.reached_out_at <=> NEW.reached_out_at
        AND OLD.due_at <=> NEW.due_at AND OLD.in_time <=> NEW.in_time
        AND OLD.answer_seconds <=> NEW.answer_seconds)
    THEN
      INSERT INTO lead_deltas (
        sign, lead_id, created_at, updated_at, last_name, email, status, score, scheduling_day, business_tracking, owner_id, reached_out_at,
        due_at, in_time, answer_seconds)
      VALUES
        (-1, OLD.id, OLD.created_at, OLD.updated_at, OLD.last_name, OLD.email, OLD.status, OLD.score, OLD.scheduling_day,
          OLD.business_tracking, OLD.owner_id, OLD.reached_out_at, OLD.due_at, OLD.in_time, OLD.answer_seconds),
        (1, NEW.id, NEW.created_at, NEW.updated_at, NEW.last_name, NEW.email, NEW.status, NEW.score, NEW.scheduling_day,
          NEW.business_tracking, NEW.owner_id, NEW.reached_out_at, NEW.due_at, NEW.in_time, NEW.answer_seconds); END IF; -- lead_deltas
    IF NOT OLD.due_at <=> NEW.due_at
      OR (NEW.due_at IS NOT NULL AND OLD.in_time = FALSE AND NOT NEW.in_time <=> FALSE)
    THEN
      INSERT INTO lead_alarms (lead_id, stage, alarm_at)
      VALUES (NEW.id, 'due', NEW.due_at)
      ON DUPLICATE KEY UPDATE alarm_at = NEW.due_at; END IF; -- lead_alarms
    IF OLD.in_time = FALSE AND OLD.due_at IS NOT NULL
      AND NOT (OLD.due_at <=> NEW.due_at AND OLD.in_time <=> NEW.in_time AND OLD.created_at = NEW.created_at)
    THEN
      DELETE FROM late_leads
      WHERE lead_id = OLD.id; END IF; -- late_leads
    IF NEW.in_time = FALSE AND NEW.due_at IS NOT NULL
      AND NOT (OLD.due_at <=> NEW.due_at AND OLD.in_time <=> NEW.in_time AND OLD.created_at = NEW.created_at)
    THEN
      INSERT INTO late_leads (lead_id, created_at, due_at)
      VALUES (NEW.id, NEW.created_at, NEW.due_at); END IF; -- late_leads
  END IF;

-- Public forms. What a form says is in its versions, which stay; slug and version are those of now.
CREATE TABLE forms (
  id BINARY(16) NOT NULL,
  slug VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT UNSIGNED NOT NULL,
  submissions BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'that were accepted, but for those that nothing has followed from yet',
  last_submission_at DATETIME(6) NULL COMMENT 'of those',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY forms_slug (slug)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE form_versions (
  form_id BINARY(16) NOT NULL,
  version INT UNSIGNED NOT NULL,
  slug VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_active BOOLEAN NOT NULL,
  definition MEDIUMTEXT NOT NULL COMMENT 'JSON: what it asks for and says' CHECK (JSON_VALID(definition)),
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (form_id, version),
  CONSTRAINT form_versions_form_fk FOREIGN KEY (form_id) REFERENCES forms (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row, changed with each change of a form: what is remembered of them is read again then. Who changes a form locks it first.
CREATE TABLE forms_state (
  id TINYINT UNSIGNED NOT NULL CHECK (id = 1),
  version BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO forms_state (id, version)
VALUES (1, 1);

-- The form at /, which always exists.
INSERT INTO forms (id, slug, version, created_at)
VALUES (UNHEX('01890000000070008000000000000001'), 'contact', 1, '2023-06-28 00:00:00');

INSERT INTO form_versions (form_id, version, slug, is_active, definition, created_at)
VALUES (
  UNHEX('01890000000070008000000000000001'), 1, 'contact', TRUE,
  CONCAT(
    '{"title":{"en":"Get in touch","pt-BR":"Fale conosco"},',
    '"intro":{"en":"Tell us who you are and send us your résumé. Someone on our team will read it and reply.","pt-BR":"Conte quem você é e envie seu currículo. Alguém da nossa equipe vai ler e responder."},',
    '"button":{"en":"Send","pt-BR":"Enviar"},',
    '"fields":[{"field":"first_name","required":true,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"last_name","required":true,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"email","required":true,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"phone","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"message","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"business_name","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"job_position","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"collaborators","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"invoicing","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"scheduling_day","required":false,"label":null,"hint":null,"default":null,"is_hidden":false}],',
    '"resume":"required","consents":[],"thanks":{"text":null,"redirect_url":null},"notify_emails":[],"source":null,"guard":"standard","embed_origins":[]}'),
  '2023-06-28 00:00:00');

-- What people agreed to or refused, in which words, and how; entries are added, and never changed. They outlive their lead.
CREATE TABLE consents (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NULL COMMENT 'the lead that it was recorded at',
  customer_id BINARY(16) NULL COMMENT 'or the customer',
  at DATETIME(6) NOT NULL,
  purpose VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_given BOOLEAN NOT NULL,
  text TEXT NOT NULL COMMENT 'the very words',
  text_sha256 BINARY(32) NOT NULL,
  channel VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'form:SLUG@VERSION, staff, self-service, import',
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (id),
  KEY consents_lead (lead_id, at, id),
  KEY consents_customer (customer_id, at, id),
  CONSTRAINT consents_of_one_record CHECK ((lead_id IS NULL) <> (customer_id IS NULL))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads came in through each form on each UTC day, spread and kept like lead_days.
CREATE TABLE form_days (
  form_id BINARY(16) NOT NULL,
  day DATE NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (day, form_id, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_unformed AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO form_days (form_id, day, shard, total)
  SELECT COALESCE(OLD.form_id, UNHEX('01890000000070008000000000000001')), DATE(OLD.created_at), CONNECTION_ID() MOD 64, -1
  FROM DUAL
  WHERE OLD.follow_up <> 'new' AND OLD.form = 'form'
  ON DUPLICATE KEY UPDATE total = total - 1;

-- Submissions that were put aside, and leads that staff marked as spam. A row has its file as a lead has.
CREATE TABLE quarantine (
  id BINARY(16) NOT NULL COMMENT 'of the lead or enquiry that it becomes when it is released',
  form ENUM ('form', 'partner', 'staff') NOT NULL,
  form_id BINARY(16) NULL COMMENT 'null for the form at / as it was delivered, and without a form',
  form_version INT UNSIGNED NULL COMMENT 'of that form',
  consents TEXT NULL COMMENT 'JSON: what it agreed to or refused, unless that is recorded; null for nothing' CHECK (JSON_VALID(consents)),
  fields MEDIUMTEXT NOT NULL COMMENT 'what was said, a JSON object' CHECK (JSON_VALID(fields)),
  resume_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'below UPLOAD_DIR',
  resume_filename VARCHAR(255) NULL COMMENT 'a label only',
  resume_content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resume_size INT UNSIGNED NULL COMMENT 'bytes',
  resume_sha256 BINARY(32) NULL,
  attribution TEXT NULL COMMENT 'JSON: the first and the last touch; null for neither' CHECK (JSON_VALID(attribution)),
  mail_language ENUM ('en', 'pt-BR') NULL COMMENT 'of the mails to the prospect; null when no mails are wanted',
  reasons TEXT NOT NULL COMMENT 'JSON: [{"rule", "points", "detail"}], those of the submission itself' CHECK (JSON_VALID(reasons)),
  found TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'bits: 1 its stamp was used before, 2 its text is repeated, 4 its address is busy',
  fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it',
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY quarantine_resume_path (resume_path),
  KEY quarantine_received (received_at, id),
  KEY quarantine_form (form_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The judged submissions of the last ten minutes. Digests are keyed: no one else can make them.
CREATE TABLE recent_submissions (
  address BINARY(16) NOT NULL COMMENT 'digest of the client''s address; zeros for one that is not looked up',
  received_at DATETIME(6) NOT NULL,
  submission_id BINARY(16) NOT NULL,
  found TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'as in quarantine',
  fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it',
  PRIMARY KEY (address, received_at, submission_id),
  KEY recent_submissions_received (received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The free texts of the last hour.
CREATE TABLE recent_texts (
  text BINARY(16) NOT NULL COMMENT 'digest',
  received_at DATETIME(6) NOT NULL,
  submission_id BINARY(16) NOT NULL,
  PRIMARY KEY (text, received_at, submission_id),
  KEY recent_texts_received (received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The stamps that submissions used up; a stamp is accepted for 24 hours. Its key begins with its time, so that no other index is written.
CREATE TABLE used_stamps (
  stamp BINARY(16) NOT NULL COMMENT 'seconds since 1970 and 12 bytes of the digest',
  PRIMARY KEY (stamp)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Finds a submission among others and leaves its fingerprints, in the statement that stores it. Fingerprints are digests of address, stamp and text, zeros
-- for none, and the sets of findings with which it is stored: bit n for the set n. With another one the statement fails (1644) and leaves nothing. What
-- cannot change that is not looked up, unless the row bears every set: then it is put aside, and staff read what was found.
-- SELECT ... INTO reads without locks; a subquery of SET would wait for submissions that are under way.
CREATE TRIGGER recent_submissions_judged BEFORE INSERT ON recent_submissions FOR EACH ROW
BEGIN
  DECLARE stamp_digest, text_digest BINARY(16); -- zeros for none
  DECLARE none BINARY(16) DEFAULT REPEAT(CHAR(0), 16); -- zeros
  DECLARE borne TINYINT UNSIGNED; -- the sets of findings
  DECLARE is_busy, is_known BOOLEAN DEFAULT FALSE; -- what was found
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET is_busy = is_busy; -- fewer than that
  SET stamp_digest = SUBSTR(NEW.fingerprints, 17, 16), text_digest = SUBSTR(NEW.fingerprints, 33, 16),
    borne = ORD(SUBSTR(NEW.fingerprints, 49)); -- of the submission
  IF stamp_digest <> none THEN
    BEGIN
      DECLARE CONTINUE HANDLER FOR 1062 SET NEW.found = NEW.found | 1; -- replay
      INSERT INTO used_stamps (stamp)
      VALUES (stamp_digest); -- once
    END; END IF; -- stamps
  IF text_digest <> none THEN
    IF borne = 255 OR borne >> NEW.found & 85 <> 85 THEN
      SELECT TRUE INTO is_known
      FROM recent_texts
      WHERE text = text_digest AND received_at > NEW.received_at - INTERVAL 1 HOUR
      LIMIT 3, 1; -- repeated: from the fifth on
      IF is_known THEN SET NEW.found = NEW.found | 2; END IF; END IF; -- known text
    INSERT INTO recent_texts (text, received_at, submission_id)
    VALUES (text_digest, NEW.received_at, NEW.submission_id); END IF; -- texts
  IF NEW.address <> none AND (borne = 255 OR borne >> NEW.found & 17 <> 17) THEN
    SELECT TRUE INTO is_busy
    FROM recent_submissions
    WHERE address = NEW.address AND received_at > NEW.received_at - INTERVAL 10 MINUTE
    LIMIT 4, 1; -- flood: from the sixth on
    IF is_busy THEN SET NEW.found = NEW.found | 4; END IF; END IF; -- busy address
  IF NOT borne >> NEW.found & 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the submission is to be put aside'; END IF; -- judged
  SET NEW.fingerprints = NULL; -- handed over
END;

CREATE TRIGGER quarantine_judged BEFORE INSERT ON quarantine FOR EACH ROW
  IF NEW.fingerprints IS NOT NULL THEN
    INSERT INTO recent_submissions (address, received_at, submission_id, fingerprints)
    VALUES (SUBSTR(NEW.fingerprints, 1, 16), NEW.received_at, NEW.id, NEW.fingerprints); -- judges it
    SET NEW.found = (
      SELECT found
      FROM recent_submissions
      WHERE address = SUBSTR(NEW.fingerprints, 1, 16) AND received_at = NEW.received_at AND submission_id = NEW.id); -- what was found
    SET NEW.fingerprints = NULL; END IF;

CREATE TRIGGER leads_judged BEFORE INSERT ON leads FOR EACH ROW
  IF NEW.fingerprints IS NOT NULL THEN
    INSERT INTO recent_submissions (address, received_at, submission_id, fingerprints)
    VALUES (SUBSTR(NEW.fingerprints, 1, 16), NEW.created_at, NEW.id, NEW.fingerprints); -- judges it
    SET NEW.fingerprints = NULL; END IF;

CREATE TRIGGER enquiries_judged BEFORE INSERT ON enquiries FOR EACH ROW
  IF NEW.fingerprints IS NOT NULL THEN
    INSERT INTO recent_submissions (address, received_at, submission_id, fingerprints)
    VALUES (SUBSTR(NEW.fingerprints, 1, 16), NEW.created_at, NEW.id, NEW.fingerprints); -- judges it
    SET NEW.fingerprints = NULL; END IF;
