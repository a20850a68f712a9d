-- The customer that a lead became, and the words that customers are found by.
ALTER TABLE leads
  ADD COLUMN customer_id BINARY(16) NULL COMMENT 'the customer that it became',
  ADD KEY leads_customer (customer_id),
  ADD CONSTRAINT leads_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL;

ALTER TABLE customers
  ADD COLUMN search_state ENUM ('new', 'indexed', 'changed') NOT NULL DEFAULT 'new' COMMENT 'of its words in customer_words',
  ADD KEY customers_search_state (search_state);

CREATE TABLE customer_words (
  word VARCHAR(64) NOT NULL COMMENT 'folded; a number begins with #',
  customer_id BINARY(16) NOT NULL,
  PRIMARY KEY (word, customer_id),
  KEY customer_words_customer (customer_id, word),
  CONSTRAINT customer_words_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_reworded BEFORE UPDATE ON customers FOR EACH ROW
  SET NEW.search_state = IF(
    NEW.name <=> OLD.name AND NEW.email <=> OLD.email AND NEW.phone <=> OLD.phone AND NEW.document <=> OLD.document
      AND NEW.company_name <=> OLD.company_name,
    NEW.search_state, 'changed');
