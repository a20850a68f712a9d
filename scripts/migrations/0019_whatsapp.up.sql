-- The installation's WhatsApp session; one row.
CREATE TABLE whatsapp_sessions (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM ('disconnected', 'connecting', 'qrcode', 'authenticated', 'ready') NOT NULL,
  driver VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what carries it, or did',
  run BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often it was started: work for an earlier start is void',
  version BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'grows with every change',
  qr TEXT NULL COMMENT 'what a telephone is to scan now',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO whatsapp_sessions (name, status, driver, updated_at)
VALUES ('main', 'disconnected', 'stub', '2026-01-01');

CREATE TABLE whatsapp_messages (
  id BINARY(16) NOT NULL,
  direction ENUM ('in', 'out') NOT NULL,
  number VARCHAR(15) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'digits, country code first',
  type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  text TEXT NOT NULL,
  status ENUM ('queued', 'sent', 'delivered', 'read', 'failed') NOT NULL,
  client_message_id VARCHAR(100) NULL COMMENT 'the name its sender gave it',
  provider_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the name its carrier gave it',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY whatsapp_messages_client (client_message_id),
  UNIQUE KEY whatsapp_messages_provider (provider_id),
  KEY whatsapp_messages_created (created_at),
  KEY whatsapp_messages_number (number, created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
