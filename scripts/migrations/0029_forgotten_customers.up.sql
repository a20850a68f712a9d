-- A lead whose customer is removed shows that, so it is in another state: lists and clients know it by its version.
CREATE TRIGGER customers_forgotten BEFORE DELETE ON customers FOR EACH ROW
  UPDATE leads
  SET customer_id = NULL, updated_at = UTC_TIMESTAMP(6), version = version + 1
  WHERE customer_id = OLD.id;
