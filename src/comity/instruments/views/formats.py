"""A version of a text as a file: Akoma Ntoso, HTML, PDF, DOCX; what changed; two languages side by side.

A version never changes, so its files are known by digest: who has one is told so without its being made again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import comity
from comity.instruments import queries
from comity.instruments.exporting import html, pdf, word
from comity.instruments.exporting.cover import Cover, Wording
from comity.instruments.exporting.redline import redline_lines
from comity.instruments.models import Instrument, Version
from comity.instruments.rules import Status
from comity.instruments.text import Meta, Text, marking_of, to_akn
from comity.instruments.views.press_room import PressBusy, pressed
from comity.instruments.views.register import readable
from comity.pages import moments, words
from comity.pages.access import public
from comity.pages.words import said
from comity.parties.models import Party
from comity.parties.queries import organisation

MEDIA_TYPES = {
    "xml": "application/akn+xml",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": word.MEDIA_TYPE,
    "txt": "text/plain; charset=utf-8",
}
SHOWN = frozenset(["html", "pdf", "txt"])
"""What a browser shows by itself; the others are saved."""

Made = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the instrument, the address to which the file refers, and the language of the text.

    The frame of the file (its reference, its contents) is in that language too, or in English where this site does not
    speak it.
    """

    request: HttpRequest
    instrument: Instrument
    page: str
    language: str

    def cover(self, edition: str, version: Version) -> Cover:
        """The frame of the export; call it in the language of the frame."""
        return Cover(
            self.instrument.reference,
            edition,
            self.request.build_absolute_uri(self.page),
            version.at,
            _wording(),
            words.in_language(self.instrument.title).text,
        )


class _Name(NamedTuple):
    """What names a file: whose digests it is made of, and how it is called."""

    digests: str
    file: str


@require_safe
@public
def instrument_format(
    request: HttpRequest, instrument: str, version: int, language: str, form: str
) -> HttpResponseBase:
    """A version in one language: ``xml`` (Akoma Ntoso), ``html``, ``pdf``, ``docx`` or ``txt``."""
    found = readable(request, instrument)
    (shown,) = _versions(found, version)
    _require(language in shown.texts and form in MEDIA_TYPES)
    page = reverse("instrument_text", args=[found.id, version, language])
    asked = Asked(request, found, page, language)

    def make() -> bytes:
        text = _text(shown, language)
        cover = asked.cover(_edition(shown), shown)
        match form:
            case "xml":
                return to_akn(text, _meta(found, shown, text))
            case "html":
                return html.text_html(text, cover).encode()
            case "pdf":
                return pdf.text_pdf(text, cover)
            case "docx":
                return word.text_docx(text, cover)
        return marking_of(text).encode()

    return _file(asked, _Name(shown.digest, f"{version} {language}"), form, make)


@require_safe
@public
def instrument_side_by_side(
    request: HttpRequest, instrument: str, version: int, left: str, right: str, form: str
) -> HttpResponseBase:
    """Two authentic language versions in two columns: ``html`` or ``pdf``."""
    found = readable(request, instrument)
    (shown,) = _versions(found, version)
    _require(left in shown.texts and right in shown.texts and left != right and form in ("html", "pdf"))
    asked = Asked(request, found, reverse("instrument", args=[found.id]), left)

    def make() -> bytes:
        cover = asked.cover(_edition(shown), shown)
        texts = _text(shown, left), _text(shown, right)
        if form == "pdf":
            return pdf.two_languages_pdf(*texts, cover)
        return html.two_languages_html(*texts, cover).encode()

    return _file(asked, _Name(f"{shown.digest} {left}+{right}", f"{version} {left}+{right}"), form, make)


@require_safe
@public
def instrument_redline(
    request: HttpRequest, instrument: str, old: int, new: int, language: str, form: str
) -> HttpResponseBase:
    """What changed from one version to another: ``html``, ``pdf``, or ``docx`` with true tracked changes."""
    found = readable(request, instrument)
    before, after = _versions(found, old, new)
    _require(language in before.texts and language in after.texts and form in ("html", "pdf", "docx"))
    page = reverse("instrument_difference", args=[found.id, old, new])
    asked = Asked(request, found, page, language)

    def make() -> bytes:
        lines = redline_lines(_text(before, language), _text(after, language))
        edition = _("Changes from version %(old)s to version %(new)s") % {"old": old, "new": new}
        cover = asked.cover(edition, after)
        match form:
            case "pdf":
                return pdf.lines_pdf(lines, language, cover, redline=True)
            case "docx":
                tracking = word.Tracking(_name_of(after.party), after.at)
                return word.lines_docx(lines, language, cover, tracking=tracking)
        return html.lines_html(lines, language, cover, redline=True).encode()

    return _file(asked, _Name(f"{before.digest} {after.digest}", f"{old}-{new} {language}"), form, make)


def _file(asked: Asked, name: _Name, form: str, make: Made) -> HttpResponseBase:
    """The file, or that the reader has it already (304)."""
    found = asked.instrument
    spoken = asked.language if asked.language in dict(settings.LANGUAGES) else "en"
    with translation.override(spoken):
        named = f"{comity.__version__} {found.reference} {found.title} {name} {form} {asked.language} "
        digest = sha256(f"{named}{asked.request.build_absolute_uri(asked.page)}".encode()).hexdigest()
        etag = quote_etag(digest)
        known = get_conditional_response(asked.request, etag=etag)
        if known is not None:
            return known
        try:
            answer = HttpResponse(pressed(digest, make), content_type=MEDIA_TYPES[form])
        except PressBusy as busy:
            return _later(asked.request, busy)
    answer.headers["ETag"] = etag
    # A version never changes, but who may read it may: a copy is asked about before it is shown again.
    answer["Cache-Control"] = "private, no-cache" if found.status == Status.DRAFT else "no-cache"
    answer["Content-Language"] = asked.language
    title = f"{found.reference} {name.file}.{form}".replace("/", "-")
    answer["Content-Disposition"] = content_disposition_header(form not in SHOWN, title) or "inline"
    if form == "html":
        answer["Content-Security-Policy"] = html.CONTENT_SECURITY_POLICY
    return answer


def _versions(found: Instrument, *numbers: int) -> list[Version]:
    versions = queries.versions_of(found, *numbers)
    _require(all(number in versions for number in numbers))
    return [versions[number] for number in numbers]


def _require(is_there: bool) -> None:
    if not is_there:
        raise Http404


def _text(version: Version, language: str) -> Text:
    return queries.structure_of(version, language)


def _edition(version: Version) -> str:
    return _("Version %(number)s of %(day)s") % {"number": version.number, "day": moments.spoken(version.at.date())}


def _meta(found: Instrument, version: Version, text: Text) -> Meta:
    house = organisation()
    return Meta(
        found.reference,
        text.title or words.in_language(found.title).text,
        found.kind,
        found.drafted_at.date(),
        version.at.date(),
        version.number,
        words.in_language(house.name).text if house is not None else "",
    )


def _name_of(party: str) -> str:
    name = Party.objects.filter(id=party).values_list("name", flat=True).first()
    return words.in_language(name).text if name else party


def _later(request: HttpRequest, busy: PressBusy) -> HttpResponse:
    context = {"message": said(busy), "code": busy.code}
    answer = render(request, "comity/refused.html", context, status=503)
    answer.headers["Retry-After"] = "10"
    return answer


def _wording() -> Wording:
    return Wording(
        language=translation.get_language() or "en",
        contents=_("Contents"),
        of=_("of"),
        legend=_("Words that are new are underlined, words that are gone are struck out."),
        address=_("Permanent address"),
        table=_("Table"),
        missing=_("Characters that this print cannot show and gives as �:"),
    )
