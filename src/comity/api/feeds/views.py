"""The feeds over HTTP: public ones for everybody, a person's own by its secret address."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import get_language, override
from django.views.decorators.http import conditional_page, require_GET

from comity.api.feeds import atom, calendar, keys
from comity.pages.access import public

PUBLIC = "public, max-age=60"


@require_GET
@public
@conditional_page
def decisions(request: HttpRequest) -> HttpResponse:
    """The feed of decisions."""
    return _atom(atom.decisions(settings.SITE_URL + request.path))


@require_GET
@public
@conditional_page
def record(request: HttpRequest) -> HttpResponse:
    """The feed of the record."""
    return _atom(atom.acts(settings.SITE_URL + request.path))


@require_GET
@public
@conditional_page
def deadlines(request: HttpRequest) -> HttpResponse:
    """The calendar of the organisation; ``?lang=ru`` for programmes that ask in no language."""
    with override(_language(request.GET.get("lang", ""))):
        return _calendar(calendar.of_everybody(), PUBLIC)


@require_GET
@public
@conditional_page
def mine(request: HttpRequest) -> HttpResponse:
    """Somebody's own calendar, for whoever knows its address: calendars of other makers cannot log in."""
    account = keys.account_of(request.GET.get("key", ""))
    if account is None:
        raise Http404
    with override(getattr(account, "language", "") or settings.LANGUAGE_CODE):
        return _calendar(calendar.of_person(getattr(account, "person", "")), "private, no-cache")


def _language(asked: str) -> str | None:
    return asked if asked in dict(settings.LANGUAGES) else get_language()


def _atom(feed: atom.Feed) -> HttpResponse:
    answer = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    if feed.items:
        answer["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    answer["Cache-Control"] = PUBLIC
    return answer


def _calendar(body: bytes, cache: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = cache
    return answer
