CREATE TABLE audit_events (
  id BINARY(16) NOT NULL COMMENT 'its time is that of the event: the list is in the order of ids',
  at DATETIME(6) NOT NULL,
  actor_id BINARY(16) NULL COMMENT 'null when nobody was signed in, and for guichectl',
  actor_username VARCHAR(50) NULL COMMENT 'as it was then',
  action VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target_kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  target_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'null for guichectl',
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
