"""Training pipeline: `python -m training`."""
