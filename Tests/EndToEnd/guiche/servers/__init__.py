"""Servers and parts of a test's own, beside an instance or as one."""
