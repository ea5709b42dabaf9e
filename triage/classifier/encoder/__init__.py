"""Encoders: transformers run by numpy alone, asked beside the fast model: a small one of many languages, a large English one."""
