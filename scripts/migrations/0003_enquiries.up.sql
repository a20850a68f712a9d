-- Every submission is kept: further ones of a known e-mail beside the lead, the first one in the lead.

ALTER TABLE leads
  ADD COLUMN form ENUM ('form', 'partner', 'staff') NOT NULL DEFAULT 'staff' COMMENT 'how the first enquiry came',
  ADD COLUMN fields TEXT NULL COMMENT 'what the first enquiry said, a JSON object; null while the columns above say it unchanged'
    CHECK (JSON_VALID(fields));

-- Which way older leads came shows in what they brought: only the public form has a file, and only a partner must tell all of these.
UPDATE leads
SET form = IF(resume_path IS NOT NULL, 'form', 'partner')
WHERE resume_path IS NOT NULL
  OR (email IS NOT NULL AND phone IS NOT NULL AND business_name IS NOT NULL AND scheduling_day IS NOT NULL);

-- Submissions whose e-mail was a lead's already; the first submission of a lead is in the lead itself.
CREATE TABLE enquiries (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  form ENUM ('form', 'partner', 'staff') NOT NULL,
  fields TEXT NOT NULL COMMENT 'what was said, a JSON object' CHECK (JSON_VALID(fields)),
  resume_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'below UPLOAD_DIR',
  resume_filename VARCHAR(255) NULL COMMENT 'a label only',
  resume_content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resume_size INT UNSIGNED NULL COMMENT 'bytes',
  resume_sha256 BINARY(32) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY enquiries_resume_path (resume_path),
  KEY enquiries_lead_created (lead_id, created_at),
  CONSTRAINT enquiries_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
