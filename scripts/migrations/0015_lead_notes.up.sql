-- What staff noted on leads; added, never changed, and gone with the lead.

CREATE TABLE lead_notes (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  author_id BINARY(16) NOT NULL,
  text TEXT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY lead_notes_lead_created (lead_id, created_at),
  KEY lead_notes_author (author_id),
  CONSTRAINT lead_notes_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE,
  CONSTRAINT lead_notes_author_fk FOREIGN KEY (author_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
