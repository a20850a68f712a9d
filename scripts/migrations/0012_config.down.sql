DROP TABLE config_history;
DROP TABLE config_sections;
