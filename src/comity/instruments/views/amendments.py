"""Amendments to a text: the list with what conflicts, one with its redline, proposing, putting and withdrawing one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.instruments import acts, in_session, provision_queries, queries
from comity.instruments.models import Instrument, Version
from comity.instruments.provision_queries import AmendmentView
from comity.instruments.rules import AmendmentStatus
from comity.instruments.text import Text
from comity.instruments.text.amending import Operation
from comity.instruments.views.drafting import SubmitForm
from comity.instruments.views.first_steps import about, form_page
from comity.instruments.views.register import language_of, readable
from comity.pages import subjects
from comity.pages.access import public, requires_person
from comity.pages.forms import chosen_word
from comity.pages.refusals import refusals_on
from comity.pages.viewer import viewer_of
from comity.pages.words import for_language
from comity.pages.words import in_language as in_words
from comity.parties.rules import Power
from comity.record import content
from comity.record.signing import propose, require_power

OPERATIONS = {
    Operation.REPLACE: gettext_lazy("Replace it"),
    Operation.INSERT_AFTER: gettext_lazy("Insert after it"),
    Operation.INSERT_BEFORE: gettext_lazy("Insert before it"),
    Operation.DELETE: gettext_lazy("Delete it"),
}
STATUSES = {
    AmendmentStatus.PROPOSED: ("waiting", gettext_lazy("proposed")),
    AmendmentStatus.PUT: ("running", gettext_lazy("being decided")),
    AmendmentStatus.ADOPTED: ("waiting", gettext_lazy("adopted, not yet in the text")),
    AmendmentStatus.MADE: ("good", gettext_lazy("in the text")),
    AmendmentStatus.REJECTED: ("bad", gettext_lazy("rejected")),
    AmendmentStatus.WITHDRAWN: ("quiet", gettext_lazy("withdrawn")),
    AmendmentStatus.NOT_PUT: ("quiet", gettext_lazy("not put: another was adopted")),
    AmendmentStatus.CARRIED: ("neutral", gettext_lazy("carried by another text")),
}


class AmendmentForm(forms.Form):
    """Where, what, in which words, and why."""

    operation = forms.ChoiceField(
        label=gettext_lazy("What to do with it"),
        choices=[(str(operation), label) for operation, label in OPERATIONS.items()],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        text: Text,
        words: dict[str, str],
        languages: Sequence[str],
        carriers: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        self.fields["target"] = forms.ChoiceField(label=_("Provision"), choices=provision_queries.choices_of(text))
        for language in languages:
            self.fields[f"text_{language}"] = forms.CharField(
                label=for_language(_("New words"), language),
                required=False,
                max_length=200_000,
                strip=False,
                initial=words.get(language, ""),
                help_text=_("Written as the text itself, with its number. Leave it empty to delete."),
                widget=forms.Textarea(attrs={"rows": 7, "lang": language}),
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
        )
        if carriers:
            self.fields["within"] = forms.ChoiceField(
                label=_("Carried by"),
                choices=carriers,
                help_text=_(
                    "Parties are bound by deposits, so one of your drafts amends it, and they accept that one."
                ),
            )
        self.order_fields(["target", "operation", "within"])

    def deposited(self) -> dict[str, str]:
        """The digests of the words, by language; none for a deletion."""
        if self.cleaned_data["operation"] == Operation.DELETE:
            return {}
        words = {code: self.cleaned_data[f"text_{code}"].replace("\r\n", "\n").strip() for code in self.languages}
        return {code: content.deposit(given.encode(), "text/plain") for code, given in words.items() if given}


@require_safe
@public
def amendments(request: HttpRequest, instrument: str) -> HttpResponse:
    """Every amendment to a text, and which of them stand against one another."""
    found = readable(request, instrument)
    viewer = viewer_of(request)
    context = {
        "instrument": found,
        "views": [(view, *_status(view)) for view in reversed(provision_queries.amendments_to(found))],
        "may_propose": bool(viewer.capacity and Power.PROPOSE in viewer.capacity.powers),
    }
    return render(request, "instruments/amendments.html", context)


@require_safe
@public
def amendment(request: HttpRequest, instrument: str, amendment: str) -> HttpResponse:
    """One amendment: its reason, and what it changes in the text."""
    found = readable(request, instrument)
    view = _view(found, amendment)
    one = view.amendment
    base = queries.versions_of(found, one.base)[one.base]
    language = language_of(request, dict.fromkeys(view.words or base.texts, ""))
    entries = provision_queries.redline_of(view, base, language)
    viewer = viewer_of(request)
    party = viewer.capacity.party if viewer.capacity else ""
    own = viewer.is_secretariat or party == one.party
    powers = viewer.capacity.powers if viewer.capacity else ()
    tone, label = _status(view)
    context = {
        "instrument": found,
        "view": view,
        "one": one,
        "tone": tone,
        "status": label,
        "sitting": subjects.link(in_session.SUBJECT, one.question) if one.question else None,
        "operation": OPERATIONS[Operation(one.operation)],
        "base": base,
        "language": language,
        "languages": sorted(view.words or base.texts),
        "entries": [entry for entry in entries if entry.is_touched],
        "may_put": one.status == AmendmentStatus.PROPOSED
        and (own or party == found.originator)
        and Power.SUBMIT in powers
        and view.blocked is None,
        "may_withdraw": one.status == AmendmentStatus.PROPOSED and own and Power.PROPOSE in powers,
    }
    return render(request, "instruments/amendment.html", context)


@require_http_methods(["GET", "POST"])
@requires_person
def propose_amendment(request: HttpRequest, instrument: str) -> HttpResponse:
    """Propose to insert, replace or delete a provision of the newest version."""
    require_power(request, Power.PROPOSE)
    found = readable(request, instrument)
    version = queries.versions_of(found, found.version)[found.version]
    if request.method == "GET" and not request.GET.get("target"):
        return _choose_provision(request, found, version)
    form = _form(request, found, version)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        name = f"a-{secrets.token_hex(6)}"
        reason = given["reason"].strip()
        answer = None
        with refusals_on(form):
            act = acts.ProposeAmendment(
                instrument=found.id,
                amendment=name,
                on=version.number,
                operation=given["operation"],
                target=given["target"],
                texts=form.deposited(),
                reason={request.LANGUAGE_CODE: reason} if reason else {},
                within=given.get("within") or None,
            )
            _require_possible(act, version)
            here = _then(request) or reverse("amendment", args=[found.id, name])
            pairs = [
                *about(found),
                (_("Provision"), chosen_word(form, "target")),
                (_("What to do with it"), chosen_word(form, "operation")),
                (_("Languages"), ", ".join(act.texts) or "–"),
                (_("Reason"), reason or "–"),
            ]
            heading, back = _("Propose an amendment"), reverse("amendments", args=[found.id])
            answer = propose(request, act, heading=heading, pairs=pairs, back=back, then=here)
        if answer is not None:
            return answer
    return form_page(request, form, _("Propose an amendment"), reverse("amendments", args=[found.id]), found)


@require_http_methods(["GET", "POST"])
@requires_person
def put_amendment(request: HttpRequest, instrument: str, amendment: str) -> HttpResponse:
    """Put an amendment to a decision under a procedure."""
    require_power(request, Power.SUBMIT)
    found = readable(request, instrument)
    view = _view(found, amendment)
    here = reverse("amendment", args=[found.id, amendment])
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = f"c-{secrets.token_hex(6)}"
        procedure = form.cleaned_data["procedure"]
        act = acts.PutAmendment(instrument=found.id, amendment=amendment, case=case, procedure=procedure)
        pairs = [
            *about(found),
            (_("Provision"), view.target),
            (_("Procedure"), chosen_word(form, "procedure")),
        ]
        then = reverse("case", args=[case])
        return propose(request, act, heading=_("Put it to a decision"), pairs=pairs, back=here, then=then)
    return form_page(request, form, _("Put it to a decision"), here, found)


@require_http_methods(["GET"])
@requires_person
def withdraw_amendment(request: HttpRequest, instrument: str, amendment: str) -> HttpResponse:
    """Withdraw an amendment that has not been decided."""
    require_power(request, Power.PROPOSE)
    found = readable(request, instrument)
    view = _view(found, amendment)
    act = acts.WithdrawAmendment(instrument=found.id, amendment=amendment)
    here = reverse("amendment", args=[found.id, amendment])
    pairs = [*about(found), (_("Provision"), view.target)]
    return propose(request, act, heading=_("Withdraw the amendment"), pairs=pairs, back=here, then=here)


def _choose_provision(request: HttpRequest, found: Instrument, version: Version) -> HttpResponse:
    """The page before the form: which provision, so that the form begins with its words in every language."""
    language = language_of(request, version.texts)
    context = {
        "instrument": found,
        "language": language,
        "choices": provision_queries.choices_of(queries.structure_of(version, language)),
        "then": _then(request),
    }
    return render(request, "instruments/choose_provision.html", context)


def _then(request: HttpRequest) -> str:
    """Where the proposer came from, such as a session that deals with the text; only ever a page of this site."""
    asked = request.GET.get("then", "")
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


def _view(found: Instrument, amendment: str) -> AmendmentView:
    view = next((one for one in provision_queries.amendments_to(found) if one.amendment.id == amendment), None)
    if view is None:
        raise Http404
    return view


def _status(view: AmendmentView) -> tuple[str, str]:
    tone, label = STATUSES[AmendmentStatus(view.amendment.status)]
    return tone, str(label)


def _form(request: HttpRequest, found: Instrument, version: Version) -> AmendmentForm:
    texts = {code: queries.structure_of(version, code) for code in version.texts}
    target = request.GET.get("target", "")
    words = {code: provision_queries.marking_of_provision(text, target) for code, text in texts.items()}
    first = texts[language_of(request, version.texts)]
    initial = {"target": target, "operation": str(Operation.REPLACE)}
    return AmendmentForm(
        request.POST or None,
        text=first,
        words=words,
        languages=list(texts),
        carriers=_carriers(request, found),
        initial=initial,
    )


def _carriers(request: HttpRequest, found: Instrument) -> list[tuple[str, str]]:
    """The reader's own drafts that may carry an amendment to what parties are bound to by deposits."""
    viewer = viewer_of(request)
    if found.adopted_at is None or not found.clause or viewer.capacity is None:
        return []
    drafts = queries.drafts_of(viewer.capacity.party)
    return [(one.id, f"{one.reference} {in_words(one.title).text}") for one in drafts]


def _require_possible(act: acts.ProposeAmendment, version: Version) -> None:
    """Tell the proposer now, beside the form, what the record would refuse after signing."""
    from comity.instruments.text.amending import Change, applied

    operation = Operation(act.operation)
    for language in act.texts or version.texts:
        words = content.read(act.texts[language]).decode() if language in act.texts else ""
        applied(queries.structure_of(version, language), [Change(operation, act.target, words)])
