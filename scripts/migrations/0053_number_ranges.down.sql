CREATE OR REPLACE TRIGGER lead_values_counted AFTER INSERT ON lead_values FOR EACH ROW
  IF NEW.is_counted THEN
    INSERT INTO lead_value_counts (field_id, value, shard, total)
    VALUES (NEW.field_id, COALESCE(NEW.text, NEW.number), CONNECTION_ID() MOD 64, 1)
    ON DUPLICATE KEY UPDATE total = total + 1; END IF;

CREATE OR REPLACE TRIGGER lead_values_uncounted AFTER DELETE ON lead_values FOR EACH ROW
  IF OLD.is_counted THEN
    INSERT INTO lead_value_counts (field_id, value, shard, total)
    VALUES (OLD.field_id, COALESCE(OLD.text, OLD.number), CONNECTION_ID() MOD 64, -1)
    ON DUPLICATE KEY UPDATE total = total - 1; END IF;

ALTER TABLE lead_values
  DROP COLUMN in_bulk,
  DROP KEY lead_values_text,
  ADD KEY lead_values_text (field_id, is_element, text, created_at, lead_id);

DROP TABLE lead_number_deltas;

DROP TABLE lead_number_ranges;
