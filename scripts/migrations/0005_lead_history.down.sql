DROP TABLE lead_history;
