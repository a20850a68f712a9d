DROP TRIGGER leads_counted;
DROP TRIGGER leads_recounted;
DROP TRIGGER leads_uncounted;
DROP TRIGGER leads_dated;
DROP TRIGGER leads_undated;
DROP TABLE lead_days;
DROP TABLE lead_counts;

CREATE TABLE lead_counts (
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (status, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_counted AFTER INSERT ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, shard, total)
  VALUES (NEW.status, CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER leads_recounted AFTER UPDATE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, shard, total)
  SELECT moved.status, CONNECTION_ID() MOD 64, moved.total
  FROM (SELECT OLD.status AS status, -1 AS total UNION ALL SELECT NEW.status, 1) AS moved
  WHERE OLD.status <> NEW.status
  ON DUPLICATE KEY UPDATE total = lead_counts.total + moved.total;

CREATE TRIGGER leads_uncounted AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_counts (status, shard, total)
  VALUES (OLD.status, CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

INSERT INTO lead_counts (status, shard, total)
SELECT status, 0, COUNT(*)
FROM leads
GROUP BY status;

ALTER TABLE leads
  DROP KEY leads_metrics;
