ALTER TABLE jobs
  DROP COLUMN result;

ALTER TABLE leads
  DROP COLUMN lost_reason;
