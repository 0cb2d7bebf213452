"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

from safeguarding import pdf_cage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeguarding.settings")
application = get_wsgi_application()
pdf_cage.warm()  # loads the PDF engine beside the worker, so that the first report does not wait for it
