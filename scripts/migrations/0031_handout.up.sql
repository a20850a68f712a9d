ALTER TABLE users
  ADD COLUMN away_until DATETIME NULL COMMENT 'until then no lead is handed out to the user' AFTER is_active;

ALTER TABLE lead_history
  ADD COLUMN rule VARCHAR(60) NULL COMMENT 'the rule of the settings that assigned it; null for all else';

-- The open leads of an owner are counted by it.
ALTER TABLE leads
  ADD KEY leads_owner_status (owner_id, status);

-- Whose turn it was last by each rule of the settings 'handout'. Locked while leads are handed out by the rule.
CREATE TABLE handout_turns (
  rule VARCHAR(60) NOT NULL COMMENT 'the name of the rule',
  user_id BINARY(16) NULL COMMENT 'null before the first turn',
  place INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of the user in the rule then',
  PRIMARY KEY (rule)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- By which rule a lead was handed out, to whom, and who was passed over; only of leads that a rule matched or that were to be handed over.
CREATE TABLE lead_handouts (
  lead_id BINARY(16) NOT NULL,
  rule VARCHAR(60) NULL COMMENT 'the name of the rule; null when none matched a lead that was to be handed over',
  user_id BINARY(16) NULL COMMENT 'whom it chose; null when no one was available',
  skipped TEXT NOT NULL COMMENT 'who was not available, a JSON array of {"user_id"}, with "away_until" unless inactive'
    CHECK (JSON_VALID(skipped)),
  at DATETIME(6) NOT NULL,
  handed_over_at DATETIME(6) NULL COMMENT 'when it was handed over to the next user, or was to be; once',
  PRIMARY KEY (lead_id),
  CONSTRAINT lead_handouts_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
