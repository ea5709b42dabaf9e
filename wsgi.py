"""For any WSGI server: `gunicorn --preload --worker-class gthread --threads 4 wsgi:app`; see docs/operations.md."""

from triage.web.app import from_environment

app = from_environment()
