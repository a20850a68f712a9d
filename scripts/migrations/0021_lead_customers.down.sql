ALTER TABLE leads
  ADD COLUMN customer_id BINARY(16) NULL COMMENT 'the customer that it became',
  DROP KEY leads_created,
  ADD KEY leads_customer (customer_id),
  ADD KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking),
  ADD CONSTRAINT leads_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL;

UPDATE leads
JOIN lead_customers ON lead_customers.lead_id = leads.id
SET leads.customer_id = lead_customers.customer_id;

DROP TABLE lead_customers;
