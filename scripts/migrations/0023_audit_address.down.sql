DROP TRIGGER audit_events_retained;
DROP TABLE audit_retention;
ALTER TABLE audit_events DROP COLUMN address;
