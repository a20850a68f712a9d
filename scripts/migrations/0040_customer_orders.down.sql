ALTER TABLE customers
  DROP KEY customers_active_name,
  DROP KEY customers_name,
  DROP KEY customers_active_balance,
  DROP KEY customers_balance;
