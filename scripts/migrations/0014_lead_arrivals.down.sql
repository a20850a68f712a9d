-- All keys are made again, so that they stand in the order they had.
ALTER TABLE leads
  DROP KEY leads_created,
  DROP KEY leads_status_created,
  DROP KEY leads_owner_created,
  DROP KEY leads_updated,
  DROP KEY leads_last_name,
  DROP KEY leads_score,
  DROP KEY leads_scheduling_day,
  ADD KEY leads_created (created_at),
  ADD KEY leads_status_created (status, created_at),
  ADD KEY leads_owner_created (owner_id, created_at),
  ADD KEY leads_updated (updated_at),
  ADD KEY leads_last_name (last_name),
  ADD KEY leads_score (score),
  ADD KEY leads_scheduling_day (scheduling_day),
  ADD KEY leads_metrics (created_at, status, score, owner_id, reached_out_at, business_tracking);
