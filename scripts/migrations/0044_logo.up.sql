-- The logo that was uploaded; one row at most.
CREATE TABLE logo (
  place TINYINT UNSIGNED NOT NULL COMMENT 'one row' CHECK (place = 1),
  media_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content MEDIUMBLOB NOT NULL,
  digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the content',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
