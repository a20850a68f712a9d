ALTER TABLE tasks
  DROP KEY tasks_lead_created,
  DROP KEY tasks_customer_created;

ALTER TABLE interactions
  DROP KEY interactions_timeline;

ALTER TABLE outbox
  DROP KEY outbox_subject,
  ADD KEY outbox_subject (subject_id);
