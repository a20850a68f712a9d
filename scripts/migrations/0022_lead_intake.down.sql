UPDATE leads
SET business_tracking = LEFT(CONCAT_WS(
  ': ', IF(suspicion = 'trap', 'suspected program (hidden field)', 'suspected program (sent at once)'), business_tracking), 200)
WHERE suspicion IS NOT NULL;

UPDATE enquiries
SET fields = JSON_SET(fields, '$.business_tracking', LEFT(CONCAT_WS(
  ': ', IF(suspicion = 'trap', 'suspected program (hidden field)', 'suspected program (sent at once)'),
  JSON_VALUE(fields, '$.business_tracking')), 200))
WHERE suspicion IS NOT NULL;

-- Words without their apostrophes and hyphens are not the earlier release's.
UPDATE leads
SET search_state = 'changed'
WHERE search_state = 'indexed'
  AND CONCAT_WS(' ', first_name, last_name, email, business_name) REGEXP '[^\\p{L}\\p{Mn}\\p{N}\\s@._&,]|[\\p{Lm}\\p{Cf}]';

UPDATE customers
SET search_state = 'changed'
WHERE search_state = 'indexed'
  AND CONCAT_WS(' ', name, email, company_name) REGEXP '[^\\p{L}\\p{Mn}\\p{N}\\s@._&,]|[\\p{Lm}\\p{Cf}]';

ALTER TABLE enquiries
  DROP COLUMN suspicion;

ALTER TABLE leads
  DROP COLUMN suspicion,
  DROP COLUMN confirmed_at;
