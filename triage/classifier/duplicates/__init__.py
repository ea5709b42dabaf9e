"""Which tickets are about one thing: a ticket against the open ones, and the groups of a list."""
