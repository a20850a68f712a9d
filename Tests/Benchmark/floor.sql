-- The tables that the C and the PHP side have each in a database of its own: a lead with its primary key, a unique e-mail and the
-- index of the newest, and the mails that go out with it. What a sender needs of the outbox is the order of its primary key.
CREATE TABLE leads (
  id BINARY(16) NOT NULL,
  first_name VARCHAR(100) NOT NULL,
  last_name VARCHAR(100) NOT NULL,
  email VARCHAR(254) NULL,
  phone VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  business_name VARCHAR(200) NULL,
  business_tracking VARCHAR(200) NULL,
  job_position VARCHAR(200) NULL,
  invoicing VARCHAR(100) NULL,
  collaborators VARCHAR(100) NULL,
  scheduling_day DATETIME NULL,
  resume_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resume_filename VARCHAR(255) NULL,
  resume_content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resume_size INT UNSIGNED NULL,
  resume_sha256 BINARY(32) NULL,
  status ENUM ('PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST') NOT NULL DEFAULT 'PENDING',
  score TINYINT UNSIGNED NOT NULL DEFAULT 0,
  owner_id BINARY(16) NULL,
  message TEXT NULL,
  custom MEDIUMTEXT NULL,
  lost_reason VARCHAR(200) NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  reached_out_at DATETIME(6) NULL,
  due_at DATETIME NULL,
  PRIMARY KEY (id),
  UNIQUE KEY leads_email (email),
  KEY leads_created (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE outbox (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  lead_id BINARY(16) NOT NULL,
  kind ENUM ('confirmation', 'notification') NOT NULL,
  recipient VARCHAR(254) NOT NULL,
  language ENUM ('en', 'pt-BR') NOT NULL,
  template_values TEXT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
