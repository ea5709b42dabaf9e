"""Tickets from files: CSV, exports, JSON a line; each with its line, so that what is wrong can be told."""
