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

-- A change that was made of an older state of the lead may forget that it was found late: then it is looked at again.
DROP TRIGGER leads_timed;

CREATE TRIGGER leads_timed AFTER UPDATE ON leads FOR EACH ROW
  IF NOT OLD.due_at <=> NEW.due_at
    OR (NEW.due_at IS NOT NULL AND OLD.in_time = FALSE AND NOT NEW.in_time <=> FALSE)
  THEN
    INSERT INTO lead_alarms (lead_id, stage, alarm_at)
    VALUES (NEW.id, 'due', NEW.due_at)
    ON DUPLICATE KEY UPDATE alarm_at = NEW.due_at; END IF;

CREATE TRIGGER leads_unlisted AFTER UPDATE ON leads FOR EACH ROW
  IF OLD.in_time = FALSE AND OLD.due_at IS NOT NULL
    AND NOT (OLD.due_at <=> NEW.due_at AND OLD.in_time <=> NEW.in_time AND OLD.created_at = NEW.created_at)
  THEN
    DELETE FROM late_leads
    WHERE lead_id = OLD.id; END IF;

CREATE TRIGGER leads_listed AFTER UPDATE ON leads FOR EACH ROW
  IF NEW.in_time = FALSE AND NEW.due_at IS NOT NULL
    AND NOT (OLD.due_at <=> NEW.due_at AND OLD.in_time <=> NEW.in_time AND OLD.created_at = NEW.created_at)
  THEN
    INSERT INTO late_leads (lead_id, created_at, due_at)
    VALUES (NEW.id, NEW.created_at, NEW.due_at); END IF;

CREATE TRIGGER leads_delisted BEFORE DELETE ON leads FOR EACH ROW
  DELETE FROM late_leads
  WHERE lead_id = OLD.id;

INSERT INTO late_leads (lead_id, created_at, due_at)
SELECT id, created_at, due_at
FROM leads
WHERE due_at IS NOT NULL AND in_time = FALSE
ON DUPLICATE KEY UPDATE due_at = VALUES(due_at);

UPDATE leads
STRAIGHT_JOIN lead_alarms ON lead_alarms.lead_id = leads.id
SET lead_alarms.alarm_at = leads.due_at
WHERE leads.due_at IS NOT NULL AND NOT leads.in_time <=> FALSE AND NOT lead_alarms.alarm_at <=> leads.due_at;
