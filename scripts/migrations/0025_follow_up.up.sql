-- A submission is one row: what follows from it (counters, mails, events, words) is made later by guiche-worker, which takes the mark off
-- in the same transaction. What is there was counted and mailed when it came; at most its words are to be made.
DROP TRIGGER leads_counted;
DROP TRIGGER leads_dated;
DROP TRIGGER leads_announced;
DROP TRIGGER leads_recounted;
DROP TRIGGER leads_uncounted;
DROP TRIGGER leads_undated;
DROP TRIGGER leads_reannounced;
DROP TRIGGER leads_withdrawn;
DROP TRIGGER leads_reworded;

ALTER TABLE leads
  ADD COLUMN mail_language ENUM ('en', 'pt-BR') NULL COMMENT 'of the mails to the prospect; null when no mails are wanted',
  ADD COLUMN follow_up ENUM ('new', 'changed', 'done') NOT NULL DEFAULT 'done'
    COMMENT 'new: nothing has followed yet, not even a count; changed: its words in lead_words are to be made again';

UPDATE leads
SET follow_up = 'changed'
WHERE search_state IN ('new', 'changed');

ALTER TABLE leads
  ALTER COLUMN follow_up SET DEFAULT 'new',
  DROP KEY leads_search_state,
  DROP COLUMN search_state,
  ADD KEY leads_follow_up (follow_up, id, status, score, created_at);

ALTER TABLE enquiries
  ADD COLUMN mail_language ENUM ('en', 'pt-BR') NULL COMMENT 'of the mails to the prospect; null when no mails are wanted',
  ADD COLUMN follow_up ENUM ('new', 'done') NOT NULL DEFAULT 'done' COMMENT 'new: nothing has followed yet';

ALTER TABLE enquiries
  ALTER COLUMN follow_up SET DEFAULT 'new',
  ADD KEY enquiries_follow_up (follow_up, id);

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

CREATE TRIGGER leads_uncounted AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, priority, shard, total)
  SELECT OLD.status, IF(OLD.score >= 70, 'hot', IF(OLD.score >= 40, 'warm', 'cold')), CONNECTION_ID() MOD 64, -1
  FROM DUAL
  WHERE OLD.follow_up <> 'new'
  ON DUPLICATE KEY UPDATE total = total - 1;

CREATE TRIGGER leads_undated AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_days (day, shard, total)
  SELECT DATE(OLD.created_at), CONNECTION_ID() MOD 64, -1
  FROM DUAL
  WHERE OLD.follow_up <> 'new'
  ON DUPLICATE KEY UPDATE total = total - 1;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.follow_up = IF(
    OLD.follow_up = 'new'
      OR NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name,
    NEW.follow_up, 'changed');

CREATE TRIGGER leads_reannounced AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  SELECT 'leads', 'lead_changed', NEW.id, UTC_TIMESTAMP(6)
  FROM DUAL
  WHERE NEW.updated_at <> OLD.updated_at AND OLD.follow_up <> 'new';

CREATE TRIGGER leads_withdrawn AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('leads', 'lead_deleted', OLD.id, UTC_TIMESTAMP(6));
