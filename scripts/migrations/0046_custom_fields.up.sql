-- The fields of a business's own, of leads and of customers. Their values are in the column `custom` of a record, by name.
CREATE TABLE custom_fields (
  id BINARY(16) NOT NULL,
  subject ENUM ('lead', 'customer') NOT NULL,
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the key; never changed',
  kind ENUM ('text', 'long_text', 'integer', 'money', 'date', 'boolean', 'choice', 'choices', 'url', 'email', 'phone', 'document')
    NOT NULL,
  label TEXT NOT NULL COMMENT 'JSON: a text by language' CHECK (JSON_VALID(label)),
  hint TEXT NULL COMMENT 'JSON: a text by language' CHECK (JSON_VALID(hint)),
  options MEDIUMTEXT NULL COMMENT 'JSON: [{"value", "label", "is_active"}]' CHECK (JSON_VALID(options)),
  lowest BIGINT NULL COMMENT 'characters of a text, the number, whole cents, or days since 1970-01-01',
  highest BIGINT NULL COMMENT 'the same',
  is_active BOOLEAN NOT NULL,
  is_removed BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'it is deleted once no record has a value of it',
  position INT UNSIGNED NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY custom_fields_name (subject, name),
  KEY custom_fields_position (position)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row, changed with each change of a field: what is remembered of them is read again then. Who changes a field locks it first.
CREATE TABLE custom_fields_state (
  id TINYINT UNSIGNED NOT NULL CHECK (id = 1),
  version BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO custom_fields_state (id, version)
VALUES (1, 1);

ALTER TABLE leads
  ADD COLUMN custom MEDIUMTEXT NULL COMMENT 'JSON: the values of own fields by name; null for none' CHECK (JSON_VALID(custom)) AFTER lost_reason,
  ADD COLUMN custom_words MEDIUMTEXT COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'those of them that a record is found by' AFTER custom,
  MODIFY COLUMN fields MEDIUMTEXT NULL COMMENT 'what the first enquiry said, a JSON object; null while the columns above say it unchanged'
    CHECK (JSON_VALID(fields));

ALTER TABLE customers
  ADD COLUMN custom MEDIUMTEXT NULL COMMENT 'JSON: the values of own fields by name; null for none' CHECK (JSON_VALID(custom)) AFTER notes,
  ADD COLUMN custom_words MEDIUMTEXT COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'those of them that a record is found by' AFTER custom;

ALTER TABLE enquiries
  MODIFY COLUMN fields MEDIUMTEXT NOT NULL COMMENT 'what was said, a JSON object' CHECK (JSON_VALID(fields));

ALTER TABLE lead_history
  MODIFY COLUMN changes MEDIUMTEXT NOT NULL COMMENT 'JSON: {field: {"from", "to"}}';

DROP TRIGGER leads_reworded;

CREATE TRIGGER leads_reworded BEFORE UPDATE ON leads FOR EACH ROW
  SET NEW.follow_up = IF(
    OLD.follow_up = 'new'
      OR NEW.first_name <=> OLD.first_name AND NEW.last_name <=> OLD.last_name AND NEW.email <=> OLD.email
      AND NEW.phone <=> OLD.phone AND NEW.business_name <=> OLD.business_name AND NEW.message <=> OLD.message
      AND NEW.custom_words <=> OLD.custom_words,
    NEW.follow_up, 'changed');

DROP TRIGGER customers_reworded;

CREATE TRIGGER customers_reworded BEFORE UPDATE ON customers FOR EACH ROW
  SET NEW.search_state = IF(
    NEW.name <=> OLD.name AND NEW.email <=> OLD.email AND NEW.phone <=> OLD.phone AND NEW.document <=> OLD.document
      AND NEW.company_name <=> OLD.company_name AND NEW.custom_words <=> OLD.custom_words,
    NEW.search_state, 'changed');

-- The values of leads but those that are new, by which lists are filtered and sorted. Kept by the triggers below, whoever writes the lead.
CREATE TABLE lead_values (
  lead_id BINARY(16) NOT NULL,
  field_id BINARY(16) NOT NULL,
  part SMALLINT UNSIGNED NOT NULL COMMENT '0: the value; from 1: the elements of an array',
  number BIGINT NULL COMMENT 'of numbers; whole cents of money, days since 1970-01-01 of a date, 0 or 1 of a boolean',
  text VARCHAR(201) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'the beginning of any other value',
  created_at DATETIME(6) NOT NULL COMMENT 'of the lead',
  is_counted BOOLEAN NOT NULL COMMENT 'of truths and choices: there are few of them, and each has many leads',
  is_element BOOLEAN AS (part > 0) PERSISTENT,
  PRIMARY KEY (lead_id, field_id, part),
  KEY lead_values_number (field_id, number, created_at, lead_id),
  KEY lead_values_text (field_id, is_element, text, created_at, lead_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads but the new ones have each of those values, spread over 64 shards like lead_counts.
CREATE TABLE lead_value_counts (
  field_id BINARY(16) NOT NULL,
  value VARCHAR(100) NOT NULL COMMENT 'the option, or 0 or 1',
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (field_id, value, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER lead_values_counted AFTER INSERT ON lead_values FOR EACH ROW
  IF NEW.is_counted THEN
    INSERT INTO lead_value_counts (field_id, value, shard, total)
    VALUES (NEW.field_id, COALESCE(NEW.text, NEW.number), CONNECTION_ID() MOD 64, 1)
    ON DUPLICATE KEY UPDATE total = total + 1; END IF;

CREATE TRIGGER lead_values_uncounted AFTER DELETE ON lead_values FOR EACH ROW
  IF OLD.is_counted THEN
    INSERT INTO lead_value_counts (field_id, value, shard, total)
    VALUES (OLD.field_id, COALESCE(OLD.text, OLD.number), CONNECTION_ID() MOD 64, -1)
    ON DUPLICATE KEY UPDATE total = total - 1; END IF;

CREATE TRIGGER custom_fields_uncounted AFTER DELETE ON custom_fields FOR EACH ROW
  DELETE FROM lead_value_counts
  WHERE field_id = OLD.id;

CREATE TRIGGER leads_valued AFTER UPDATE ON leads FOR EACH ROW
  IF (NEW.custom IS NOT NULL OR OLD.custom IS NOT NULL) AND NEW.follow_up <> 'new'
    AND (OLD.follow_up = 'new' OR NOT NEW.custom <=> OLD.custom)
  THEN
    DELETE FROM lead_values
    WHERE lead_id = NEW.id; INSERT INTO lead_values (lead_id, field_id, part, number, text, created_at, is_counted)
    SELECT NEW.id, field.id, 0,
      CASE field.kind
        WHEN 'integer' THEN CAST(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)) AS SIGNED)
        WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
        WHEN 'date' THEN DATEDIFF(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '1970-01-01')
        WHEN 'boolean' THEN JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)) = 'true' END,
      IF(
        field.kind IN ('integer', 'money', 'date', 'boolean'), NULL,
        LEFT(JSON_UNQUOTE(JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name))), 201)),
      NEW.created_at, field.kind IN ('boolean', 'choice')
    FROM custom_fields AS field
    WHERE field.subject = 'lead' AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name))
    UNION ALL
    SELECT NEW.id, field.id, element.part, NULL, element.text, NEW.created_at, TRUE
    FROM custom_fields AS field
    JOIN JSON_TABLE(
      JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)),
      '$[*]' COLUMNS (part FOR ORDINALITY, text VARCHAR(100) PATH '$')) AS element
    WHERE field.subject = 'lead' AND field.kind = 'choices'
      AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name)); END IF;

CREATE TRIGGER leads_devalued BEFORE DELETE ON leads FOR EACH ROW
  DELETE FROM lead_values
  WHERE lead_id = OLD.id;

-- The values of customers, kept in the same way.
CREATE TABLE customer_values (
  customer_id BINARY(16) NOT NULL,
  field_id BINARY(16) NOT NULL,
  part SMALLINT UNSIGNED NOT NULL COMMENT '0: the value; from 1: the elements of an array',
  number BIGINT NULL COMMENT 'of numbers; whole cents of money, days since 1970-01-01 of a date, 0 or 1 of a boolean',
  text VARCHAR(201) COLLATE utf8mb4_uca1400_nopad_ai_ci NULL COMMENT 'the beginning of any other value',
  created_at DATETIME(6) NOT NULL COMMENT 'of the customer',
  is_element BOOLEAN AS (part > 0) PERSISTENT,
  PRIMARY KEY (customer_id, field_id, part),
  KEY customer_values_number (field_id, number, created_at, customer_id),
  KEY customer_values_text (field_id, is_element, text, created_at, customer_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER customers_valued AFTER INSERT ON customers FOR EACH ROW
  IF NEW.custom IS NOT NULL THEN
    INSERT INTO customer_values (customer_id, field_id, part, number, text, created_at)
    SELECT NEW.id, field.id, 0,
      CASE field.kind
        WHEN 'integer' THEN CAST(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)) AS SIGNED)
        WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
        WHEN 'date' THEN DATEDIFF(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '1970-01-01')
        WHEN 'boolean' THEN JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)) = 'true' END,
      IF(
        field.kind IN ('integer', 'money', 'date', 'boolean'), NULL,
        LEFT(JSON_UNQUOTE(JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name))), 201)),
      NEW.created_at
    FROM custom_fields AS field
    WHERE field.subject = 'customer' AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name))
    UNION ALL
    SELECT NEW.id, field.id, element.part, NULL, element.text, NEW.created_at
    FROM custom_fields AS field
    JOIN JSON_TABLE(
      JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)),
      '$[*]' COLUMNS (part FOR ORDINALITY, text VARCHAR(100) PATH '$')) AS element
    WHERE field.subject = 'customer' AND field.kind = 'choices'
      AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name)); END IF;

CREATE TRIGGER customers_revalued AFTER UPDATE ON customers FOR EACH ROW
  IF NOT NEW.custom <=> OLD.custom THEN
    DELETE FROM customer_values
    WHERE customer_id = NEW.id; INSERT INTO customer_values (customer_id, field_id, part, number, text, created_at)
    SELECT NEW.id, field.id, 0,
      CASE field.kind
        WHEN 'integer' THEN CAST(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)) AS SIGNED)
        WHEN 'money' THEN CAST(REPLACE(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '.', '') AS SIGNED)
        WHEN 'date' THEN DATEDIFF(JSON_VALUE(NEW.custom, CONCAT('$.', field.name)), '1970-01-01')
        WHEN 'boolean' THEN JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)) = 'true' END,
      IF(
        field.kind IN ('integer', 'money', 'date', 'boolean'), NULL,
        LEFT(JSON_UNQUOTE(JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name))), 201)),
      NEW.created_at
    FROM custom_fields AS field
    WHERE field.subject = 'customer' AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name))
    UNION ALL
    SELECT NEW.id, field.id, element.part, NULL, element.text, NEW.created_at
    FROM custom_fields AS field
    JOIN JSON_TABLE(
      JSON_EXTRACT(NEW.custom, CONCAT('$.', field.name)),
      '$[*]' COLUMNS (part FOR ORDINALITY, text VARCHAR(100) PATH '$')) AS element
    WHERE field.subject = 'customer' AND field.kind = 'choices'
      AND JSON_EXISTS(NEW.custom, CONCAT('$.', field.name)); END IF;

CREATE TRIGGER customers_devalued BEFORE DELETE ON customers FOR EACH ROW
  DELETE FROM customer_values
  WHERE customer_id = OLD.id;
