"""The encoder: a small multilingual transformer that is asked beside the fast model, run with numpy alone."""
