DROP TABLE leads;
DROP TABLE lead_counts;
