-- Settings that staff change while the programs run, and who changed them.

-- The stored settings: one row a section, made here, since every program of a release knows the same ones.
CREATE TABLE config_sections (
  name VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  members MEDIUMTEXT NOT NULL COMMENT 'a JSON object of what somebody set; secrets are sealed',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  updated_at DATETIME(6) NOT NULL,
  updated_by BINARY(16) NULL COMMENT 'null for the administrator''s command',
  PRIMARY KEY (name),
  KEY config_sections_actor (updated_by),
  CONSTRAINT config_sections_members CHECK (JSON_VALID(members)),
  CONSTRAINT config_sections_actor_fk FOREIGN KEY (updated_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO config_sections (name, members, updated_at)
VALUES
  ('appearance', '{}', '2026-01-01'), ('chat', '{}', '2026-01-01'), ('company', '{}', '2026-01-01'),
  ('email', '{}', '2026-01-01'), ('intake', '{}', '2026-01-01'), ('scoring', '{}', '2026-01-01'),
  ('whatsapp', '{}', '2026-01-01');

-- Who changed which setting, and when; in the transaction of the change. Of a secret it tells only whether there is one.
CREATE TABLE config_history (
  section VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT UNSIGNED NOT NULL COMMENT 'the one that the change made of the section',
  id BINARY(16) NOT NULL,
  at DATETIME(6) NOT NULL,
  actor_id BINARY(16) NULL COMMENT 'null for the administrator''s command',
  changes MEDIUMTEXT NOT NULL COMMENT 'JSON: {path: {"from", "to"}}',
  PRIMARY KEY (section, version),
  UNIQUE KEY config_history_id (id),
  KEY config_history_actor (actor_id),
  CONSTRAINT config_history_changes CHECK (JSON_VALID(changes)),
  CONSTRAINT config_history_section_fk FOREIGN KEY (section) REFERENCES config_sections (name),
  CONSTRAINT config_history_actor_fk FOREIGN KEY (actor_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
