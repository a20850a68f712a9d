-- Keys that clients gave to creating requests, each with the request that holds it and then its answer.

CREATE TABLE idempotency_records (
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of caller, operation, target and key',
  claim_id BINARY(16) NOT NULL COMMENT 'the request that holds the key',
  expires_at DATETIME(6) NOT NULL COMMENT 'without an answer: when the request counts as dead',
  content_digest BINARY(32) NULL COMMENT 'SHA-256 of the request content; null until answered',
  status SMALLINT UNSIGNED NULL COMMENT 'null until answered',
  fields TEXT NULL COMMENT 'of the answer, one a line',
  content MEDIUMBLOB NULL COMMENT 'of the answer; null for none',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (digest),
  KEY idempotency_records_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
