"""Fitting the encoder: `python -m training.encoder`. Needs the extra `encoder` (torch); the service does not."""
