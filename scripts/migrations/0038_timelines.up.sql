-- What timelines are read by: the newest records of each kind.

ALTER TABLE outbox
  DROP KEY outbox_subject,
  ADD KEY outbox_subject (subject_id, created_at);

ALTER TABLE interactions
  ADD KEY interactions_timeline (customer_id, source_key, occurred_at);

ALTER TABLE tasks
  ADD KEY tasks_lead_created (lead_id, created_at),
  ADD KEY tasks_customer_created (customer_id, created_at);
