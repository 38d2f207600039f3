"""The application of this environment, for any WSGI server."""
from issuer.app import create_app
from issuer.config import Config

app = create_app(Config.from_env())
