from __future__ import annotations

import pytest
from django.urls import reverse

from comity.site import navigation


@pytest.mark.parametrize("one", [*navigation.MAIN, *navigation.FOOTER], ids=lambda one: one.name)
def test_every_destination_has_an_address(one):
    assert reverse(one.name).startswith("/")


@pytest.mark.django_db
def test_the_place_one_is_at_is_marked(client):
    page = client.get("/register/").content.decode()
    assert 'href="/register/" aria-current="page"' in page
    assert 'href="/cases/" aria-current' not in page
