"""The command line: everything that the API does, without a server. The only home of click."""
