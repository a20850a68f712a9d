-- Customers and products are lost.
DROP TABLE products;
DROP TABLE customer_counts;
DROP TABLE customers;
