-- What has not followed yet cannot be made here: 'guichectl follow-up' makes it first.
ALTER TABLE enquiries ADD CONSTRAINT enquiries_are_followed_up CHECK (follow_up <> 'new');
ALTER TABLE enquiries DROP CONSTRAINT enquiries_are_followed_up;
ALTER TABLE leads ADD CONSTRAINT leads_are_followed_up CHECK (follow_up <> 'new');
ALTER TABLE leads DROP CONSTRAINT leads_are_followed_up;

DROP TRIGGER leads_recounted;
DROP TRIGGER leads_uncounted;
DROP TRIGGER leads_undated;
DROP TRIGGER leads_reannounced;
DROP TRIGGER leads_withdrawn;
DROP TRIGGER leads_reworded;

ALTER TABLE enquiries
  DROP KEY enquiries_follow_up,
  DROP COLUMN follow_up,
  DROP COLUMN mail_language;

ALTER TABLE leads
  ADD COLUMN search_state ENUM ('new', 'indexed', 'changed') NOT NULL DEFAULT 'indexed' COMMENT 'of its words in lead_words' AFTER fields;

UPDATE leads
SET search_state = 'changed'
WHERE follow_up = 'changed';

ALTER TABLE leads
  ALTER COLUMN search_state SET DEFAULT 'new',
  DROP KEY leads_follow_up,
  DROP COLUMN follow_up,
  DROP COLUMN mail_language,
  DROP KEY leads_customer,
  DROP KEY leads_created,
  ADD KEY leads_search_state (search_state),
  ADD KEY leads_customer (customer_id),
  ADD KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking);

CREATE TRIGGER leads_counted AFTER INSERT ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, priority, shard, total)
  VALUES (NEW.status, IF(NEW.score >= 70, 'hot', IF(NEW.score >= 40, 'warm', 'cold')), CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER leads_recounted AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, priority, shard, total)
  SELECT moved.status, moved.priority, CONNECTION_ID() MOD 64, moved.total
  FROM (
    SELECT OLD.status AS status, IF(OLD.score >= 70, 'hot', IF(OLD.score >= 40, 'warm', 'cold')) AS priority, -1 AS total
    UNION ALL
    SELECT NEW.status, IF(NEW.score >= 70, 'hot', IF(NEW.score >= 40, 'warm', 'cold')), 1) AS moved
  WHERE OLD.status <> NEW.status
    OR (OLD.score >= 40) + (OLD.score >= 70) <> (NEW.score >= 40) + (NEW.score >= 70)
  ON DUPLICATE KEY UPDATE total = lead_counts.total + moved.total;

CREATE TRIGGER leads_uncounted AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, priority, shard, total)
  VALUES (OLD.status, IF(OLD.score >= 70, 'hot', IF(OLD.score >= 40, 'warm', 'cold')), CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

CREATE TRIGGER leads_dated AFTER INSERT ON leads FOR EACH ROW
  INSERT INTO lead_days (day, shard, total)
  VALUES (DATE(NEW.created_at), CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER leads_undated AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_days (day, shard, total)
  VALUES (DATE(OLD.created_at), CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.search_state = IF(
    NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name,
    NEW.search_state, 'changed');

CREATE TRIGGER leads_announced AFTER INSERT ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('leads', 'lead_created', NEW.id, NEW.created_at);

CREATE TRIGGER leads_reannounced AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  SELECT 'leads', 'lead_changed', NEW.id, UTC_TIMESTAMP(6)
  FROM DUAL
  WHERE NEW.updated_at <> OLD.updated_at;

CREATE TRIGGER leads_withdrawn AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('leads', 'lead_deleted', OLD.id, UTC_TIMESTAMP(6));
