"""Delegations and credentials: named by the parties, received and examined at the desk, reported on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.meetings import acts, documents, queries
from comity.meetings.acts.credentials import Named
from comity.meetings.models import Credentials, CredentialsReport, Session, SessionDelegate
from comity.meetings.views import words as said
from comity.meetings.views.documents import MAX_FILE
from comity.meetings.views.gates import proposed, require_party, session_for, step
from comity.pages import words
from comity.pages.access import public, requires_person
from comity.pages.forms import Card, CardField, chosen_word
from comity.pages.viewer import viewer_of
from comity.parties import openings
from comity.parties.models import Delegate, FullPowers, Party
from comity.parties.rules import Power
from comity.record import content

SCANS = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_MAGIC = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n"}


@require_safe
@public
def credentials(request: HttpRequest, session: str) -> HttpResponse:
    """Every party invited: its delegation, its credentials, what was found of them."""
    found, viewer = said.found_session(session), viewer_of(request)
    rows = queries.delegation_rows(found)
    people = queries.functions(one.person for row in rows for one in row.delegates)
    chosen = viewer.capacity
    names_any = chosen is not None and said.may(viewer, found, Power.NAME_DELEGATION)
    reports = queries.reports(found)
    context = {
        "session": found,
        "rows": [
            {
                "row": row,
                "people": [(people.get(one.person, one.person), said.ROLES.get(one.role)) for one in row.delegates],
                "may_name": names_any and chosen is not None and chosen.party in (row.party.id, "secretariat"),
                "issued_by": said.label(said.ISSUERS, row.credentials.issued_by) if row.credentials else "",
            }
            for row in rows
        ],
        "received": sum(1 for row in rows if row.credentials is not None and row.party.is_member),
        "members": sum(1 for row in rows if row.party.is_member),
        "may_examine": said.may(viewer, found, Power.EXAMINE_CREDENTIALS) and not found.is_over,
        "is_over": found.is_over,
        "reports": [{"report": report, "matter": matter} for report, matter in reports],
    }
    return render(request, "meetings/credentials.html", context)


class DelegationForm(forms.Form):
    """Who is in a delegation: every person that acts for the party, each with a role or none."""

    def __init__(self, *args: Any, session: Session, party: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {one.person: one.role for one in _named(session, party)}
        self.people = _candidates(session, party, list(now))
        functions = queries.functions(self.people)
        for index, person in enumerate(self.people):
            self.fields[f"role_{index}"] = forms.ChoiceField(
                label=words.in_language(functions.get(person, person)).text,
                help_text=person,
                required=False,
                choices=[("", _("not in the delegation")), *said.ROLES.items()],
                initial=now.get(person, ""),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        heads = [cleaned.get(f"role_{index}") for index in range(len(self.people))].count("head")
        if heads != 1:
            raise forms.ValidationError(_("A delegation has exactly one head; here are %(found)s.") % {"found": heads})
        return cleaned

    def delegates(self) -> tuple[Named, ...]:
        """The delegation, head first, then by role."""
        given = [(self.cleaned_data[f"role_{index}"], person) for index, person in enumerate(self.people)]
        order = list(said.ROLES)
        named = sorted((pair for pair in given if pair[0]), key=lambda pair: order.index(pair[0]))
        return tuple(Named(person=person, role=role) for role, person in named)


def _named(session: Session, party: str) -> list[SessionDelegate]:
    return list(SessionDelegate.objects.filter(session=session.id, party=party).order_by("rank"))


def _candidates(session: Session, party: str, now: list[str]) -> list[str]:
    """Those who may be named: in the delegation now, in the party's delegation to the body, or acting for it."""
    seated = Delegate.objects.filter(body=session.body, party=party).values_list("person", flat=True)
    empowered = FullPowers.objects.filter(party=party, revoked_at=None).values_list("person", flat=True)
    return list(dict.fromkeys([*now, *sorted(seated), *sorted(empowered)]))


@require_http_methods(["GET", "POST"])
@requires_person
def name_delegation(request: HttpRequest, session: str, party: str) -> HttpResponse:
    """Name a party's delegation to the session."""
    found, whose = said.found_session(session), _party(party)
    require_party(request, Power.NAME_DELEGATION, party)
    form, heading = DelegationForm(request.POST or None, session=found, party=party), _("Name the delegation")
    if request.method == "POST" and form.is_valid():
        act = acts.NameDelegation(session=found.id, party=party, delegates=form.delegates())
        functions = queries.functions(one.person for one in act.delegates)
        pairs = [(_("Party"), words.in_language(whose.name).text)]
        pairs += [
            (str(said.ROLES[one.role]), words.in_language(functions.get(one.person, one.person)).text)
            for one in act.delegates
        ]
        return proposed(request, act, found, heading, pairs, then=_desk(found))
    return step(request, form, found, heading, back=_desk(found))


class LetterForm(forms.Form):
    """A scanned letter, by whom it was issued, and what it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("credentials", gettext_lazy("credentials")), ("full powers", gettext_lazy("full powers"))],
    )
    issued_by = forms.ChoiceField(label=gettext_lazy("Issued by"))
    letter = forms.FileField(
        label=gettext_lazy("Scanned letter"),
        help_text=gettext_lazy(
            "PDF, JPEG or PNG, 25 MB at most. It is kept confidential: the record names its digest."
        ),
    )

    def __init__(self, *args: Any, issuers: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["issued_by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, said.label(said.ISSUERS, one)) for one in issuers]

    def clean_letter(self) -> Any:
        """The file, if it is what its name says."""
        file = self.cleaned_data["letter"]
        media = SCANS.get(file.name.rpartition(".")[2].lower())
        if media is None:
            raise forms.ValidationError(_("The file must be a PDF, a JPEG or a PNG."))
        if file.size > MAX_FILE:
            raise forms.ValidationError(_("The file is larger than 25 MB."))
        if not file.read(16).startswith(_MAGIC[media]):
            raise forms.ValidationError(_("The file is not what its name says. Scan or save it again."))
        file.seek(0)
        file.media = media
        return file


@require_http_methods(["GET", "POST"])
@requires_person
def submit_credentials(request: HttpRequest, session: str, party: str) -> HttpResponse:
    """Submit a party's credentials: the scanned letter becomes a confidential content."""
    found, whose = said.found_session(session), _party(party)
    require_party(request, Power.NAME_DELEGATION, party)
    issuers = queries.rules_of(found).credentials.issued_by
    form, heading = LetterForm(request.POST or None, request.FILES or None, issuers=issuers), _("Submit credentials")
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["letter"]
        letter = content.deposit(file.read(), file.media, confidential=True)
        given = form.cleaned_data
        act = acts.SubmitCredentials(
            session=found.id, party=party, kind=given["kind"], issued_by=given["issued_by"], letter=letter
        )
        pairs = [
            (_("Party"), words.in_language(whose.name).text),
            (_("Kind"), chosen_word(form, "kind")),
            (_("Issued by"), chosen_word(form, "issued_by")),
            (_("Letter"), letter),
        ]
        return proposed(request, act, found, heading, pairs, then=_desk(found))
    return step(request, form, found, heading, back=_desk(found))


@require_safe
@requires_person
def letter(request: HttpRequest, session: str, party: str) -> HttpResponse:
    """The scanned letter, for those who examine credentials and for the party itself."""
    found, viewer = said.found_session(session), viewer_of(request)
    held = _held(found, party)
    own = viewer.capacity is not None and viewer.capacity.party == party
    if not own and not said.may(viewer, found, Power.EXAMINE_CREDENTIALS):
        raise PermissionDenied
    if request.method == "GET":
        openings.note(viewer, documents.LETTER, documents.letter_name(held))
    body = content.read(held.letter)
    media = next((kind for kind, magic in _MAGIC.items() if body.startswith(magic)), "application/octet-stream")
    response = HttpResponse(body, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="credentials-{party}.{media.rpartition("/")[2]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


FINDING_CARDS = (
    Card(
        "in order", said.FINDINGS["in order"], gettext_lazy("The delegation takes full part."), "circle-check", "good"
    ),
    Card(
        "provisional",
        said.FINDINGS["provisional"],
        gettext_lazy("A copy or a note: the original is still awaited."),
        "clock",
        "waiting",
    ),
    Card(
        "not in order",
        said.FINDINGS["not in order"],
        gettext_lazy("Once the report is adopted, the delegation takes no part in decisions."),
        "circle-x",
        "bad",
    ),
)


class FindingForm(forms.Form):
    """What is found of credentials, with a remark."""

    finding = CardField(label=gettext_lazy("Finding"), cards=FINDING_CARDS)
    remark = forms.CharField(
        label=gettext_lazy("Remark"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "POST"])
@requires_person
def examine_credentials(request: HttpRequest, session: str, party: str) -> HttpResponse:
    """Examine a party's credentials against the letter."""
    found = session_for(request, session, Power.EXAMINE_CREDENTIALS)
    whose, held = _party(party), _held(found, party)
    form, heading = FindingForm(request.POST or None), _("Examine credentials")
    if request.method == "POST" and form.is_valid():
        remark = form.cleaned_data["remark"].strip()
        act = acts.ExamineCredentials(
            session=found.id,
            party=party,
            letter=held.letter,
            finding=form.cleaned_data["finding"],
            remark={request.LANGUAGE_CODE: remark} if remark else {},
        )
        pairs = [
            (_("Party"), words.in_language(whose.name).text),
            (_("Issued by"), said.label(said.ISSUERS, held.issued_by)),
            (_("Letter"), held.letter),
            (_("Finding"), said.label(said.FINDINGS, act.finding)),
        ]
        return proposed(request, act, found, heading, pairs, then=_desk(found))
    return step(request, form, found, f"{heading}: {words.in_language(whose.name).text}", back=_desk(found))


@require_http_methods(["GET"])
@requires_person
def draw_up_report(request: HttpRequest, session: str) -> HttpResponse:
    """Draw up the report on credentials as they are now."""
    found = session_for(request, session, Power.EXAMINE_CREDENTIALS)
    rows = [row for row in queries.delegation_rows(found) if row.party.is_member]
    counts = {word: sum(1 for row in rows if row.finding == word) for word in ("in order", "provisional")}
    pairs = [
        (str(said.FINDINGS["in order"]), str(counts["in order"])),
        (str(said.FINDINGS["provisional"]), str(counts["provisional"])),
        (_("others"), str(len(rows) - sum(counts.values()))),
    ]
    act = acts.ReportOnCredentials(session=found.id)
    return proposed(request, act, found, _("Draw up the report on credentials"), pairs, then=_desk(found))


@require_safe
@public
def credentials_report(request: HttpRequest, session: str, number: int) -> HttpResponse:
    """A report on credentials, to be read and printed."""
    found = said.found_session(session)
    report = CredentialsReport.objects.filter(session=session, number=number).first()
    if report is None:
        raise Http404
    names = queries.party_names()
    groups: dict[str, list[Any]] = {}
    for party, one in sorted(report.findings.items()):
        groups.setdefault(one["finding"] or "not received", []).append(
            {"name": names.get(party, party), "issued_by": said.label(said.ISSUERS, one.get("issued_by", ""))}
        )
    order = ("in order", "provisional", "not in order", "not received")
    context = {
        "session": found,
        "report": report,
        "matter": queries.find_matter(session, f"credentials/{number}"),
        "groups": [(word, groups[word]) for word in order if word in groups],
    }
    return render(request, "meetings/credentials_report.html", context)


def _desk(session: Session) -> str:
    return reverse("session_credentials", args=[session.id])


def _party(party: str) -> Party:
    found = Party.objects.filter(id=party).first()
    if found is None:
        raise Http404
    return found


def _held(session: Session, party: str) -> Credentials:
    found = Credentials.objects.filter(session=session.id, party=party).first()
    if found is None:
        raise Http404
    return found
