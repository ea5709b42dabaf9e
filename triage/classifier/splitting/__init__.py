"""Which parts of one ticket are independent requests."""
