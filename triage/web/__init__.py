"""The HTTP edge: bytes in, bytes out. The only home of Flask."""
