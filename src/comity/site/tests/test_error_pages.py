from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from comity.phrase import Refusal
from comity.site.urls import handler400, handler403, handler404, handler500  # noqa: F401
from comity.site.urls import urlpatterns as site_patterns

pytestmark = pytest.mark.django_db
SECRET = "the path of the treasury"


class NotNow(Refusal):
    """The stage closed on {when}. Ask the chair for an extension."""


def failing(error: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


async def refused_later(request: HttpRequest) -> HttpResponse:
    raise NotNow(when="1 December <b>")


urlpatterns = [
    path("broken/", failing(RuntimeError(SECRET))),
    path("forbidden/", failing(PermissionDenied(SECRET))),
    path("bad/", failing(SuspiciousOperation(SECRET))),
    path("refused/", failing(NotNow(when="1 December <b>"))),
    path("refused-later/", refused_later),
    *site_patterns,
]


@pytest.fixture
def visitor():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"), [("/broken/", 500), ("/forbidden/", 403), ("/bad/", 400), ("/no/such/page/", 404)]
)
def test_an_error_page_says_what_to_do_and_nothing_of_what_lies_behind(visitor, address, status):
    answer = visitor.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert 'href="/"' in page
    for told in (SECRET, "Traceback", "RuntimeError", "comity.site", "test_error_pages"):
        assert told not in page


def test_the_page_of_a_fault_needs_neither_database_nor_session(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = visitor.get("/broken/").content.decode()
    assert "Сбой на нашей стороне" in page


@pytest.mark.parametrize("address", ["/refused/", "/refused-later/"])
def test_a_refusal_is_a_page_with_its_message_and_what_to_do(visitor, address):
    answer = visitor.get(address)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The stage closed on 1 December &lt;b&gt;. Ask the chair for an extension." in page
    assert "NotNow" in page


def test_a_form_without_its_token_says_how_to_go_on():
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()
