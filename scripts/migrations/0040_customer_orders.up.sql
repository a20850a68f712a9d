-- The list of customers by name and by balance, and those who owe at least an amount.
ALTER TABLE customers
  ADD KEY customers_active_name (is_active, name),
  ADD KEY customers_name (name),
  ADD KEY customers_active_balance (is_active, balance),
  ADD KEY customers_balance (balance);
