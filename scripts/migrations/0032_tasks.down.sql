DROP TRIGGER customers_untasked;
DROP TRIGGER leads_untasked;
DROP TABLE task_counts;
DROP TABLE tasks;
