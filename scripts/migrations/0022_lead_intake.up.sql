-- Why a submission may be a program's gets a column of its own: until now it was written, in English, in front of the source, and split
-- the metrics. When the prospect was last sent a confirmation is kept, so that nobody is sent one at every enquiry.
ALTER TABLE leads
  ADD COLUMN suspicion ENUM ('trap', 'hasty') NULL COMMENT 'why the first submission may be a program''s',
  ADD COLUMN confirmed_at DATETIME(6) NULL COMMENT 'when the prospect was last sent a confirmation';

ALTER TABLE enquiries
  ADD COLUMN suspicion ENUM ('trap', 'hasty') NULL COMMENT 'why it may be a program''s';

UPDATE leads
SET suspicion = IF(business_tracking LIKE 'suspected program (hidden field)%', 'trap', 'hasty'),
  business_tracking = NULLIF(REGEXP_REPLACE(business_tracking, '^suspected program \\((hidden field|sent at once)\\)(: )?', ''), '')
WHERE business_tracking REGEXP '^suspected program \\((hidden field|sent at once)\\)';

UPDATE leads
SET suspicion = IF(JSON_VALUE(fields, '$.business_tracking') LIKE 'suspected program (hidden field)%', 'trap', 'hasty'),
  fields = IF(
    JSON_VALUE(fields, '$.business_tracking') REGEXP '^suspected program \\((hidden field|sent at once)\\)$',
    JSON_REMOVE(fields, '$.business_tracking'),
    JSON_SET(fields, '$.business_tracking', REGEXP_REPLACE(
      JSON_VALUE(fields, '$.business_tracking'), '^suspected program \\((hidden field|sent at once)\\)(: )?', '')))
WHERE fields IS NOT NULL
  AND JSON_VALUE(fields, '$.business_tracking') REGEXP '^suspected program \\((hidden field|sent at once)\\)';

UPDATE enquiries
SET suspicion = IF(JSON_VALUE(fields, '$.business_tracking') LIKE 'suspected program (hidden field)%', 'trap', 'hasty'),
  fields = IF(
    JSON_VALUE(fields, '$.business_tracking') REGEXP '^suspected program \\((hidden field|sent at once)\\)$',
    JSON_REMOVE(fields, '$.business_tracking'),
    JSON_SET(fields, '$.business_tracking', REGEXP_REPLACE(
      JSON_VALUE(fields, '$.business_tracking'), '^suspected program \\((hidden field|sent at once)\\)(: )?', '')))
WHERE JSON_VALUE(fields, '$.business_tracking') REGEXP '^suspected program \\((hidden field|sent at once)\\)';

-- Words with an apostrophe, a hyphen or an invisible character in them are kept without it from now on. The records that may have
-- such a word are indexed again, by whoever searches first or by guiche-worker; until then a search looks into the records.
UPDATE leads
SET search_state = 'changed'
WHERE search_state = 'indexed'
  AND CONCAT_WS(' ', first_name, last_name, email, business_name) REGEXP '[^\\p{L}\\p{Mn}\\p{N}\\s@._&,]|[\\p{Lm}\\p{Cf}]';

UPDATE customers
SET search_state = 'changed'
WHERE search_state = 'indexed'
  AND CONCAT_WS(' ', name, email, company_name) REGEXP '[^\\p{L}\\p{Mn}\\p{N}\\s@._&,]|[\\p{Lm}\\p{Cf}]';
