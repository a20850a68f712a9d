-- The working time to the first answer of a lead, and what metrics say of it by owner and source. Nothing may write leads meanwhile.

ALTER TABLE leads
  ADD COLUMN answer_seconds INT UNSIGNED NULL COMMENT 'the working time from its creation to its first answer; null without one'
    AFTER in_time,
  DROP KEY leads_created,
  ADD KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking, in_time, answer_seconds);

ALTER TABLE lead_tallies
  MODIFY COLUMN dimension ENUM (
    'group', 'source', 'owner', 'wait', 'target', 'owner_target', 'source_target', 'owner_answers', 'source_answers') NOT NULL,
  MODIFY COLUMN value VARBINARY(802) NOT NULL;

CREATE TABLE lead_answers (
  dimension ENUM ('owner_answers', 'source_answers') NOT NULL,
  value VARBINARY(802) NOT NULL,
  day DATE NOT NULL,
  seconds INT UNSIGNED NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (dimension, value, day, seconds)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

ALTER TABLE lead_deltas
  ADD COLUMN answer_seconds INT UNSIGNED NULL;

-- What was tallied before is in no tally of an owner or a source.
INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'owner_target', DATE(created_at) AS day, COALESCE(owner_id, '') AS value, COUNT(*), SUM(in_time)
FROM leads
WHERE in_time IS NOT NULL AND follow_up <> 'new'
GROUP BY day, value;

INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'source_target', DATE(created_at) AS day,
  CAST(IF(business_tracking IS NULL, '', CONCAT('=', business_tracking)) AS BINARY) AS value, COUNT(*), SUM(in_time)
FROM leads
WHERE in_time IS NOT NULL AND follow_up <> 'new'
GROUP BY day, value;

-- Changes that are not worked in yet are part of that.
INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'owner_target', DATE(created_at) AS day, COALESCE(owner_id, '') AS value, -SUM(sign), -SUM(sign * in_time)
FROM lead_deltas
WHERE in_time IS NOT NULL
GROUP BY day, value
ON DUPLICATE KEY UPDATE total = total + VALUES(total), part = part + VALUES(part);

INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'source_target', DATE(created_at) AS day,
  CAST(IF(business_tracking IS NULL, '', CONCAT('=', business_tracking)) AS BINARY) AS value, -SUM(sign), -SUM(sign * in_time)
FROM lead_deltas
WHERE in_time IS NOT NULL
GROUP BY day, value
ON DUPLICATE KEY UPDATE total = total + VALUES(total), part = part + VALUES(part);

DROP TRIGGER leads_retallied;
DROP TRIGGER leads_untallied;

CREATE TRIGGER leads_retallied AFTER UPDATE ON leads FOR EACH ROW
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
        NEW.business_tracking, NEW.owner_id, NEW.reached_out_at, NEW.due_at, NEW.in_time, NEW.answer_seconds); END IF;

CREATE TRIGGER leads_untallied AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_deltas (
    sign, lead_id, created_at, updated_at, last_name, email, status, score, scheduling_day, business_tracking, owner_id, reached_out_at,
    due_at, in_time, answer_seconds)
  SELECT -1, OLD.id, OLD.created_at, OLD.updated_at, OLD.last_name, OLD.email, OLD.status, OLD.score, OLD.scheduling_day,
    OLD.business_tracking, OLD.owner_id, OLD.reached_out_at, OLD.due_at, OLD.in_time, OLD.answer_seconds
  FROM DUAL
  WHERE OLD.follow_up <> 'new';

-- The worker measures what was answered before: working time is counted by the settings.
INSERT INTO jobs (id, kind, parameters, lane, unique_key, max_attempts, due_at, created_at)
SELECT UNHEX(REPLACE(UUID(), '-', '')), 'leads.measure', '{}', 'leads.measure', 'leads.measure', 10, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
FROM leads
WHERE reached_out_at IS NOT NULL
LIMIT 1;
