DROP TRIGGER customers_reworded;
DROP TABLE customer_words;
ALTER TABLE customers
  DROP KEY customers_search_state,
  DROP COLUMN search_state;
ALTER TABLE leads
  DROP FOREIGN KEY leads_customer_fk,
  DROP KEY leads_customer,
  DROP COLUMN customer_id;
