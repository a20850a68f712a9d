-- Interactions and the ledger are lost; balances stay.
DROP TABLE transactions;
DROP TABLE interactions;
