DROP TRIGGER leads_valued;
DROP TRIGGER leads_devalued;
DROP TRIGGER customers_valued;
DROP TRIGGER customers_revalued;
DROP TRIGGER customers_devalued;
DROP TRIGGER leads_reworded;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.follow_up = IF(
    OLD.follow_up = 'new'
      OR NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name AND NEW.message <=> OLD.message,
    NEW.follow_up, 'changed');

DROP TRIGGER customers_reworded;

CREATE TRIGGER customers_reworded BEFORE UPDATE ON customers FOR EACH ROW
  SET NEW.search_state = IF(
    NEW.name <=> OLD.name AND NEW.email <=> OLD.email AND NEW.phone <=> OLD.phone AND NEW.document <=> OLD.document
      AND NEW.company_name <=> OLD.company_name,
    NEW.search_state, 'changed');

ALTER TABLE lead_history
  MODIFY COLUMN changes TEXT NOT NULL COMMENT 'JSON: {field: {"from", "to"}}';

ALTER TABLE enquiries
  MODIFY COLUMN fields TEXT NOT NULL COMMENT 'what was said, a JSON object' CHECK (JSON_VALID(fields));

ALTER TABLE customers
  DROP COLUMN custom_words,
  DROP COLUMN custom;

ALTER TABLE leads
  DROP COLUMN custom_words,
  DROP COLUMN custom,
  MODIFY COLUMN fields TEXT NULL COMMENT 'what the first enquiry said, a JSON object; null while the columns above say it unchanged'
    CHECK (JSON_VALID(fields));

DROP TABLE customer_values;
DROP TABLE lead_values;
DROP TABLE lead_value_counts;
DROP TABLE custom_fields_state;
DROP TABLE custom_fields;
