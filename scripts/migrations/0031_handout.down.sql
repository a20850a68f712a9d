DROP TABLE lead_handouts;
DROP TABLE handout_turns;

ALTER TABLE leads
  DROP KEY leads_owner_status;

ALTER TABLE lead_history
  DROP COLUMN rule;

ALTER TABLE users
  DROP COLUMN away_until;
