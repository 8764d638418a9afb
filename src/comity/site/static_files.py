"""Style sheets, scripts and icons: under names that carry their digest, so that a browser keeps them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedWhenCollected(CompressedManifestStaticFilesStorage):
    """Hashed and compressed once `collect` has run; before that (tests, a shell) the files keep their plain names."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name


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
