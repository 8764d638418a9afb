"""The web server's entry: `uvicorn comity.site.asgi:application`."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from comity.api.bodies import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
application = bounded(get_asgi_application())
