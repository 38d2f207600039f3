"""The application of this environment, for any WSGI server."""

from issuer.app import from_environment

app = from_environment()
