-- Staff record consents as well, of leads and of customers.
ALTER TABLE consents
  MODIFY COLUMN lead_id BINARY(16) NULL COMMENT 'the lead that it was recorded at',
  ADD COLUMN customer_id BINARY(16) NULL COMMENT 'or the customer' AFTER lead_id,
  ADD KEY consents_customer (customer_id, at, id),
  ADD CONSTRAINT consents_of_one_record CHECK ((lead_id IS NULL) <> (customer_id IS NULL));

ALTER TABLE leads
  ADD COLUMN agreed TEXT NULL COMMENT 'JSON: what the person agrees to, as far as later entries of the ledger say it; null for nothing'
    CHECK (JSON_VALID(agreed)) AFTER consents;

ALTER TABLE customers
  ADD COLUMN agreed TEXT NULL COMMENT 'JSON: what the person agrees to; null for nothing' CHECK (JSON_VALID(agreed)) AFTER custom_words;

-- The newest entry of each purpose. A purpose needs no escape.
UPDATE customers
JOIN (
  SELECT customer_id,
    CONCAT('{', GROUP_CONCAT('"', purpose, '": ', IF(is_given, 'true', 'false') ORDER BY purpose SEPARATOR ', '), '}') AS agreed
  FROM (
    SELECT leads.customer_id, consents.purpose, consents.is_given,
      ROW_NUMBER() OVER (PARTITION BY leads.customer_id, consents.purpose ORDER BY consents.at DESC, consents.id DESC) AS place
    FROM consents
    JOIN leads ON leads.id = consents.lead_id
    WHERE leads.customer_id IS NOT NULL) AS entry
  WHERE place = 1
  GROUP BY customer_id) AS newest ON newest.customer_id = customers.id
SET customers.agreed = newest.agreed, customers.version = customers.version + 1;

UPDATE leads
JOIN (
  SELECT lead_id,
    CONCAT('{', GROUP_CONCAT('"', purpose, '": ', IF(is_given, 'true', 'false') ORDER BY purpose SEPARATOR ', '), '}') AS agreed
  FROM (
    SELECT lead_id, purpose, is_given, ROW_NUMBER() OVER (PARTITION BY lead_id, purpose ORDER BY at DESC, id DESC) AS place
    FROM consents) AS entry
  WHERE place = 1
  GROUP BY lead_id) AS newest ON newest.lead_id = leads.id
LEFT JOIN customers ON customers.id = leads.customer_id
SET leads.agreed = COALESCE(customers.agreed, newest.agreed), leads.version = leads.version + 1;
