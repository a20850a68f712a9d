ALTER TABLE customers
  DROP COLUMN agreed;

ALTER TABLE leads
  DROP COLUMN agreed;

-- What was recorded at a customer belongs to the lead that became it; without one it has no place.
UPDATE consents
JOIN customers ON customers.id = consents.customer_id
SET consents.lead_id = customers.lead_id, consents.customer_id = NULL
WHERE customers.lead_id IS NOT NULL;

DELETE FROM consents
WHERE lead_id IS NULL;

ALTER TABLE consents
  DROP CONSTRAINT consents_of_one_record,
  DROP KEY consents_customer,
  DROP COLUMN customer_id,
  MODIFY COLUMN lead_id BINARY(16) NOT NULL;
