-- Counts that metrics are read from: leads by status and priority, and by UTC day of arrival; an index that holds all that
-- metrics of a stretch of days need. Counters start from what is there, so nothing may write leads meanwhile.

ALTER TABLE leads
  ADD KEY leads_metrics (created_at, status, score, owner_id, reached_out_at, business_tracking);

DROP TRIGGER leads_counted;
DROP TRIGGER leads_recounted;
DROP TRIGGER leads_uncounted;
DROP TABLE lead_counts;

-- How many leads there are in each status and priority, spread over 64 rows each so that concurrent submissions do not wait
-- for each other; a total is the sum of the rows. Kept by the triggers below, in the transaction of the lead itself.
CREATE TABLE lead_counts (
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL,
  priority ENUM ('hot', 'warm', 'cold') NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (status, priority, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads came in on each UTC day, spread and kept in the same way.
CREATE TABLE lead_days (
  day DATE NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (day, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

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

INSERT INTO lead_counts (status, priority, shard, total)
SELECT status, IF(score >= 70, 'hot', IF(score >= 40, 'warm', 'cold')) AS priority, 0, COUNT(*)
FROM leads
GROUP BY status, priority;

INSERT INTO lead_days (day, shard, total)
SELECT DATE(created_at) AS day, 0, COUNT(*)
FROM leads
GROUP BY day;
