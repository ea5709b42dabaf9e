"""What every edge talks to: policy and model from disk, checked before they decide, and renewed while the service runs."""
