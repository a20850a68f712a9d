-- Further enquiries are lost, and their files are left to the sweep.
DROP TABLE enquiries;
ALTER TABLE leads
  DROP COLUMN fields,
  DROP COLUMN form;
