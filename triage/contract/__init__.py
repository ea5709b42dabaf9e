"""The contract with helpdesks: JSON requests in, JSON answers out. Field names may be added, never renamed."""
