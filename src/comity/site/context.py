"""What every template has: the organisation, the viewer, the navigation, the languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from comity.pages.viewer import viewer_of
from comity.site import navigation


@dataclass(frozen=True, slots=True)
class Heading:
    """The organisation as the head of a page shows it; its texts stand in several languages."""

    name: Any
    short_name: Any = ""
    description: Any = ""
    demonstration: bool = False


def base(request: HttpRequest) -> dict[str, Any]:
    """The context of `comity/base.html`; read from the database only where a template shows it."""
    return {
        "organisation": SimpleLazyObject(organisation),
        "viewer": viewer_of(request),
        "navigation": SimpleLazyObject(lambda: navigation.items(request)),
        "footer": SimpleLazyObject(lambda: navigation.items(request, navigation.FOOTER)),
        "site_url": settings.SITE_URL,
        "site_languages": settings.LANGUAGES,
        "record_href": reverse("record-checkpoint"),
    }


def organisation() -> Heading:
    """The organisation of this record; before a profile is loaded, the product's own name."""
    from comity.parties.models import Organisation

    found = Organisation.objects.first()
    if found is None:
        return Heading("Comity", "Comity")
    return Heading(found.name, found.short_name, found.description, found.demonstration)
