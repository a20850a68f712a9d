DROP TRIGGER leads_unformed;
DROP TABLE form_days;
DROP TABLE consents;

ALTER TABLE enquiries
  DROP KEY enquiries_form,
  DROP COLUMN consents,
  DROP COLUMN form_version,
  DROP COLUMN form_id;

ALTER TABLE leads
  DROP COLUMN consents,
  DROP COLUMN form_version,
  DROP COLUMN form_id;
