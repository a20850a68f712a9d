DROP TABLE lead_touches;

ALTER TABLE lead_history
  DROP KEY lead_history_moved_to,
  DROP COLUMN moved_to;

ALTER TABLE enquiries
  DROP COLUMN attribution;

ALTER TABLE leads
  DROP COLUMN attribution;
