-- Public forms. What a form says is in its versions, which stay; slug and version are those of now.
CREATE TABLE forms (
  id BINARY(16) NOT NULL,
  slug VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT UNSIGNED NOT NULL,
  submissions BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'that were accepted, but for those that nothing has followed from yet',
  last_submission_at DATETIME(6) NULL COMMENT 'of those',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY forms_slug (slug)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE form_versions (
  form_id BINARY(16) NOT NULL,
  version INT UNSIGNED NOT NULL,
  slug VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_active BOOLEAN NOT NULL,
  definition MEDIUMTEXT NOT NULL COMMENT 'JSON: what it asks for and says' CHECK (JSON_VALID(definition)),
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (form_id, version),
  CONSTRAINT form_versions_form_fk FOREIGN KEY (form_id) REFERENCES forms (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row, changed with each change of a form: what is remembered of them is read again then. Who changes a form locks it first.
CREATE TABLE forms_state (
  id TINYINT UNSIGNED NOT NULL CHECK (id = 1),
  version BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO forms_state (id, version)
VALUES (1, 1);

-- The form at /, which always exists.
INSERT INTO forms (id, slug, version, created_at)
VALUES (UNHEX('01890000000070008000000000000001'), 'contact', 1, '2023-06-28 00:00:00');

INSERT INTO form_versions (form_id, version, slug, is_active, definition, created_at)
VALUES (
  UNHEX('01890000000070008000000000000001'), 1, 'contact', TRUE,
  CONCAT(
    '{"title":{"en":"Get in touch","pt-BR":"Fale conosco"},',
    '"intro":{"en":"Tell us who you are and send us your résumé. Someone on our team will read it and reply.","pt-BR":"Conte quem você é e envie seu currículo. Alguém da nossa equipe vai ler e responder."},',
    '"button":{"en":"Send","pt-BR":"Enviar"},',
    '"fields":[{"field":"first_name","required":true,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"last_name","required":true,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"email","required":true,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"phone","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"message","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"business_name","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"job_position","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"collaborators","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"invoicing","required":false,"label":null,"hint":null,"default":null,"is_hidden":false},',
    '{"field":"scheduling_day","required":false,"label":null,"hint":null,"default":null,"is_hidden":false}],',
    '"resume":"required","consents":[],"thanks":{"text":null,"redirect_url":null},"notify_emails":[],"source":null,"guard":"standard","embed_origins":[]}'),
  '2023-06-28 00:00:00');
