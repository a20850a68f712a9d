DELETE FROM jobs WHERE kind = 'leads.measure';

DROP TRIGGER leads_retallied;
DROP TRIGGER leads_untallied;

ALTER TABLE lead_deltas
  DROP COLUMN answer_seconds;

DROP TABLE lead_answers;

DELETE FROM lead_tallies WHERE dimension IN ('owner_target', 'source_target', 'owner_answers', 'source_answers');

ALTER TABLE lead_tallies
  MODIFY COLUMN dimension ENUM ('group', 'source', 'owner', 'wait', 'target') NOT NULL,
  MODIFY COLUMN value VARBINARY(801) NOT NULL;

ALTER TABLE leads
  DROP KEY leads_created,
  DROP COLUMN answer_seconds,
  ADD KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking, in_time);

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
