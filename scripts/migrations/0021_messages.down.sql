-- What there was no room for goes: messages of senders without a number, and names that two authors gave.
DELETE FROM whatsapp_messages
WHERE CHAR_LENGTH(number) > 15 OR CHAR_LENGTH(type) > 20;

UPDATE whatsapp_messages AS later
JOIN whatsapp_messages AS earlier
  ON earlier.client_message_id = later.client_message_id AND earlier.id < later.id
SET later.client_message_id = NULL;

ALTER TABLE whatsapp_messages
  DROP FOREIGN KEY whatsapp_messages_author_fk,
  DROP KEY whatsapp_messages_client,
  DROP KEY whatsapp_messages_provider,
  DROP KEY whatsapp_messages_number,
  DROP COLUMN number_key,
  DROP COLUMN author_id,
  DROP COLUMN error_code,
  DROP COLUMN error_title,
  MODIFY number VARCHAR(15) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'digits, country code first',
  MODIFY type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY client_message_id VARCHAR(100) NULL COMMENT 'the name its sender gave it',
  ADD UNIQUE KEY whatsapp_messages_client (client_message_id),
  ADD UNIQUE KEY whatsapp_messages_provider (provider_id),
  ADD KEY whatsapp_messages_number (number, created_at);
