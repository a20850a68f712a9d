DROP TABLE digest_days;

ALTER TABLE users
  DROP KEY users_digest,
  DROP digest;
