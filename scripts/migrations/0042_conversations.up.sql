-- The messages to and from one number: the last of them, and how many are unread; kept by the trigger below, in the transaction of each
-- message.
CREATE TABLE whatsapp_conversations (
  number_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the spelling of the number that all of them share',
  number VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as the last message has it',
  last_message_id BINARY(16) NOT NULL,
  last_at DATETIME(6) NOT NULL COMMENT 'when the last message was made',
  unread INT UNSIGNED NOT NULL COMMENT 'how many messages came in since it was last marked as read',
  PRIMARY KEY (number_key),
  KEY whatsapp_conversations_last (last_at, number_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO whatsapp_conversations (number_key, number, last_message_id, last_at, unread)
SELECT number_key, number, id, created_at, 0
FROM (
  SELECT number_key, number, id, created_at,
    ROW_NUMBER() OVER (PARTITION BY number_key ORDER BY created_at DESC, id DESC) AS place
  FROM whatsapp_messages) AS placed
WHERE place = 1;

CREATE TRIGGER whatsapp_messages_gathered AFTER INSERT ON whatsapp_messages FOR EACH ROW
  INSERT INTO whatsapp_conversations (number_key, number, last_message_id, last_at, unread)
  VALUES (NEW.number_key, NEW.number, NEW.id, NEW.created_at, NEW.direction = 'in')
  ON DUPLICATE KEY UPDATE
    unread = unread + VALUES(unread),
    number = IF((VALUES(last_at), VALUES(last_message_id)) > (last_at, last_message_id), VALUES(number), number),
    last_message_id = IF(
      (VALUES(last_at), VALUES(last_message_id)) > (last_at, last_message_id), VALUES(last_message_id), last_message_id),
    last_at = GREATEST(last_at, VALUES(last_at));
