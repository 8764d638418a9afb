"""The editor: a form with texts, and beside each how it reads, with what is wrong by line; live where scripts run."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from comity.instruments.exporting.layout import lines_of
from comity.instruments.importing import Imported
from comity.instruments.models import Instrument
from comity.instruments.text import Fault, read
from comity.instruments.views.texts_form import MAX_TEXT, TextsForm
from comity.pages import words
from comity.pages.access import requires_person
from comity.phrase import Phrase

SHOWN_FAULTS = 20
SHOWN_LINES = 1500
EXCERPT = 60


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault with the words of its line."""

    line: int
    message: Phrase
    grave: bool
    words: str


def editor_page(
    request: HttpRequest,
    form: TextsForm,
    heading: str,
    back: str,
    found: Instrument | None = None,
    *,
    report: Imported | None = None,
    action: str = "",
) -> HttpResponse:
    """The page on which texts are written; *Cancel* leads to ``back``.

    ``report`` tells what was read from a file, ``action`` where the form is sent if not to this page.
    """
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "report": report,
        "action": action,
        "lead": words.in_language(found.title).text if found else "",
        "others": [field for field in form if field.name.partition("_")[0] not in ("text", "file")],
        "texts": [
            (code, form[f"text_{code}"], form[f"file_{code}"], preview(request, _text(form, code), code))
            for code in form.known
        ],
    }
    return render(request, "instruments/editor.html", context, status=400 if form.errors else 200)


@require_POST
@requires_person
def preview_text(request: HttpRequest, language: str) -> HttpResponse:
    """How the text in this language reads, for the page that is being written."""
    marking = request.POST.get(f"text_{language}", "")[:MAX_TEXT]
    return HttpResponse(preview(request, marking.replace("\r\n", "\n"), language))


def preview(request: HttpRequest, marking: str, language: str) -> SafeString:
    """What is wrong or odd with a marking, by line, and the text as it will be shown."""
    if not marking.strip():
        return SafeString("")
    reading = read(marking, language=language)
    lines = marking.split("\n")
    faults = [_shown(fault, lines) for fault in reading.faults[:SHOWN_FAULTS]]
    context = {
        "faults": faults,
        "more": max(len(reading.faults) - SHOWN_FAULTS, 0),
        "lines": lines_of(reading.text)[:SHOWN_LINES],
        "language": language,
        "base": "",
    }
    return SafeString(render_to_string("instruments/preview.html", context, request))


def _shown(fault: Fault, lines: list[str]) -> ShownFault:
    said = lines[fault.line - 1].strip() if fault.line <= len(lines) else ""
    said = "".join(char for char in said if char.isprintable())
    return ShownFault(fault.line, fault.message, fault.grave, said[:EXCERPT])


def _text(form: TextsForm, language: str) -> str:
    return str(form[f"text_{language}"].value() or "").replace("\r\n", "\n")
