-- What a prospect wants, in their own words. The words of a message are searched for.
ALTER TABLE leads
  ADD COLUMN message TEXT COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'what they want' AFTER collaborators;

DROP TRIGGER leads_reworded;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.follow_up = IF(
    OLD.follow_up = 'new'
      OR NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name AND NEW.message <=> OLD.message,
    NEW.follow_up, 'changed');
