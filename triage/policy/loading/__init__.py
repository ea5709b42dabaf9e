"""Files -> a checked policy, or every fault at once; and the cases beside it."""
