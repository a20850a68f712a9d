DROP TRIGGER leads_timed;
DROP TABLE lead_alarms;

ALTER TABLE instance
  DROP COLUMN due_zone;

DELETE FROM lead_ranges WHERE sort = 'due_at';

DROP TRIGGER leads_retallied;
DROP TRIGGER leads_untallied;

ALTER TABLE lead_deltas
  DROP COLUMN due_at,
  DROP COLUMN in_time;

DELETE FROM lead_tallies WHERE dimension = 'target';

ALTER TABLE lead_tallies
  MODIFY COLUMN dimension ENUM ('group', 'source', 'owner', 'wait') NOT NULL;

ALTER TABLE leads
  DROP KEY leads_due,
  DROP KEY leads_created,
  DROP KEY leads_follow_up,
  DROP KEY leads_owner_status,
  DROP COLUMN due_at,
  DROP COLUMN in_time,
  ADD KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking),
  ADD KEY leads_follow_up (follow_up, id, status, score, created_at),
  ADD KEY leads_owner_status (owner_id, status);

CREATE TRIGGER leads_retallied AFTER UPDATE ON leads FOR EACH ROW
  IF OLD.follow_up <> 'new'
    AND NOT (
      OLD.created_at = NEW.created_at AND OLD.updated_at = NEW.updated_at AND OLD.last_name = NEW.last_name
      AND OLD.email <=> NEW.email AND OLD.status = NEW.status AND OLD.score = NEW.score
      AND OLD.scheduling_day <=> NEW.scheduling_day AND OLD.business_tracking <=> NEW.business_tracking
      AND OLD.owner_id <=> NEW.owner_id AND OLD.reached_out_at <=> NEW.reached_out_at)
  THEN
    INSERT INTO lead_deltas (
      sign, lead_id, created_at, updated_at, last_name, email, status, score, scheduling_day, business_tracking, owner_id, reached_out_at)
    VALUES
      (-1, OLD.id, OLD.created_at, OLD.updated_at, OLD.last_name, OLD.email, OLD.status, OLD.score, OLD.scheduling_day,
        OLD.business_tracking, OLD.owner_id, OLD.reached_out_at),
      (1, NEW.id, NEW.created_at, NEW.updated_at, NEW.last_name, NEW.email, NEW.status, NEW.score, NEW.scheduling_day,
        NEW.business_tracking, NEW.owner_id, NEW.reached_out_at); END IF;

CREATE TRIGGER leads_untallied AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_deltas (
    sign, lead_id, created_at, updated_at, last_name, email, status, score, scheduling_day, business_tracking, owner_id, reached_out_at)
  SELECT -1, OLD.id, OLD.created_at, OLD.updated_at, OLD.last_name, OLD.email, OLD.status, OLD.score, OLD.scheduling_day,
    OLD.business_tracking, OLD.owner_id, OLD.reached_out_at
  FROM DUAL
  WHERE OLD.follow_up <> 'new';
