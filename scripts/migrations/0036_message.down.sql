DROP TRIGGER leads_reworded;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.follow_up = IF(
    OLD.follow_up = 'new'
      OR NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name,
    NEW.follow_up, 'changed');

ALTER TABLE leads
  DROP COLUMN message;
