"""Contents over the API: bounded, by digest, and only for whoever may act."""

from __future__ import annotations

from hashlib import sha256

import pytest

from comity.api.testing import Programme, refused
from comity.record import content
from comity.record.models import Content


@pytest.fixture
def armenia(house):
    return Programme(house.token(house.delegates["AM"]))


def test_a_text_is_deposited_as_it_is_and_read_by_anybody(armenia, stranger):
    body = "Статья 1.\r\n".encode()
    answer = armenia.post("contents", body, "text/plain; charset=utf-8")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["digest"] == sha256(body).hexdigest()
    assert (told["media_type"], told["size"], told["confidential"]) == ("text/plain; charset=utf-8", len(body), False)
    read = stranger.client.get(told["url"])
    assert (read.content, read["X-Content-Type-Options"]) == (body, "nosniff")
    assert read["Content-Disposition"].startswith("attachment")


def test_depositing_the_same_again_changes_nothing(armenia):
    for _ in range(2):
        assert armenia.post("contents", b"same", "text/plain").status_code == 201
    assert Content.objects.filter(digest=sha256(b"same").hexdigest()).count() == 1


def test_a_confidential_content_gets_a_digest_that_reveals_nothing(armenia, stranger):
    told = [armenia.post("contents?confidential=true", b"secret", "text/plain").json() for _ in range(2)]
    digests = {one["digest"] for one in told}
    assert len(digests) == 2
    assert sha256(b"secret").hexdigest() not in digests
    for digest in digests:
        assert content.read(digest) == b"secret"
        assert refused(stranger.get(f"contents/{digest}/body")) == (404, "NotFound")


def test_a_stranger_deposits_nothing(house, stranger):
    assert refused(stranger.post("contents", b"junk", "text/plain")) == (401, "TokenMissing")
    assert not Content.objects.filter(digest=sha256(b"junk").hexdigest()).exists()


def test_a_content_beyond_the_limit_is_refused(armenia, monkeypatch):
    monkeypatch.setattr(content, "MAX_BYTES", 1000)
    assert armenia.post("contents", b"x" * 1000, "text/plain").status_code == 201
    assert refused(armenia.post("contents", b"x" * 1001, "text/plain")) == (413, "ContentTooLarge")


def test_a_content_larger_than_a_form_may_be_is_taken(armenia, settings):
    body = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert armenia.post("contents", body, "application/pdf").status_code == 201


def test_nothing_is_no_content(armenia):
    assert refused(armenia.post("contents", b"", "text/plain")) == (422, "FieldRefused")


@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=x", "nonsense", "text/plain; x=y", ""])
def test_a_content_has_a_media_type_of_its_own(armenia, media_type):
    assert refused(armenia.post("contents", b"x", media_type)) == (415, "MediaTypeRefused")


def test_a_page_that_somebody_deposited_does_not_run_as_one_of_ours(armenia, stranger):
    told = armenia.post("contents", b"<script>alert(1)</script>", "text/html").json()
    answer = stranger.client.get(told["url"])
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("attachment")
