-- How many leads but the new ones have each range of numbers of an own field, so that a list of the leads in a range is counted without reading them.
-- The worker makes the first range of each field.
CREATE TABLE lead_number_ranges (
  field_id BINARY(16) NOT NULL,
  start BIGINT NOT NULL COMMENT 'a range ends where the next one begins; the first begins with the least of all numbers',
  total BIGINT NOT NULL COMMENT 'without what is in lead_number_deltas',
  PRIMARY KEY (field_id, start),
  CONSTRAINT lead_number_ranges_field FOREIGN KEY (field_id) REFERENCES custom_fields (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Numbers that changes of leads added or took away, until the worker has worked them into the ranges.
CREATE TABLE lead_number_deltas (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  field_id BINARY(16) NOT NULL,
  number BIGINT NOT NULL,
  moved INT NOT NULL COMMENT 'how many more leads have it, or fewer',
  PRIMARY KEY (id),
  KEY lead_number_deltas_number (field_id, number, moved)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Survived by the version before: it does not name the column, and the index keeps its name and what it begins with. The rows of numbers have no
-- text, so the index has them in the order in which leads came in, now with the number beside.
ALTER TABLE lead_values
  ADD COLUMN in_bulk BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'written by the follow-up, which counts its rows itself',
  DROP KEY lead_values_text,
  ADD KEY lead_values_text (field_id, is_element, text, created_at, lead_id, number);

CREATE OR REPLACE TRIGGER lead_values_counted AFTER INSERT ON lead_values FOR EACH ROW
  IF NOT NEW.in_bulk THEN
    IF NEW.is_counted THEN
      INSERT INTO lead_value_counts (field_id, value, shard, total)
      VALUES (NEW.field_id, COALESCE(NEW.text, NEW.number), CONNECTION_ID() MOD 64, 1)
      ON DUPLICATE KEY UPDATE total = total + 1; ELSEIF NEW.number IS NOT NULL THEN
      INSERT INTO lead_number_deltas (field_id, number, moved)
      VALUES (NEW.field_id, NEW.number, 1); END IF; END IF;

CREATE OR REPLACE TRIGGER lead_values_uncounted AFTER DELETE ON lead_values FOR EACH ROW
  IF OLD.is_counted THEN
    INSERT INTO lead_value_counts (field_id, value, shard, total)
    VALUES (OLD.field_id, COALESCE(OLD.text, OLD.number), CONNECTION_ID() MOD 64, -1)
    ON DUPLICATE KEY UPDATE total = total - 1; ELSEIF OLD.number IS NOT NULL THEN
    INSERT INTO lead_number_deltas (field_id, number, moved)
    VALUES (OLD.field_id, OLD.number, -1); END IF;
