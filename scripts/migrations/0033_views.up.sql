-- Lists that staff keep under a name: the list's query, one's own or shared with everyone.
CREATE TABLE views (
  id BINARY(16) NOT NULL,
  owner_id BINARY(16) NOT NULL,
  list ENUM ('leads', 'customers') NOT NULL,
  name VARCHAR(100) NOT NULL,
  query VARCHAR(2000) NOT NULL COMMENT 'without the question mark',
  is_shared BOOLEAN NOT NULL,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY views_owner (owner_id, name),
  KEY views_shared (is_shared, name),
  CONSTRAINT views_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
