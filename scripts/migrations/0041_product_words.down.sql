DROP TRIGGER products_reworded;

DROP TABLE product_words;

ALTER TABLE products
  DROP KEY products_created,
  DROP KEY products_search_state,
  DROP search_state;
