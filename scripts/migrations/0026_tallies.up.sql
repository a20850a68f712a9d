-- Tallies by UTC day that metrics of any range are summed from, and days of customers for pages deep in their list. They start from what
-- is there, so nothing may write leads or customers meanwhile; leads that nothing has followed from yet are tallied when it does.

-- Leads by what metrics tell apart. 'group': status and priority, with how many somebody reached out to; 'source': '=' and where they
-- came from, nothing when they did not say; 'owner': the id, nothing for nobody's, with how many are customers; 'wait': how long until
-- somebody reached out, in the steps of LeadFact.
CREATE TABLE lead_tallies (
  dimension ENUM ('group', 'source', 'owner', 'wait') NOT NULL,
  day DATE NOT NULL,
  value VARBINARY(801) NOT NULL,
  total BIGINT NOT NULL,
  part BIGINT NOT NULL,
  PRIMARY KEY (dimension, day, value)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Leads by the quarter of an hour they came in, which days of every zone are made of.
CREATE TABLE lead_slots (
  slot DATETIME NOT NULL,
  total BIGINT NOT NULL,
  converted BIGINT NOT NULL,
  PRIMARY KEY (slot)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How long leads of a day waited until somebody reached out.
CREATE TABLE lead_waits (
  seconds BIGINT NOT NULL,
  day DATE NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (seconds, day)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What changes and deletions take from the tallies (-1) and add to them (1); only ever added to by who changes a lead, so that nobody
-- waits, and worked into the tallies by guiche-worker. Whoever reads the tallies reads these, too.
CREATE TABLE lead_deltas (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  sign TINYINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL,
  score TINYINT UNSIGNED NOT NULL,
  business_tracking VARCHAR(200) NULL,
  owner_id BINARY(16) NULL,
  reached_out_at DATETIME(6) NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

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

CREATE TRIGGER leads_untallied AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO lead_deltas (sign, created_at, status, score, business_tracking, owner_id, reached_out_at)
  SELECT -1, OLD.created_at, OLD.status, OLD.score, OLD.business_tracking, OLD.owner_id, OLD.reached_out_at
  FROM DUAL
  WHERE OLD.follow_up <> 'new';

INSERT INTO lead_slots (slot, total, converted)
SELECT '1970-01-01' + INTERVAL FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', created_at) / 900000000) * 900 SECOND AS slot, COUNT(*),
  SUM(status = 'CONVERTED')
FROM leads
WHERE follow_up <> 'new'
GROUP BY slot;

INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'group', DATE(created_at) AS day,
  CONCAT(status, ' ', IF(score >= 70, 'hot', IF(score >= 40, 'warm', 'cold'))) AS value, COUNT(*), COUNT(reached_out_at)
FROM leads
WHERE follow_up <> 'new'
GROUP BY day, value;

INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'source', DATE(created_at) AS day, CAST(COALESCE(CONCAT('=', business_tracking), '') AS BINARY) AS value, COUNT(*), 0
FROM leads
WHERE follow_up <> 'new'
GROUP BY day, value;

INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'owner', DATE(created_at) AS day, COALESCE(owner_id, '') AS value, COUNT(*), SUM(status = 'CONVERTED')
FROM leads
WHERE follow_up <> 'new'
GROUP BY day, value;

INSERT INTO lead_waits (seconds, day, total)
SELECT GREATEST(TIMESTAMPDIFF(SECOND, CAST(created_at AS DATETIME), CAST(reached_out_at AS DATETIME)), 0) AS seconds,
  DATE(created_at) AS day, COUNT(*)
FROM leads
WHERE follow_up <> 'new' AND reached_out_at IS NOT NULL
GROUP BY seconds, day;

INSERT INTO lead_tallies (dimension, day, value, total, part)
SELECT 'wait', day,
  IF(seconds < 8, seconds, 4 * LENGTH(BIN(seconds)) + (seconds >> (LENGTH(BIN(seconds)) - 3)) - 8) AS step, SUM(total), 0
FROM lead_waits
GROUP BY day, step;

-- How many customers, active and not, were added on each UTC day, spread and kept like customer_counts.
CREATE TABLE customer_days (
  is_active BOOLEAN NOT NULL,
  day DATE NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (is_active, day, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_dated AFTER INSERT ON customers FOR EACH ROW
  INSERT INTO customer_days (is_active, day, shard, total)
  VALUES (NEW.is_active, DATE(NEW.created_at), CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER customers_redated AFTER UPDATE ON customers FOR EACH ROW
  INSERT INTO customer_days (is_active, day, shard, total)
  SELECT moved.is_active, moved.day, CONNECTION_ID() MOD 64, moved.total
  FROM (
    SELECT OLD.is_active AS is_active, DATE(OLD.created_at) AS day, -1 AS total
    UNION ALL
    SELECT NEW.is_active, DATE(NEW.created_at), 1) AS moved
  WHERE OLD.is_active <> NEW.is_active OR DATE(OLD.created_at) <> DATE(NEW.created_at)
  ON DUPLICATE KEY UPDATE total = customer_days.total + moved.total;

CREATE TRIGGER customers_undated AFTER DELETE ON customers FOR EACH ROW
  INSERT INTO customer_days (is_active, day, shard, total)
  VALUES (OLD.is_active, DATE(OLD.created_at), CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

INSERT INTO customer_days (is_active, day, shard, total)
SELECT is_active, DATE(created_at) AS day, 0, COUNT(*)
FROM customers
GROUP BY is_active, day;
