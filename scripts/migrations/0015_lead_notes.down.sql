DROP TABLE lead_notes;
