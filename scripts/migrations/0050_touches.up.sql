ALTER TABLE leads
  ADD COLUMN attribution TEXT NULL COMMENT 'JSON: the first and the last touch, as the first submission stated them; null for neither'
    CHECK (JSON_VALID(attribution)) AFTER custom_words;

ALTER TABLE enquiries
  ADD COLUMN attribution TEXT NULL COMMENT 'JSON: the first and the last touch; null for neither' CHECK (JSON_VALID(attribution)) AFTER suspicion;

-- By which metrics find the leads that had a status at any time.
ALTER TABLE lead_history
  ADD COLUMN moved_to VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin AS (JSON_VALUE(changes, '$.status.to')) PERSISTENT
    COMMENT 'the status that the change gave the lead; null for any other change',
  ADD KEY lead_history_moved_to (moved_to, lead_id);

-- The touches of leads but those that are new, by which lists are filtered and metrics grouped. Written by the follow-up, never changed.
CREATE TABLE lead_touches (
  lead_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL COMMENT 'of the lead',
  first_source VARCHAR(200) NULL,
  first_medium VARCHAR(200) NULL,
  first_campaign VARCHAR(200) NULL,
  last_source VARCHAR(200) NULL,
  last_medium VARCHAR(200) NULL,
  last_campaign VARCHAR(200) NULL,
  PRIMARY KEY (lead_id),
  KEY lead_touches_source (last_source, created_at, lead_id),
  KEY lead_touches_medium (last_medium, created_at, lead_id),
  KEY lead_touches_campaign (last_campaign, created_at, lead_id),
  CONSTRAINT lead_touches_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
