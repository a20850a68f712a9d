-- People who are asked to become users; the link of the mail holds a token, which is kept as its digest and is good once.
CREATE TABLE invitations (
  id BINARY(16) NOT NULL,
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the token that was mailed',
  email VARCHAR(254) NOT NULL COMMENT 'lower case',
  name VARCHAR(200) NULL,
  role ENUM ('admin', 'manager', 'agent') NOT NULL,
  role_name VARCHAR(16) NOT NULL COMMENT 'the name the role was asked for by',
  invited_by BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL COMMENT 'when it was accepted, or became void',
  PRIMARY KEY (digest),
  KEY invitations_email (email),
  KEY invitations_sender (invited_by),
  KEY invitations_expiry (expires_at),
  CONSTRAINT invitations_sender_fk FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- When a request of a user last came in, to within five minutes.
CREATE TABLE user_sightings (
  user_id BINARY(16) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id),
  CONSTRAINT user_sightings_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
