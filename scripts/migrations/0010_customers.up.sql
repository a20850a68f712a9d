-- People and companies that the business deals with. E-mail and document are one active customer's: the generated columns below
-- hold them only while the customer is active.
CREATE TABLE customers (
  id BINARY(16) NOT NULL,
  name VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL,
  email VARCHAR(254) NULL COMMENT 'lower case',
  phone VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'E.164 with +',
  document VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'CPF or CNPJ without punctuation, upper case',
  company_name VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL,
  street VARCHAR(300) NULL,
  city VARCHAR(100) NULL,
  state VARCHAR(100) NULL,
  zip_code VARCHAR(20) NULL,
  country VARCHAR(100) NULL,
  notes TEXT NULL,
  owner_id BINARY(16) NULL,
  lead_id BINARY(16) NULL COMMENT 'the lead that became this customer',
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  balance DECIMAL(14,2) NOT NULL DEFAULT 0 COMMENT 'what the customer owes: the sum of the ledger, kept in the transaction of each entry',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  active_email VARCHAR(254) AS (IF(is_active, email, NULL)) PERSISTENT,
  active_document VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin AS (IF(is_active, document, NULL)) PERSISTENT,
  PRIMARY KEY (id),
  UNIQUE KEY customers_active_email (active_email),
  UNIQUE KEY customers_active_document (active_document),
  UNIQUE KEY customers_lead (lead_id),
  KEY customers_active_created (is_active, created_at),
  KEY customers_created (created_at),
  KEY customers_owner (owner_id),
  KEY customers_phone (phone),
  CONSTRAINT customers_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id),
  CONSTRAINT customers_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE SET NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many customers are active and how many not, spread over 64 rows each like lead_counts.
CREATE TABLE customer_counts (
  is_active BOOLEAN NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (is_active, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_counted AFTER INSERT ON customers FOR EACH ROW
  INSERT INTO customer_counts (is_active, shard, total)
  VALUES (NEW.is_active, CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER customers_recounted AFTER UPDATE ON customers FOR EACH ROW
  INSERT INTO customer_counts (is_active, shard, total)
  SELECT moved.is_active, CONNECTION_ID() MOD 64, moved.total
  FROM (SELECT OLD.is_active AS is_active, -1 AS total UNION ALL SELECT NEW.is_active, 1) AS moved
  WHERE OLD.is_active <> NEW.is_active
  ON DUPLICATE KEY UPDATE total = customer_counts.total + moved.total;

CREATE TRIGGER customers_uncounted AFTER DELETE ON customers FOR EACH ROW
  INSERT INTO customer_counts (is_active, shard, total)
  VALUES (OLD.is_active, CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

-- What the business sells; a SKU is one active product's.
CREATE TABLE products (
  id BINARY(16) NOT NULL,
  name VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_ai_ci NOT NULL,
  description TEXT NULL,
  kind ENUM ('product', 'service') NOT NULL,
  sku VARCHAR(64) NULL,
  price DECIMAL(12,2) NOT NULL,
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  active_sku VARCHAR(64) AS (IF(is_active, sku, NULL)) PERSISTENT,
  PRIMARY KEY (id),
  UNIQUE KEY products_active_sku (active_sku),
  KEY products_active_name (is_active, name),
  KEY products_name (name),
  CONSTRAINT products_price CHECK (price >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
