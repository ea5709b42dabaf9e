"""The compiled engine: rules made into Python functions, found by an index."""
