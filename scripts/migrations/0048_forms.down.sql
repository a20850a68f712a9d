DROP TABLE forms_state;
DROP TABLE form_versions;
DROP TABLE forms;
