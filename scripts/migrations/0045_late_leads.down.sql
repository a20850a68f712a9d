DROP TRIGGER leads_listed;
DROP TRIGGER leads_unlisted;
DROP TRIGGER leads_delisted;
DROP TRIGGER leads_timed;

CREATE TRIGGER leads_timed AFTER UPDATE ON leads FOR EACH ROW
  IF NOT OLD.due_at <=> NEW.due_at THEN
    INSERT INTO lead_alarms (lead_id, stage, alarm_at)
    VALUES (NEW.id, 'due', NEW.due_at)
    ON DUPLICATE KEY UPDATE alarm_at = NEW.due_at; END IF;

DROP TABLE late_leads;
DROP TABLE late_counts;
