-- Words that products are found by, kept like those of customers.
ALTER TABLE products
  ADD search_state ENUM ('new', 'indexed', 'changed') NOT NULL DEFAULT 'new' COMMENT 'of its words in product_words',
  ADD KEY products_created (created_at),
  ADD KEY products_search_state (search_state);

CREATE TABLE product_words (
  word VARCHAR(64) NOT NULL COMMENT 'folded; a number begins with #',
  product_id BINARY(16) NOT NULL,
  PRIMARY KEY (word, product_id),
  KEY product_words_product (product_id, word),
  CONSTRAINT product_words_product_fk FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER products_reworded BEFORE UPDATE ON products FOR EACH ROW
  SET NEW.search_state = IF(NEW.name <=> OLD.name AND NEW.sku <=> OLD.sku, NEW.search_state, 'changed');
