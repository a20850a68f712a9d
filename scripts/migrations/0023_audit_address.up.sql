-- Where a request came from; events of before have none.
ALTER TABLE audit_events
  ADD COLUMN address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the client; null for guichectl' AFTER request_id;

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
