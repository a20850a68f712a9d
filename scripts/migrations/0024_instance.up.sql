-- Which database this is: the upload folder that belongs to it carries the same id, and nothing is swept from another.
CREATE TABLE instance (
  place TINYINT UNSIGNED NOT NULL COMMENT 'one row' CHECK (place = 1),
  id BINARY(16) NOT NULL,
  PRIMARY KEY (place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO instance (place, id)
VALUES (1, UNHEX(REPLACE(UUID(), '-', '')));
