-- Messages of every type, of senders who show no number too; a number has one spelling that all the others are found by; why a message
-- failed; and a name that a client gives a message is its author's own. Whose the messages so far are is not known.
ALTER TABLE whatsapp_messages
  DROP KEY whatsapp_messages_client,
  DROP KEY whatsapp_messages_provider,
  DROP KEY whatsapp_messages_number,
  MODIFY number VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'digits, country code first, or the id of a sender without any',
  ADD COLUMN number_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the spelling of the number that stands for all of them' AFTER number,
  MODIFY type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ADD COLUMN author_id BINARY(16) NULL COMMENT 'who of the staff sends it; null for one that came in' AFTER status,
  MODIFY client_message_id VARCHAR(100) NULL COMMENT 'the name its author gave it',
  ADD COLUMN error_code INT NULL COMMENT 'the carrier''s number of why it failed' AFTER provider_id,
  ADD COLUMN error_title VARCHAR(200) NULL COMMENT 'why it failed' AFTER error_code;

UPDATE whatsapp_messages
SET number_key = CASE
  WHEN number REGEXP '^55(1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])[016-9][0-9]{7}$'
    THEN CONCAT(LEFT(number, 4), '9', SUBSTRING(number, 5))
  WHEN number REGEXP '^(521|549)[0-9]{10}$' THEN CONCAT(LEFT(number, 2), SUBSTRING(number, 4))
  ELSE number
END;

ALTER TABLE whatsapp_messages
  ADD UNIQUE KEY whatsapp_messages_client (author_id, client_message_id),
  ADD UNIQUE KEY whatsapp_messages_provider (provider_id),
  ADD KEY whatsapp_messages_number (number_key, created_at),
  ADD CONSTRAINT whatsapp_messages_author_fk FOREIGN KEY (author_id) REFERENCES users (id);
