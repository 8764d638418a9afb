"""Compression on the line: for those who ask for it, never of the live stream."""

from __future__ import annotations

import gzip

import pytest
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from comity.site.compression import Compressed


@pytest.mark.django_db
def test_a_page_is_compressed_for_those_who_ask(client: Client) -> None:
    plain = client.get("/register/")
    packed = client.get("/register/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert b"<h1" in gzip.decompress(packed.content)
    assert len(packed.content) < len(plain.content) / 2


def test_what_flows_is_left_as_it_flows() -> None:
    answer = StreamingHttpResponse([b"data: x\n\n" * 100], content_type="text/event-stream")
    request = RequestFactory().get("/live", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in Compressed(lambda _: answer)(request)
