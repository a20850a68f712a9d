DROP TRIGGER leads_retallied;
DROP TRIGGER leads_untallied;

ALTER TABLE lead_deltas
  DROP COLUMN lead_id,
  DROP COLUMN updated_at,
  DROP COLUMN last_name,
  DROP COLUMN email,
  DROP COLUMN scheduling_day;

CREATE TRIGGER leads_retallied AFTER UPDATE ON leads FOR EACH ROW
  IF OLD.follow_up <> 'new'
    AND NOT (
      OLD.created_at = NEW.created_at AND OLD.status = NEW.status
      AND (OLD.score >= 40) + (OLD.score >= 70) = (NEW.score >= 40) + (NEW.score >= 70)
      AND OLD.business_tracking <=> NEW.business_tracking AND OLD.owner_id <=> NEW.owner_id
      AND OLD.reached_out_at <=> NEW.reached_out_at)
  THEN
    INSERT INTO lead_deltas (sign, created_at, status, score, business_tracking, owner_id, reached_out_at)
    VALUES
      (-1, OLD.created_at, OLD.status, OLD.score, OLD.business_tracking, OLD.owner_id, OLD.reached_out_at),
      (1, NEW.created_at, NEW.status, NEW.score, NEW.business_tracking, NEW.owner_id, NEW.reached_out_at); END IF;

CREATE TRIGGER leads_untallied AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_deltas (sign, created_at, status, score, business_tracking, owner_id, reached_out_at)
  SELECT -1, OLD.created_at, OLD.status, OLD.score, OLD.business_tracking, OLD.owner_id, OLD.reached_out_at
  FROM DUAL
  WHERE OLD.follow_up <> 'new';

DROP TABLE lead_ranges;
