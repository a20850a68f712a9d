-- Who changed what of a lead, and when; in the transaction of the change. It goes with its lead: what is deleted is not kept in
-- another place. A creation has a row only when a member of staff made the lead; else the lead itself tells of it.

CREATE TABLE lead_history (
  lead_id BINARY(16) NOT NULL,
  version INT UNSIGNED NOT NULL COMMENT 'the one that the change made of the lead; 1 is its creation',
  id BINARY(16) NOT NULL,
  at DATETIME(6) NOT NULL,
  actor_id BINARY(16) NULL COMMENT 'null when nobody was signed in',
  action VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changes TEXT NOT NULL COMMENT 'JSON: {field: {"from", "to"}}',
  PRIMARY KEY (lead_id, version),
  UNIQUE KEY lead_history_id (id),
  KEY lead_history_actor (actor_id),
  CONSTRAINT lead_history_changes CHECK (JSON_VALID(changes)),
  CONSTRAINT lead_history_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE,
  CONSTRAINT lead_history_actor_fk FOREIGN KEY (actor_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
