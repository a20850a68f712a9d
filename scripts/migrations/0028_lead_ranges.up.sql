-- Ranges of the list of leads, which start with one for each order; guiche-worker cuts them. Nothing may write leads meanwhile.

-- The list of all leads in each of its orders, cut into ranges, with how many leads but the new ones each has: what a page deep in the list
-- is found by. Kept by guiche-worker alone; LeadRangeStore reads them together with the new leads and lead_deltas. The row without an order
-- has in its total a number that differs whenever ranges begin elsewhere.
CREATE TABLE lead_ranges (
  sort VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the order',
  start VARBINARY(1100) NOT NULL COMMENT 'the place that it begins with, as LeadPlace writes it; nothing where the list begins',
  start_name VARCHAR(100) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'the last name there, in the order of last names',
  total BIGINT NOT NULL,
  PRIMARY KEY (sort, start)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO lead_ranges (sort, start, total)
VALUES
  ('', '', 0), ('created_at', '', 0), ('updated_at', '', 0), ('last_name', '', 0), ('email', '', 0),
  ('status', '', 0), ('score', '', 0), ('scheduling_day', '', 0);

UPDATE lead_ranges
SET total = (SELECT COUNT(*) FROM leads WHERE follow_up <> 'new') - (SELECT COALESCE(SUM(sign), 0) FROM lead_deltas)
WHERE sort <> '';

-- Deltas tell places, too. Those that are there have none, but all lie in the one range that there is of each order.
ALTER TABLE lead_deltas
  ADD COLUMN lead_id BINARY(16) NOT NULL AFTER sign,
  ADD COLUMN updated_at DATETIME(6) NULL AFTER created_at,
  ADD COLUMN last_name VARCHAR(100) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL AFTER updated_at,
  ADD COLUMN email VARCHAR(254) NULL AFTER last_name,
  ADD COLUMN scheduling_day DATETIME NULL AFTER score;

UPDATE lead_deltas
SET updated_at = created_at;

ALTER TABLE lead_deltas
  MODIFY COLUMN updated_at DATETIME(6) NOT NULL;

DROP TRIGGER leads_retallied;
DROP TRIGGER leads_untallied;

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
