-- The response clock: when leads are due, what follows when they are late, and whether they were answered in time. Nothing may write leads
-- meanwhile.

ALTER TABLE leads
  ADD COLUMN due_at DATETIME NULL COMMENT 'when an answer is due; null once it was given, and without a target' AFTER reached_out_at,
  ADD COLUMN in_time BOOLEAN NULL COMMENT 'whether it was answered in time; null while that is open, and without a target' AFTER due_at,
  DROP KEY leads_created,
  ADD KEY leads_due (due_at, created_at),
  ADD KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking, in_time);

ALTER TABLE lead_tallies
  MODIFY COLUMN dimension ENUM ('group', 'source', 'owner', 'wait', 'target') NOT NULL;

ALTER TABLE lead_deltas
  ADD COLUMN due_at DATETIME NULL,
  ADD COLUMN in_time BOOLEAN NULL;

DROP TRIGGER leads_retallied;
DROP TRIGGER leads_untallied;

CREATE TRIGGER leads_retallied AFTER UPDATE ON leads FOR EACH ROW
  IF OLD.follow_up <> 'new'
    AND NOT (
      OLD.created_at = NEW.created_at AND OLD.updated_at = NEW.updated_at AND OLD.last_name = NEW.last_name
      AND OLD.email <=> NEW.email AND OLD.status = NEW.status AND OLD.score = NEW.score
      AND OLD.scheduling_day <=> NEW.scheduling_day AND OLD.business_tracking <=> NEW.business_tracking
      AND OLD.owner_id <=> NEW.owner_id AND OLD.reached_out_at <=> NEW.reached_out_at
      AND OLD.due_at <=> NEW.due_at AND OLD.in_time <=> NEW.in_time)
  THEN
    INSERT INTO lead_deltas (
      sign, lead_id, created_at, updated_at, last_name, email, status, score, scheduling_day, business_tracking, owner_id, reached_out_at,
      due_at, in_time)
    VALUES
      (-1, OLD.id, OLD.created_at, OLD.updated_at, OLD.last_name, OLD.email, OLD.status, OLD.score, OLD.scheduling_day,
        OLD.business_tracking, OLD.owner_id, OLD.reached_out_at, OLD.due_at, OLD.in_time),
      (1, NEW.id, NEW.created_at, NEW.updated_at, NEW.last_name, NEW.email, NEW.status, NEW.score, NEW.scheduling_day,
        NEW.business_tracking, NEW.owner_id, NEW.reached_out_at, NEW.due_at, NEW.in_time); END IF;

CREATE TRIGGER leads_untallied AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_deltas (
    sign, lead_id, created_at, updated_at, last_name, email, status, score, scheduling_day, business_tracking, owner_id, reached_out_at,
    due_at, in_time)
  SELECT -1, OLD.id, OLD.created_at, OLD.updated_at, OLD.last_name, OLD.email, OLD.status, OLD.score, OLD.scheduling_day,
    OLD.business_tracking, OLD.owner_id, OLD.reached_out_at, OLD.due_at, OLD.in_time
  FROM DUAL
  WHERE OLD.follow_up <> 'new';

-- All leads lie in the one range that there is of the new order.
INSERT INTO lead_ranges (sort, start, total)
SELECT 'due_at', '', (SELECT COUNT(*) FROM leads WHERE follow_up <> 'new') - (SELECT COALESCE(SUM(sign), 0) FROM lead_deltas);

UPDATE lead_ranges
SET total = total + 1
WHERE sort = '';

ALTER TABLE instance
  ADD COLUMN due_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'TIMEZONE by which the due times of leads were counted';

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

CREATE TRIGGER leads_timed AFTER UPDATE ON leads FOR EACH ROW
  IF NOT OLD.due_at <=> NEW.due_at THEN
    INSERT INTO lead_alarms (lead_id, stage, alarm_at)
    VALUES (NEW.id, 'due', NEW.due_at)
    ON DUPLICATE KEY UPDATE alarm_at = NEW.due_at; END IF;
