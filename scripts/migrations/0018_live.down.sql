DROP TRIGGER leads_withdrawn;
DROP TRIGGER leads_reannounced;
DROP TRIGGER leads_announced;
DROP TABLE event_positions;
DROP TABLE events;
DROP TABLE event_queue;
DROP TABLE tickets;
