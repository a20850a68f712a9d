DROP TRIGGER leads_reworded;
DROP TABLE lead_words;
ALTER TABLE leads
  DROP KEY leads_search_state,
  DROP COLUMN search_state;
