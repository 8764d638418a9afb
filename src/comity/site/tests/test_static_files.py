from __future__ import annotations

import asyncio
import json

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from comity.site.static_files import HashedWhenCollected, StaticFiles, collect


def test_collected_files_carry_their_digest_and_are_compressed(tmp_path, settings):
    with override_settings(STATIC_ROOT=tmp_path / "static"):
        staticfiles_storage._setup()
        try:
            assert collect(tmp_path / "static") is True
            assert collect(tmp_path / "static") is False
            names = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
            hashed = names["comity/comity.css"]
            assert hashed != "comity/comity.css"
            assert HashedWhenCollected().url("comity/comity.css") == f"/static/{hashed}"
            compressed = tmp_path / "static" / f"{hashed}.br"
            assert compressed.stat().st_size < (tmp_path / "static" / hashed).stat().st_size / 3
            answer = StaticFiles(lambda request: HttpResponse("page"))(
                RequestFactory().get(f"/static/{hashed}", headers={"accept-encoding": "br"})
            )
            assert answer["Content-Encoding"] == "br"
            assert "immutable" in answer["Cache-Control"]
            assert answer.content == compressed.read_bytes()
        finally:
            settings.STATIC_ROOT = settings.DATA / "static"
            staticfiles_storage._setup()


def test_before_collecting_the_plain_name_serves(tmp_path):
    assert HashedWhenCollected(location=tmp_path).url("comity/comity.css") == "/static/comity/comity.css"
    assert issubclass(HashedWhenCollected, CompressedManifestStaticFilesStorage)


def test_a_file_is_sent_whole_under_an_asynchronous_server_and_other_addresses_go_on():
    async def page(request):
        return HttpResponse("page")

    middleware = StaticFiles(page)
    file = asyncio.run(middleware(RequestFactory().get("/static/comity/theme.js")))
    assert not file.streaming
    assert b"localStorage" in file.content
    assert asyncio.run(middleware(RequestFactory().get("/register/"))).content == b"page"
    assert asyncio.run(middleware(RequestFactory().head("/static/comity/theme.js"))).content == b""
    assert asyncio.run(middleware(RequestFactory().post("/static/comity/theme.js"))).status_code == 405
