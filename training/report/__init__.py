"""The report of a retraining: figures first (JSON), then a page that a support lead can read, from the same figures."""
