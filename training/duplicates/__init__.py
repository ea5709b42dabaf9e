"""Groups of tickets about one thing, written by hand, and how the model of duplicates is built from them."""
