"""For any WSGI server: `gunicorn --preload --worker-class gthread --threads 4 wsgi:app`; settings by TRIAGE_ variables."""

from triage.web.app import from_environment

app = from_environment()
