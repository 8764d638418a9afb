from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from comity.pages.access import Access, access_of
from comity.site import views

# The API decides by token, act by act (comity.api); its own tests walk it.
APART = "api/"


def every_view(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, object]]:
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from every_view(one.url_patterns, address)
        else:
            yield address, one.callback


def test_every_address_says_who_may_see_it():
    walked = [
        (address, view) for address, view in every_view(get_resolver().url_patterns) if not address.startswith(APART)
    ]
    assert len(walked) > 30
    unmarked = [address for address, view in walked if access_of(view) is None]
    assert unmarked == [], "each view needs one of the marks of comity.pages.access"


def test_the_walk_would_find_a_view_without_a_mark():
    def unmarked(request): ...

    from django.urls import include, path

    found = dict(every_view([path("room/", include([path("door/", unmarked)]))]))
    assert access_of(found["room/door/"]) is None


def test_the_pages_of_errors_are_open_to_all():
    for view in (views.bad_request, views.forbidden, views.not_found, views.server_error, views.csrf_failure):
        assert access_of(view) is Access.PUBLIC
