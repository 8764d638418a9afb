"""Files of a profile: only those inside its folder, only regular files, only up to a limit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from comity.procedure import notation
from comity.procedure.errors import RuleError
from comity.record.content import MAX_BYTES
from comity.site.profiles import faults

MAX_YAML = 8 * 1024 * 1024
MAX_PATH = 300
MEDIA_TYPES = {
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TEXTUAL = (".txt", ".json", ".xml")


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a profile. ``file`` and ``place`` say where a path was named, for the messages."""

    path: Path

    def yaml(self, named: str, *, file: str, place: str) -> Any:
        """A YAML 1.2 or JSON document of the folder. Raises `Unreadable` and what `body` raises."""
        source = self.body(named, file=file, place=place, limit=MAX_YAML)
        try:
            return notation.load(source)
        except RuleError as error:
            raise faults.Unreadable(named, error.place, error.found, error.expected) from error

    def content(self, named: str, *, file: str, place: str) -> tuple[bytes, str]:
        """A text or document of the folder and its media type. Raises `Unreadable` for text that is not UTF-8."""
        suffix = PurePosixPath(named).suffix.lower()
        if suffix not in MEDIA_TYPES:
            raise faults.WrongShape(file, place, notation.shown(named), f"a file ending in {', '.join(MEDIA_TYPES)}")
        body = self.body(named, file=file, place=place, limit=MAX_BYTES)
        if suffix in TEXTUAL:
            try:
                body.decode("utf-8")
            except UnicodeDecodeError as error:
                where = f"byte {error.start}"
                raise faults.Unreadable(named, where, "a byte that is not UTF-8", "text in UTF-8") from error
        return body, MEDIA_TYPES[suffix]

    def body(self, named: str, *, file: str, place: str, limit: int) -> bytes:
        """The bytes of a file. Raises `OutsideFolder`, `NoSuchFile` or `FileTooLarge`."""
        path = self._inside(named, file, place)
        if not path.is_file():
            raise faults.NoSuchFile(file, place, notation.shown(named), "a file beside profile.yaml or below it")
        with path.open("rb") as opened:
            body = opened.read(limit + 1)
        if len(body) > limit:
            raise faults.FileTooLarge(file, place, notation.shown(named), f"at most {limit:,} bytes")
        return body

    def has(self, named: str) -> bool:
        """Whether the folder has this file."""
        return (self.path / named).is_file()

    def _inside(self, named: str, file: str, place: str) -> Path:
        """The path behind a name; links are followed, so that none leads out of the folder."""
        if "\0" in named or len(named) > MAX_PATH:
            raise faults.NoSuchFile(file, place, notation.shown(named), "a file beside profile.yaml or below it")
        root = self.path.resolve()
        path = (root / named).resolve()
        if not path.is_relative_to(root):
            raise faults.OutsideFolder(file, place, notation.shown(named), "a file beside profile.yaml or below it")
        return path
