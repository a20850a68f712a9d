-- The customer that a lead became, in a table of its own: few leads become one, and every submission paid for an index of it.
CREATE TABLE lead_customers (
  lead_id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL COMMENT 'the customer that it became',
  PRIMARY KEY (lead_id),
  KEY lead_customers_customer (customer_id),
  CONSTRAINT lead_customers_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE,
  CONSTRAINT lead_customers_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO lead_customers (lead_id, customer_id)
SELECT id, customer_id
FROM leads
WHERE customer_id IS NOT NULL;

ALTER TABLE leads
  DROP FOREIGN KEY leads_customer_fk,
  DROP KEY leads_customer,
  DROP COLUMN customer_id;
