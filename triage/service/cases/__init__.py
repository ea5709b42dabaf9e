"""A policy's cases: run by the code that serves, what they say of the policy, and what they leave untried."""
