DROP TRIGGER customers_forgotten;
