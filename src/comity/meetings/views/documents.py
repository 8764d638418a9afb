"""The documents of a session: planned, issued in their languages, opened by those they are meant for."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.meetings import acts, documents, queries
from comity.meetings.acts.documents import IssuedText
from comity.meetings.models import AgendaItem, Document, DocumentText, Session
from comity.meetings.views import words as said
from comity.meetings.views.convening import ReasonForm
from comity.meetings.views.gates import proposed, require_party, session_for, step
from comity.pages import words
from comity.pages.access import public, requires_person
from comity.pages.forms import chosen_word
from comity.pages.tables import Column, table
from comity.pages.viewer import Viewer, viewer_of
from comity.parties import circle_form, openings
from comity.parties.circle_form import CircleForm
from comity.parties.circles import admits, reader_of
from comity.parties.languages_form import LanguagesForm
from comity.parties.rules import Power
from comity.parties.views.openings import rows_of as openings_of
from comity.record import content
from comity.record.signing import require_power

MAX_FILE = 25 * 1024 * 1024
# What is taken as a document, by the ending of its name; each is sent back as what it is and never shown inline.
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain",
}


class PlanForm(LanguagesForm, CircleForm):
    """A document: symbol, item, title, kind, languages, who may open it."""

    symbol = forms.CharField(label=gettext_lazy("Symbol"), max_length=60)
    item = forms.ChoiceField(label=gettext_lazy("Item"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(said.DOCUMENTS.items()))
    languages = forms.MultipleChoiceField(label=gettext_lazy("Languages"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, session: Session, item: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = queries.rules_of(session)
        self.ask("title", _("Title"))
        self.fields["symbol"].initial = queries.next_symbol(session, rules)
        items = AgendaItem.objects.filter(session=session.id, withdrawn_at=None).order_by("place")
        listed = [(one.item, f"{one.number or '–'}. {words.in_language(one.title).text}") for one in items]
        self._choose("item", [("", _("the session as a whole")), *listed])
        self.fields["item"].initial = item
        self._choose("languages", [(code, words.language_name(code)) for code in session.languages])
        self.fields["languages"].initial = list(session.languages)
        self.ask_circle(_("May be opened by"))
        titles = [f"title_{language}" for language in self.known]
        self.order_fields(["symbol", *titles, "item", "kind", "languages", *circle_form.FIELDS])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@require_http_methods(["GET", "POST"])
@requires_person
def plan_document(request: HttpRequest, session: str) -> HttpResponse:
    """Plan a document of a session or of an item."""
    found = session_for(request, session, Power.ISSUE_DOCUMENT)
    chosen = require_power(request, Power.ISSUE_DOCUMENT)
    form = PlanForm(request.POST or None, session=found, item=request.GET.get("item", ""))
    heading = _("Plan a document")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = acts.PlanDocument(
            session=found.id,
            document=f"doc-{secrets.token_hex(6)}",
            symbol=given["symbol"],
            item=given["item"] or None,
            title=form.said("title"),
            kind=given["kind"],
            party=chosen.party,
            languages=tuple(given["languages"]),
            circle=given["circle"],
            admitted=form.admitted,
        )
        pairs = [
            (_("Symbol"), act.symbol),
            (_("Title"), words.in_language(act.title).text),
            (_("Item"), chosen_word(form, "item")),
            (_("Languages"), ", ".join(map(words.language_name, act.languages))),
            (_("May be opened by"), form.admitted_said()),
        ]
        then = reverse("session_document", args=[found.id, act.document])
        return proposed(request, act, found, heading, pairs, then=then)
    return step(request, form, found, heading)


@require_safe
@public
def session_document(request: HttpRequest, session: str, document: str) -> HttpResponseBase:
    """A document: its languages, when each was issued and whether in time; a restricted one for those it admits."""
    found, paper, viewer = said.found_session(session), _paper(session, document), viewer_of(request)
    admitted = may_open(viewer, paper.document)
    if not admitted and not viewer.signed_in:
        return redirect_to_login(request.get_full_path())
    own = _is_own(viewer, paper.document)
    context = {
        "session": found,
        "paper": paper,
        "document": paper.document,
        "kind": said.label(said.DOCUMENTS, paper.document.kind),
        "admitted": admitted,
        "circle": circle_form.said(paper.document.circle, paper.document.admitted if admitted else ()),
        "item": AgendaItem.objects.filter(session=session, item=paper.document.item).first(),
        "may_issue": own and not found.is_over,
        "may_see_openings": own and not paper.document.is_public,
        "by": queries.party_names().get(paper.document.party, paper.document.party),
    }
    return render(request, "meetings/document.html", context, status=200 if admitted else 403)


def may_open(viewer: Viewer, document: Document) -> bool:
    """Whether the reader may open a document, in the capacity chosen."""
    return admits(document.readers, reader_of(viewer))


@require_safe
@public
def document_text(request: HttpRequest, session: str, document: str, language: str) -> HttpResponseBase:
    """A document in one language, as a file; who opens a restricted one is noted."""
    paper, viewer = _paper(session, document), viewer_of(request)
    text = next((one for one in paper.texts if one.language == language), None)
    if text is None:
        raise Http404
    if not may_open(viewer, paper.document):
        if not viewer.signed_in:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied
    if not paper.document.is_public and request.method == "GET":
        openings.note(viewer, documents.KIND, paper.document.id, part=text.language, revision=text.revision)
    return _file(paper.document, text)


def _file(document: Document, text: DocumentText) -> HttpResponse:
    ending = next((end for end, media in MEDIA.items() if media == text.media_type), "bin")
    name = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in document.symbol)
    response = HttpResponse(content.read(text.digest), content_type=text.media_type)
    # A file that somebody uploaded is saved, never run in the site's own origin.
    response["Content-Disposition"] = f'attachment; filename="{name}-{text.language}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600" if document.is_public else "private, no-store"
    return response


class IssueForm(forms.Form):
    """A file for each language of a document."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(document.languages)
        for language in self.languages:
            self.fields[f"file_{language}"] = forms.FileField(
                label=words.for_language(_("File"), language),
                required=False,
                help_text=_("PDF, DOCX or plain text, 25 MB at most."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {code: cleaned.get(f"file_{code}") for code in self.languages}
        if not any(given.values()) and not self.errors:
            raise forms.ValidationError(_("Choose a file in one language at least."))
        for code, file in given.items():
            if file is None:
                continue
            if (file.size or 0) > MAX_FILE:
                self.add_error(f"file_{code}", _("The file is larger than 25 MB."))
            elif _ending(file.name) not in MEDIA:
                self.add_error(f"file_{code}", _("The file must be a PDF, a DOCX or a plain text file."))
        return cleaned

    def texts(self, *, confidential: bool) -> dict[str, IssuedText]:
        """The files as contents of the record, by language."""
        found = {}
        for code in self.languages:
            file = self.cleaned_data[f"file_{code}"]
            if file:
                body, media = file.read(), MEDIA[_ending(file.name)]
                digest = content.deposit(body, media, confidential=confidential)
                found[code] = IssuedText(digest=digest, media_type=media, size=len(body))
        return found


def _ending(name: str | None) -> str:
    return (name or "").rpartition(".")[2].lower()


@require_http_methods(["GET", "POST"])
@requires_person
def issue_document(request: HttpRequest, session: str, document: str) -> HttpResponse:
    """Issue a document in one or several languages, or a revision of it."""
    found, paper = said.found_session(session), _paper(session, document)
    require_party(request, Power.ISSUE_DOCUMENT, paper.document.party)
    form = IssueForm(request.POST or None, request.FILES or None, document=paper.document)
    back, heading = reverse("session_document", args=[found.id, document]), _("Issue a document")
    if request.method == "POST" and form.is_valid():
        texts = form.texts(confidential=not paper.document.is_public)
        act = acts.IssueDocument(session=found.id, document=document, texts=texts)
        sizes = ", ".join(f"{code} ({_kilobytes(text.size)})" for code, text in sorted(texts.items()))
        pairs = [(_("Document"), paper.document.symbol), (_("Languages"), sizes)]
        return proposed(request, act, found, heading, pairs, then=back)
    return step(request, form, found, heading, back=back)


def _kilobytes(size: int) -> str:
    return f"{max(1, size // 1000)} KB"


@require_http_methods(["GET", "POST"])
@requires_person
def withdraw_document(request: HttpRequest, session: str, document: str) -> HttpResponse:
    """Withdraw a document, with the reason."""
    found, paper = said.found_session(session), _paper(session, document)
    require_party(request, Power.ISSUE_DOCUMENT, paper.document.party)
    form, heading = ReasonForm(request.POST or None), _("Withdraw a document")
    if request.method == "POST" and form.is_valid():
        act = acts.WithdrawDocument(session=found.id, document=document, why=form.said("reason"))
        pairs = [(_("Document"), paper.document.symbol), *((_("Reason"), text) for text in act.why.values())]
        return proposed(request, act, found, heading, pairs)
    return step(request, form, found, heading, back=reverse("session_document", args=[found.id, document]))


@require_safe
@requires_person
def document_openings(request: HttpRequest, session: str, document: str) -> HttpResponse:
    """Who opened a restricted document, for the secretariat and the party that issued it."""
    found, paper = said.found_session(session), _paper(session, document)
    if not _is_own(viewer_of(request), paper.document):
        raise PermissionDenied
    rows = openings_of(openings.of(documents.KIND, document))
    columns = (
        Column("who", _("Who"), heads_row=True),
        Column("party", _("For")),
        Column("language", _("Language")),
        Column("at", _("When")),
    )
    empty = _("Nobody has opened it yet. Whoever does is listed here.")
    shown = table(request, rows, columns, caption=_("Opened by"), empty=empty)
    days = openings.kept_for().days
    context = {"session": found, "document": paper.document, "table": shown, "days": days}
    return render(request, "meetings/openings.html", context)


def _is_own(viewer: Viewer, document: Document) -> bool:
    chosen = viewer.capacity
    return chosen is not None and (chosen.is_secretariat or chosen.party == document.party)


def _paper(session: str, document: str) -> queries.Paper:
    found = queries.find_paper(session, document)
    if found is None or found.document.withdrawn_at is not None:
        raise Http404
    return found
