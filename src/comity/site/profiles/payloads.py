"""Payloads of a story as acts take them: contents replaced by digests, names and moments by what they stand for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from comity.cases.models import Case
from comity.procedure import notation
from comity.record.acts import Act, said_at
from comity.record.content import SALT_BYTES
from comity.record.rows import Rows
from comity.site.profiles import faults, moments
from comity.site.profiles.folder import Folder
from comity.site.profiles.form import FileContent, TextContent
from comity.site.profiles.shapes import shaped


@dataclass(frozen=True, slots=True)
class Stored:
    """A content as it will be deposited; ``salt`` only for a confidential one."""

    body: bytes
    media_type: str
    salt: bytes | None


@dataclass
class Payloads:
    """Makes payloads ready, and keeps the contents they name (``contents``, by digest).

    ``named`` are the identifiers of the acts that the story has given a name.
    """

    folder: Folder
    now: datetime
    roles: Mapping[str, list[str]]
    contents: dict[str, Stored] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def ready(self, written: Mapping[str, Any], cls: type[Act], rows: Rows, *, file: str, place: str) -> dict[str, Any]:
        """``written`` with everything in it resolved. Raises a `Fault` that names the place within it.

        What the act asks for and a page would fill in, is filled in: the ``round`` in which a case is, and the text
        ``on`` which members answer.
        """
        payload = {key: self._value(value, file, f"{place}, with.{key}") for key, value in written.items()}
        if isinstance(payload.get("powers"), str) and payload["powers"] in self.roles:
            payload["powers"] = list(self.roles[payload["powers"]])
        case = rows.read(Case, payload["case"]) if isinstance(payload.get("case"), str) else None
        if case is not None:
            if "round" in cls.model_fields:
                payload.setdefault("round", case.round)
            if "on" in cls.model_fields:
                payload.setdefault("on", case.subject_version)
        return payload

    def _value(self, value: Any, file: str, place: str) -> Any:
        if isinstance(value, str):
            return self._text(value, file, place)
        if isinstance(value, list):
            return [self._value(one, file, f"{place}[{index}]") for index, one in enumerate(value)]
        if isinstance(value, dict):
            if "file" in value or "text" in value:
                return self._content(value, file, place)
            return {key: self._value(one, file, f"{place}.{key}") for key, one in value.items()}
        return value

    def _text(self, text: str, file: str, place: str) -> str:
        if text.startswith("$"):
            name = text[1:]
            if name not in self.named:
                known = notation.choices(f"${one}" for one in self.named)
                raise faults.UnknownName(file, place, notation.shown(text), known)
            return self.named[name]
        day = moments.day(text, self.now)
        if day is not None:
            return day.isoformat()
        at = moments.relative(text, self.now)
        return text if at is None else said_at(at)

    def _content(self, value: dict[str, Any], file: str, place: str) -> str:
        shape: FileContent | TextContent | list[faults.Fault]
        if "file" in value:
            shape = shaped(FileContent, value, file=file, place=place)
        else:
            shape = shaped(TextContent, value, file=file, place=place)
        if isinstance(shape, list):
            raise shape[0]
        if isinstance(shape, FileContent):
            body, media_type = self.folder.content(shape.file, file=file, place=place)
        else:
            body, media_type = shape.text.encode(), shape.media_type
        salt = secrets.token_bytes(SALT_BYTES) if shape.confidential else None
        digest = sha256((salt or b"") + body).hexdigest()
        self.contents[digest] = Stored(body, media_type, salt)
        return digest
