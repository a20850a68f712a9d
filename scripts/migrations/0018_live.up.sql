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

CREATE TABLE event_queue (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  channel VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id BINARY(16) NULL COMMENT 'what it is about, when there is nothing else to say',
  payload TEXT NULL COMMENT 'a JSON object; null: the id of the subject alone' CHECK (JSON_VALID(payload)),
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE events (
  id BINARY(16) NOT NULL COMMENT 'rises in the order of publication',
  channel VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload TEXT NOT NULL COMMENT 'a JSON object',
  created_at DATETIME(6) NOT NULL COMMENT 'when it happened',
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE event_positions (
  hub VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id BINARY(16) NOT NULL COMMENT 'the last event that it took',
  PRIMARY KEY (hub)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_announced AFTER INSERT ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('leads', 'lead_created', NEW.id, NEW.created_at);

CREATE TRIGGER leads_reannounced AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  SELECT 'leads', 'lead_changed', NEW.id, UTC_TIMESTAMP(6)
  FROM DUAL
  WHERE NEW.updated_at <> OLD.updated_at;

CREATE TRIGGER leads_withdrawn AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('leads', 'lead_deleted', OLD.id, UTC_TIMESTAMP(6));
