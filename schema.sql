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
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY users_username (username_key),
  UNIQUE KEY users_email (email)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE sessions (
  id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
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
  PRIMARY KEY (id),
  UNIQUE KEY leads_email (email),
  UNIQUE KEY leads_resume_path (resume_path),
  KEY leads_created (created_at),
  KEY leads_status_created (status, created_at),
  KEY leads_owner_created (owner_id, created_at),
  KEY leads_updated (updated_at),
  KEY leads_last_name (last_name),
  KEY leads_score (score),
  KEY leads_scheduling_day (scheduling_day),
  CONSTRAINT leads_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads there are in each status, spread over 64 rows a status so that concurrent submissions do not wait for
-- each other; a total is the sum of the rows. Kept by the triggers below, in the transaction of the lead itself.
CREATE TABLE lead_counts (
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (status, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_counted AFTER INSERT ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, shard, total)
  VALUES (NEW.status, CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER leads_recounted AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, shard, total)
  SELECT moved.status, CONNECTION_ID() MOD 64, moved.total
  FROM (SELECT OLD.status AS status, -1 AS total UNION ALL SELECT NEW.status, 1) AS moved
  WHERE OLD.status <> NEW.status
  ON DUPLICATE KEY UPDATE total = lead_counts.total + moved.total;

CREATE TRIGGER leads_uncounted AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, shard, total)
  VALUES (OLD.status, CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

-- Mails on their way; written in the transaction of what they tell of, sent by guiche-worker.
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
  KEY outbox_subject (subject_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
