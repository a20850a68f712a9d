-- Positions in the log of events belong to subscribers, of which the hub is one.
ALTER TABLE event_positions
  CHANGE hub subscriber VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY event_id BINARY(16) NOT NULL COMMENT 'the last event that it has received';

UPDATE event_positions
SET subscriber = 'hub'
WHERE subscriber = 'main';
