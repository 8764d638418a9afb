"""Style sheets, scripts and icons: under names that carry their digest, so that a browser keeps them for ever."""

from __future__ import annotations

import hashlib
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from asgiref.sync import markcoroutinefunction
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedWhenCollected(CompressedManifestStaticFilesStorage):
    """Hashed and compressed once `collect` has run; before that (tests, a shell) the files keep their plain names."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, fit for an asynchronous server: no thread for a request, and a file sent in one piece.

    Our files are small; a file read in pieces by a synchronous iterator would cost a thread for each piece.
    """

    async_capable = True
    sync_capable = True

    def __init__(self, get_response: Any = None) -> None:
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def add_files(self, root: Path | str, prefix: str | None = None) -> None:
        """Nothing is collected before a server has run once; that is no fault."""
        if Path(root).is_dir():
            super().add_files(root, prefix)

    def __call__(self, request: HttpRequest) -> Any:
        answer = super().__call__(request)
        if isinstance(answer, HttpResponse) and iscoroutinefunction(self.get_response):
            return _ready(answer)
        return answer

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file as file:
                body = file.read()
        return HttpResponse(body, status=int(found.status), headers=dict(found.headers))


async def _ready(response: HttpResponse) -> HttpResponse:
    return response


def collect(directory: Path) -> bool:
    """Collect, hash and compress all static files into ``directory`` (STATIC_ROOT), unless that is done already.

    Returns whether anything had to be done. A web server calls it before it starts.
    """
    mark, wanted = directory / "collected-from", _digest_of_sources()
    if mark.exists() and mark.read_text() == wanted:
        return False
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=directory.exists())
    mark.write_text(wanted)
    return True


def _digest_of_sources() -> str:
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path}\0".encode())
            with storage.open(path) as file:
                digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()
