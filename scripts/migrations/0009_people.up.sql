ALTER TABLE sessions
  ADD COLUMN user_agent VARCHAR(200) NULL COMMENT 'what signed in, as it calls itself; a label only';

CREATE TABLE password_tokens (
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the token that was mailed',
  user_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL COMMENT 'when it was used, or made void',
  PRIMARY KEY (digest),
  KEY password_tokens_user (user_id, created_at),
  KEY password_tokens_age (created_at),
  CONSTRAINT password_tokens_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
