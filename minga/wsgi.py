"""The application, for any WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # all that is loaded stays: looking at it again at every collection costs 25 ms
