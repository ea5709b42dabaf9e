"""One explained routing decision: the whole story is in `decide.py`."""
