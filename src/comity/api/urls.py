"""Addresses of the API, the feeds, and the pages on which an account keeps its tokens, webhooks and messages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from comity.api.feeds import views as feeds
from comity.api.gate import gated
from comity.api.routes import api
from comity.api.views import messages, reference, tokens, webhooks


def _api_urls() -> tuple[list[URLPattern | URLResolver], str]:
    """ninja's addresses behind the gate, and an answer in the one style for every other."""
    interface = api()

    def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
        return interface.on_exception(request, Http404())

    found: list[URLPattern | URLResolver] = [path("", reference.reference, name="api-root")]
    for pattern in interface.urls[0]:
        assert isinstance(pattern, URLPattern)
        if pattern.name != "api-root":
            pattern.callback = gated(interface, pattern.callback)
            found.append(pattern)
    found.append(path("<path:rest>", gated(interface, nowhere)))
    return found, "api"


urlpatterns = [
    path("api/", include(_api_urls())),
    path("feeds/decisions.atom", feeds.decisions, name="decisions_feed"),
    path("feeds/record.atom", feeds.record, name="record_feed"),
    path("feeds/deadlines.ics", feeds.deadlines, name="deadlines_calendar"),
    path("feeds/mine.ics", feeds.mine, name="my_calendar"),
    path("account/tokens/", tokens.tokens, name="api_tokens"),
    path("account/tokens/make/", tokens.make, name="api_token_make"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="api_token_revoke"),
    path("account/webhooks/", webhooks.webhooks, name="api_webhooks"),
    path("account/webhooks/make/", webhooks.make, name="api_webhook_make"),
    path("account/webhooks/<int:pk>/", webhooks.webhook, name="api_webhook"),
    path("account/webhooks/<int:pk>/enable/", webhooks.enable, name="api_webhook_enable"),
    path("account/webhooks/<int:pk>/secret/", webhooks.new_secret, name="api_webhook_secret"),
    path("account/webhooks/<int:pk>/remove/", webhooks.remove, name="api_webhook_remove"),
    path("account/messages/", messages.preferences, name="api_messages"),
    path("account/messages/calendar/", messages.make_calendar, name="api_calendar_make"),
    path("account/messages/calendar/end/", messages.end_calendar, name="api_calendar_end"),
]
