DELETE FROM event_positions
WHERE subscriber <> 'hub';

UPDATE event_positions
SET subscriber = 'main';

ALTER TABLE event_positions
  CHANGE subscriber hub VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY event_id BINARY(16) NOT NULL COMMENT 'the last event that it took';
