-- Users who want a daily mail of what is due.
ALTER TABLE users
  ADD digest BOOLEAN NOT NULL DEFAULT FALSE AFTER away_until,
  ADD KEY users_digest (digest, is_active);

-- Up to which day the digests of a user are done; in the transaction of the mail, so that it is sent once.
CREATE TABLE digest_days (
  user_id BINARY(16) NOT NULL,
  day DATE NOT NULL COMMENT 'by the clock of the business',
  PRIMARY KEY (user_id),
  CONSTRAINT digest_days_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
