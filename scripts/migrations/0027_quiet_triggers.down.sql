DROP TRIGGER leads_recounted;
DROP TRIGGER leads_reannounced;
DROP TRIGGER leads_retallied;

CREATE TRIGGER leads_recounted AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, priority, shard, total)
  SELECT moved.status, moved.priority, CONNECTION_ID() MOD 64, moved.total
  FROM (
    SELECT OLD.status AS status, IF(OLD.score >= 70, 'hot', IF(OLD.score >= 40, 'warm', 'cold')) AS priority, -1 AS total
    UNION ALL
    SELECT NEW.status, IF(NEW.score >= 70, 'hot', IF(NEW.score >= 40, 'warm', 'cold')), 1) AS moved
  WHERE OLD.follow_up <> 'new'
    AND (OLD.status <> NEW.status
      OR (OLD.score >= 40) + (OLD.score >= 70) <> (NEW.score >= 40) + (NEW.score >= 70))
  ON DUPLICATE KEY UPDATE total = lead_counts.total + moved.total;

CREATE TRIGGER leads_reannounced AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  SELECT 'leads', 'lead_changed', NEW.id, UTC_TIMESTAMP(6)
  FROM DUAL
  WHERE NEW.updated_at <> OLD.updated_at AND OLD.follow_up <> 'new';

CREATE TRIGGER leads_retallied AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO lead_deltas (sign, created_at, status, score, business_tracking, owner_id, reached_out_at)
  SELECT moved.sign, moved.created_at, moved.status, moved.score, moved.business_tracking, moved.owner_id, moved.reached_out_at
  FROM (
    SELECT -1 AS sign, OLD.created_at AS created_at, OLD.status AS status, OLD.score AS score,
      OLD.business_tracking AS business_tracking, OLD.owner_id AS owner_id, OLD.reached_out_at AS reached_out_at
    UNION ALL
    SELECT 1, NEW.created_at, NEW.status, NEW.score, NEW.business_tracking, NEW.owner_id, NEW.reached_out_at) AS moved
  WHERE OLD.follow_up <> 'new'
    AND NOT (
      OLD.created_at = NEW.created_at AND OLD.status = NEW.status
      AND (OLD.score >= 40) + (OLD.score >= 70) = (NEW.score >= 40) + (NEW.score >= 70)
      AND OLD.business_tracking <=> NEW.business_tracking AND OLD.owner_id <=> NEW.owner_id
      AND OLD.reached_out_at <=> NEW.reached_out_at);
