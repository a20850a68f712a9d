-- Spam: what is put aside, and what submissions are recognized by beside others.

-- Submissions that were put aside, and leads that staff marked as spam. A row has its file as a lead has.
CREATE TABLE quarantine (
  id BINARY(16) NOT NULL COMMENT 'of the lead or enquiry that it becomes when it is released',
  form ENUM ('form', 'partner', 'staff') NOT NULL,
  form_id BINARY(16) NULL COMMENT 'null for the form at / as it was delivered, and without a form',
  form_version INT UNSIGNED NULL COMMENT 'of that form',
  consents TEXT NULL COMMENT 'JSON: what it agreed to or refused, unless that is recorded; null for nothing' CHECK (JSON_VALID(consents)),
  fields MEDIUMTEXT NOT NULL COMMENT 'what was said, a JSON object' CHECK (JSON_VALID(fields)),
  resume_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'below UPLOAD_DIR',
  resume_filename VARCHAR(255) NULL COMMENT 'a label only',
  resume_content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resume_size INT UNSIGNED NULL COMMENT 'bytes',
  resume_sha256 BINARY(32) NULL,
  attribution TEXT NULL COMMENT 'JSON: the first and the last touch; null for neither' CHECK (JSON_VALID(attribution)),
  mail_language ENUM ('en', 'pt-BR') NULL COMMENT 'of the mails to the prospect; null when no mails are wanted',
  reasons TEXT NOT NULL COMMENT 'JSON: [{"rule", "points", "detail"}], those of the submission itself' CHECK (JSON_VALID(reasons)),
  found TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'bits: 1 its stamp was used before, 2 its text is repeated, 4 its address is busy',
  fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it',
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY quarantine_resume_path (resume_path),
  KEY quarantine_received (received_at, id),
  KEY quarantine_form (form_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The judged submissions of the last ten minutes. Digests are keyed: no one else can make them.
CREATE TABLE recent_submissions (
  address BINARY(16) NOT NULL COMMENT 'digest of the client''s address; zeros for one that is not looked up',
  received_at DATETIME(6) NOT NULL,
  submission_id BINARY(16) NOT NULL,
  found TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'as in quarantine',
  fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it',
  PRIMARY KEY (address, received_at, submission_id),
  KEY recent_submissions_received (received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The free texts of the last hour.
CREATE TABLE recent_texts (
  text BINARY(16) NOT NULL COMMENT 'digest',
  received_at DATETIME(6) NOT NULL,
  submission_id BINARY(16) NOT NULL,
  PRIMARY KEY (text, received_at, submission_id),
  KEY recent_texts_received (received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The stamps that submissions used up; a stamp is accepted for 24 hours. Its key begins with its time, so that no other index is written.
CREATE TABLE used_stamps (
  stamp BINARY(16) NOT NULL COMMENT 'seconds since 1970 and 12 bytes of the digest',
  PRIMARY KEY (stamp)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Finds a submission among others and leaves its fingerprints, in the statement that stores it. Fingerprints are digests of address, stamp and text, zeros
-- for none, and the sets of findings with which it is stored: bit n for the set n. With another one the statement fails (1644) and leaves nothing. What
-- cannot change that is not looked up, unless the row bears every set: then it is put aside, and staff read what was found.
-- SELECT ... INTO reads without locks; a subquery of SET would wait for submissions that are under way.
CREATE TRIGGER recent_submissions_judged BEFORE INSERT ON recent_submissions FOR EACH ROW
BEGIN
  DECLARE stamp_digest, text_digest BINARY(16); -- zeros for none
  DECLARE none BINARY(16) DEFAULT REPEAT(CHAR(0), 16); -- zeros
  DECLARE borne TINYINT UNSIGNED; -- the sets of findings
  DECLARE is_busy, is_known BOOLEAN DEFAULT FALSE; -- what was found
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET is_busy = is_busy; -- fewer than that
  SET stamp_digest = SUBSTR(NEW.fingerprints, 17, 16), text_digest = SUBSTR(NEW.fingerprints, 33, 16),
    borne = ORD(SUBSTR(NEW.fingerprints, 49)); -- of the submission
  IF stamp_digest <> none THEN
    BEGIN
      DECLARE CONTINUE HANDLER FOR 1062 SET NEW.found = NEW.found | 1; -- replay
      INSERT INTO used_stamps (stamp)
      VALUES (stamp_digest); -- once
    END; END IF; -- stamps
  IF text_digest <> none THEN
    IF borne = 255 OR borne >> NEW.found & 85 <> 85 THEN
      SELECT TRUE INTO is_known
      FROM recent_texts
      WHERE text = text_digest AND received_at > NEW.received_at - INTERVAL 1 HOUR
      LIMIT 3, 1; -- repeated: from the fifth on
      IF is_known THEN SET NEW.found = NEW.found | 2; END IF; END IF; -- known text
    INSERT INTO recent_texts (text, received_at, submission_id)
    VALUES (text_digest, NEW.received_at, NEW.submission_id); END IF; -- texts
  IF NEW.address <> none AND (borne = 255 OR borne >> NEW.found & 17 <> 17) THEN
    SELECT TRUE INTO is_busy
    FROM recent_submissions
    WHERE address = NEW.address AND received_at > NEW.received_at - INTERVAL 10 MINUTE
    LIMIT 4, 1; -- flood: from the sixth on
    IF is_busy THEN SET NEW.found = NEW.found | 4; END IF; END IF; -- busy address
  IF NOT borne >> NEW.found & 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the submission is to be put aside'; END IF; -- judged
  SET NEW.fingerprints = NULL; -- handed over
END;

CREATE TRIGGER quarantine_judged BEFORE INSERT ON quarantine FOR EACH ROW
  IF NEW.fingerprints IS NOT NULL THEN
    INSERT INTO recent_submissions (address, received_at, submission_id, fingerprints)
    VALUES (SUBSTR(NEW.fingerprints, 1, 16), NEW.received_at, NEW.id, NEW.fingerprints); -- judges it
    SET NEW.found = (
      SELECT found
      FROM recent_submissions
      WHERE address = SUBSTR(NEW.fingerprints, 1, 16) AND received_at = NEW.received_at AND submission_id = NEW.id); -- what was found
    SET NEW.fingerprints = NULL; END IF;

-- A submission that is put aside is in quarantine: what leads and enquiries said of the suspicion before has no use.
ALTER TABLE leads
  DROP COLUMN suspicion,
  ADD COLUMN fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it' AFTER customer_id;

ALTER TABLE enquiries
  DROP COLUMN suspicion,
  ADD COLUMN fingerprints VARBINARY(49) NULL COMMENT 'handed to the trigger, which empties it' AFTER created_at;

CREATE TRIGGER leads_judged BEFORE INSERT ON leads FOR EACH ROW
  IF NEW.fingerprints IS NOT NULL THEN
    INSERT INTO recent_submissions (address, received_at, submission_id, fingerprints)
    VALUES (SUBSTR(NEW.fingerprints, 1, 16), NEW.created_at, NEW.id, NEW.fingerprints); -- judges it
    SET NEW.fingerprints = NULL; END IF;

CREATE TRIGGER enquiries_judged BEFORE INSERT ON enquiries FOR EACH ROW
  IF NEW.fingerprints IS NOT NULL THEN
    INSERT INTO recent_submissions (address, received_at, submission_id, fingerprints)
    VALUES (SUBSTR(NEW.fingerprints, 1, 16), NEW.created_at, NEW.id, NEW.fingerprints); -- judges it
    SET NEW.fingerprints = NULL; END IF;

-- The follow-up writes the values of new leads, many at a time; the trigger did, one lead at a time.
DROP TRIGGER leads_valued;

CREATE TRIGGER leads_valued AFTER UPDATE ON leads FOR EACH ROW
  IF NEW.follow_up <> 'new' AND OLD.follow_up <> 'new' AND NOT NEW.custom <=> OLD.custom THEN
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
