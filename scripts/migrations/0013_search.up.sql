-- Words that leads are found by. They are written after the lead, by whoever searches first or by guiche-worker, so a submission
-- has nothing more to write. Leads that are there already are new to the index, and indexed in the same way.

ALTER TABLE leads
  ADD COLUMN search_state ENUM ('new', 'indexed', 'changed') NOT NULL DEFAULT 'new' COMMENT 'of its words in lead_words',
  ADD KEY leads_search_state (search_state);

CREATE TABLE lead_words (
  word VARCHAR(64) NOT NULL COMMENT 'folded; a number begins with #',
  lead_id BINARY(16) NOT NULL,
  PRIMARY KEY (word, lead_id),
  KEY lead_words_lead (lead_id, word),
  CONSTRAINT lead_words_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.search_state = IF(
    NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name,
    NEW.search_state, 'changed');
