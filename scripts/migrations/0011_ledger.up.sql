-- What was said with a customer, and when; by whom, or by the program itself.
CREATE TABLE interactions (
  id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  interaction_type ENUM ('call', 'email', 'meeting', 'whatsapp', 'note', 'contact', 'sale') NOT NULL,
  notes TEXT NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  author_id BINARY(16) NULL COMMENT 'null when the program recorded it',
  source_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'what it was recorded from, once',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY interactions_source (source_key),
  KEY interactions_customer (customer_id, occurred_at),
  KEY interactions_author (author_id),
  CONSTRAINT interactions_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
  CONSTRAINT interactions_author_fk FOREIGN KEY (author_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The ledger: rows are added, never changed or removed. A counter-entry names the entry it reverses, once.
CREATE TABLE transactions (
  id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  kind ENUM ('charge', 'payment', 'refund', 'credit') NOT NULL,
  amount DECIMAL(12,2) NOT NULL,
  product_id BINARY(16) NULL,
  quantity INT UNSIGNED NULL,
  description TEXT NULL,
  occurred_at DATETIME(6) NOT NULL,
  author_id BINARY(16) NOT NULL,
  reverses_id BINARY(16) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY transactions_reverses (reverses_id),
  KEY transactions_customer (customer_id, occurred_at),
  KEY transactions_product (product_id),
  KEY transactions_author (author_id),
  CONSTRAINT transactions_amount CHECK (amount > 0),
  CONSTRAINT transactions_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id),
  CONSTRAINT transactions_product_fk FOREIGN KEY (product_id) REFERENCES products (id),
  CONSTRAINT transactions_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
  CONSTRAINT transactions_reverses_fk FOREIGN KEY (reverses_id) REFERENCES transactions (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
