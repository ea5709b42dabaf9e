"""What the application and the server that runs it agree on; neither names the other's libraries."""

from __future__ import annotations

WATCHER = "triage policy watcher"
"""Where in an application's `extensions` its watcher is, for servers that start it before the first request."""

REFUSED = "triage.refused"
"""In the environment of a WSGI call: the status with which the server refuses what it could not read as a request."""
