"""Training pipeline: `python -m training`."""

import triage  # noqa: F401  # before numpy: it says how many threads
