"""A text from a word processor, a web page or the clipboard: read, shown with a report, and made a draft or a version.

The first page takes the file; the second is the editor, with what was read into it and a report of what was not
understood above it. Reading changes nothing: the act is signed as every other.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.instruments import queries
from comity.instruments.importing import Imported, from_file, from_html, from_text
from comity.instruments.importing.package import MAX_FILE
from comity.instruments.text import read
from comity.instruments.views.drafting import DraftForm, RevisionForm
from comity.instruments.views.editing import editor_page
from comity.instruments.views.first_steps import page_of
from comity.instruments.views.register import readable
from comity.pages import words
from comity.pages.access import requires_person
from comity.pages.refusals import refusals_on
from comity.parties.queries import languages
from comity.parties.rules import Power
from comity.record.signing import require_power

MAX_PASTED = 2_000_000


class ImportForm(forms.Form):
    """A file, or words from the clipboard; ``html`` is what the page's script kept of their structure."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the text"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("DOCX, Akoma Ntoso, HTML or plain text, 25 MB. Macros are refused."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xml,.html,.htm,.txt"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("or paste the text here"),
        required=False,
        max_length=MAX_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "data-keeps-html": "id_html"}),
    )
    html = forms.CharField(required=False, max_length=MAX_PASTED, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, words.language_name(code)) for code in known]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(_("The file is larger than 25 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("pasted", "").strip():
            self.add_error("file", _("Choose a file, or paste the text."))
        return cleaned

    def imported(self) -> Imported:
        """What was read. Raises a `Refused` of `comity.instruments.importing`."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None:
            return from_file(file.read(), name=file.name or "")
        if self.cleaned_data["html"].strip():
            return from_html(self.cleaned_data["html"])
        return from_text(self.cleaned_data["pasted"])


@require_http_methods(["GET", "POST"])
@requires_person
def import_draft(request: HttpRequest) -> HttpResponse:
    """A new text from elsewhere."""
    require_power(request, Power.DRAFT)
    known = languages()
    form, imported = _read(request, known)
    if imported is None:
        return _first_page(request, form, _("Import a text"), reverse("draft_instrument"))
    language = form.cleaned_data["language"]
    draft = DraftForm(known=known, texts={language: imported.marking})
    title = read(imported.marking, language=language).text.title
    draft.initial[f"title_{language}"] = title[:300]
    again, action = reverse("import_draft"), reverse("draft_instrument")
    return editor_page(request, draft, _("Draft a text"), again, report=imported, action=action)


@require_http_methods(["GET", "POST"])
@requires_person
def import_version(request: HttpRequest, instrument: str) -> HttpResponse:
    """A new version of a text from elsewhere, in one of its languages; the others stay as they are."""
    require_power(request, Power.DRAFT)
    found = readable(request, instrument)
    known = list(dict.fromkeys([*found.authentic, *languages()]))
    form, imported = _read(request, known)
    if imported is None:
        return _first_page(request, form, _("Import a new version"), page_of(found))
    language = form.cleaned_data["language"]
    current = queries.view_of(found).current
    texts = {code: queries.text_of(current, code) for code in current.texts if code != language}
    revision = RevisionForm(known=known, texts={**texts, language: imported.marking})
    action, again = reverse("revise_instrument", args=[found.id]), reverse("import_version", args=[found.id])
    return editor_page(request, revision, _("Make a new version"), again, found, report=imported, action=action)


def _read(request: HttpRequest, known: list[str]) -> tuple[ImportForm, Imported | None]:
    form = ImportForm(request.POST or None, request.FILES or None, known=known)
    imported = None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            imported = form.imported()
        if imported is not None and not imported.marking.strip():
            form.add_error("file", _("No text was found in it."))
            imported = None
    return form, imported


def _first_page(request: HttpRequest, form: ImportForm, heading: str, back: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": back}
    return render(request, "instruments/import.html", context, status=422 if form.errors else 200)
