"""A DOCX file opened with care: it may come from anyone (ZIP: APPNOTE 6.3; packages: ECMA-376 part 2).

The sizes that an archive claims are not believed: each part is unpacked no further than it may go. XML is parsed
without entities, DTDs or the network. Nothing in the file is followed to another place.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from posixpath import dirname, join, normpath

from lxml import etree

from comity.instruments.importing import refusals
from comity.instruments.importing.word_names import STRICT, W

MAX_FILE = 25 * 1024 * 1024
MAX_PARTS = 5_000
MAX_PART = 96 * 1024 * 1024
MAX_READ = 192 * 1024 * 1024
MAX_RATIO = 250
SMALL = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Package:
    """The parts of a DOCX file, read one by one. Raises a `Refused` on everything that is wrong."""

    def __init__(self, body: bytes, name: str = "") -> None:
        if len(body) > MAX_FILE:
            raise refusals.FileTooLarge(found=len(body), limit=MAX_FILE)
        if body.startswith(_COMPOUND_FILE):
            raise refusals.OldOrLocked
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as wrong:
            raise (refusals.Damaged(part="ZIP") if body.startswith(b"PK\x03\x04") else refusals.NotDocx()) from wrong
        self._read = 0
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._take_entries(name)
        self.main = self._main_part()

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self._entries

    def xml(self, part: str) -> etree._Element:
        """The root of a part. Raises `Damaged`, `Entities`, `Bomb`."""
        # One parser a part: lxml keeps an error log in it. Depth and text length stay within libxml2's own limits.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            # "Strict" documents name the same elements in another namespace.
            root = etree.fromstring(self.bytes(part).replace(STRICT.encode(), W.encode()), parser)
        except etree.XMLSyntaxError as wrong:
            raise refusals.Damaged(part=part) from wrong
        if root.getroottree().docinfo.doctype:
            raise refusals.Entities(part=part)
        return root

    def bytes(self, part: str) -> bytes:
        """The content of a part, unpacked within limits."""
        entry = self._entries.get(part)
        if entry is None:
            raise refusals.Damaged(part=part)
        found = bytearray()
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    found += chunk
                    self._read += len(chunk)
                    self._require_modest(entry, len(found))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as wrong:
            raise refusals.Damaged(part=part) from wrong
        return bytes(found)

    def related(self, part: str) -> dict[str, str]:
        """The parts to which a part refers within the file, by the last word of their relation ("footnotes")."""
        rels = join(dirname(part), "_rels", part.rsplit("/", 1)[-1] + ".rels")
        if not self.has(rels):
            return {}
        found: dict[str, str] = {}
        for one in self.xml(rels).iter(_RELATIONSHIPS):
            if one.get("TargetMode", "Internal") == "Internal":
                kind = (one.get("Type") or "").rsplit("/", 1)[-1]
                target = one.get("Target") or ""
                path = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
                found.setdefault(kind, path)
        return found

    def _take_entries(self, name: str) -> None:
        entries = self._archive.infolist()
        if len(entries) > MAX_PARTS:
            raise refusals.TooManyParts(found=len(entries), limit=MAX_PARTS)
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise refusals.OldOrLocked
            if entry.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
                raise refusals.Macros(part=entry.filename)
            self._entries.setdefault(entry.filename, entry)
        if name.lower().endswith((".docm", ".dotm")):
            raise refusals.Macros(part=name)

    def _main_part(self) -> str:
        if not self.has("[Content_Types].xml") or not self.has("_rels/.rels"):
            raise refusals.NotDocx
        main = self.related("").get("officeDocument", "")
        types = {
            (one.get("PartName") or "").lstrip("/"): one.get("ContentType") or ""
            for one in self.xml("[Content_Types].xml")
        }
        kind = types.get(main, _MAIN if main else "")
        if "macroEnabled" in kind or any("vbaProject" in other for other in types.values()):
            raise refusals.Macros(part=main)
        if not main or "wordprocessingml" not in kind:
            raise refusals.NotDocx
        return main

    def _require_modest(self, entry: zipfile.ZipInfo, unpacked: int) -> None:
        squeezed = max(entry.compress_size, 1)
        if unpacked > MAX_PART or self._read > MAX_READ or (unpacked > SMALL and unpacked / squeezed > MAX_RATIO):
            raise refusals.Bomb(part=entry.filename)
