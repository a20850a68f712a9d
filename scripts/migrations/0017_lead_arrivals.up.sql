-- One index by arrival serves lists and metrics: a submission writes one entry instead of two.
ALTER TABLE leads
  DROP KEY leads_metrics,
  DROP KEY leads_created,
  ADD KEY leads_created (created_at, id, status, score, owner_id, reached_out_at, business_tracking);
