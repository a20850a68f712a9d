-- Staff users, their sessions, and failed sign-ins.

CREATE TABLE users (
  id BINARY(16) NOT NULL,
  username VARCHAR(50) NOT NULL,
  username_key VARCHAR(50) AS (LOWER(username)) PERSISTENT,
  name VARCHAR(200) NOT NULL,
  email VARCHAR(254) NOT NULL COMMENT 'lower case',
  password_hash VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role ENUM ('admin', 'manager', 'agent') NOT NULL,
  role_name VARCHAR(16) NOT NULL COMMENT 'the name the role was asked for by',
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY users_username (username_key),
  UNIQUE KEY users_email (email)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE sessions (
  id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY sessions_user (user_id, revoked_at),
  KEY sessions_expiry (expires_at),
  CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE login_failures (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  account_digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the user id, or of the lower-case name nobody has',
  failed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY login_failures_account (account_digest, failed_at),
  KEY login_failures_age (failed_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
