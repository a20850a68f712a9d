-- Why leads were lost, and what jobs report when they are done.

ALTER TABLE leads
  ADD COLUMN lost_reason VARCHAR(200) NULL COMMENT 'why it was lost; null for one that is not' AFTER answer_seconds;

ALTER TABLE jobs
  ADD COLUMN result MEDIUMTEXT NULL COMMENT 'what it found or did, a JSON text once it is done' AFTER last_error;
