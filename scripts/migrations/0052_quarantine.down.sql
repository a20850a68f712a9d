-- What is in quarantine is lost; its files go to the trash with the next sweep.
DROP TRIGGER leads_valued;

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

DROP TRIGGER enquiries_judged;

DROP TRIGGER leads_judged;

ALTER TABLE enquiries
  DROP COLUMN fingerprints,
  ADD COLUMN suspicion ENUM ('trap', 'hasty') NULL COMMENT 'why it may be a program''s' AFTER created_at;

ALTER TABLE leads
  DROP COLUMN fingerprints,
  ADD COLUMN suspicion ENUM ('trap', 'hasty') NULL COMMENT 'why the first submission may be a program''s' AFTER customer_id;

DROP TRIGGER quarantine_judged;

DROP TRIGGER recent_submissions_judged;

DROP TABLE used_stamps;

DROP TABLE recent_texts;

DROP TABLE recent_submissions;

DROP TABLE quarantine;
