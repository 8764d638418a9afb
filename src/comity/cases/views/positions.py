"""Taking, changing, withdrawing and confirming a position; noting a national step: the first of two steps each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.cases import acts, queries
from comity.cases.models import Case
from comity.pages import vocabulary, words
from comity.pages.access import member_only
from comity.pages.forms import Card, CardField, chosen_word
from comity.pages.viewer import viewer_of
from comity.parties.languages_form import LanguagesForm
from comity.parties.rules import Power
from comity.procedure.stages import Stage
from comity.record.signing import first_step, propose

ATTACHED = {
    "reservation": gettext_lazy("Reservation"),
    "declaration": gettext_lazy("Declaration"),
    "explanation": gettext_lazy("Explanation of the position"),
}
LONGEST = 8000


class PositionForm(LanguagesForm):
    """A stage's positions as cards, and what may come with one, in every language of the organisation."""

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"] = CardField(label=_("Position"), cards=[_card(word, stage) for word in stage.positions])
        qualifiers = stage.rule.qualifiers if stage.rule else []
        if qualifiers:
            self.fields["qualifiers"] = forms.MultipleChoiceField(
                label=_("It comes with"),
                choices=[(word, _(word)) for word in qualifiers],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for name, label in ATTACHED.items():
            self.ask(name, label, required=False, longest=LONGEST, rows=3)


class ConfirmForm(forms.Form):
    """Confirm what was approved ad referendum, or say what stands instead."""

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firm = [word for word in stage.positions if word not in stage.ad_referendum]
        cards = [
            Card("confirm", _("Confirm"), _("The approval stands for good."), "check-check", "good"),
            *(_instead(word) for word in firm if word not in stage.ad_referendum.values()),
            Card("decline", _("Decline"), _("As if no position had been taken."), "undo-2", "neutral"),
        ]
        self.fields["answer"] = CardField(label=_("Answer"), cards=cards)


class StepForm(forms.Form):
    """Where the matter stands at home."""

    step = forms.CharField(
        label=gettext_lazy("Step"), max_length=300, help_text=gettext_lazy("Such as: Ministry of Justice, opinion.")
    )
    status = forms.ChoiceField(
        label=gettext_lazy("How far it is"),
        choices=[
            ("begun", gettext_lazy("begun")),
            ("done", gettext_lazy("done")),
            ("held up", gettext_lazy("held up")),
        ],
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "POST"])
@member_only
def take_position(request: HttpRequest, case: str) -> HttpResponse:
    """Step one: which position, and what comes with it."""
    found, mine = _asked(request, case)
    if not mine.may_take:
        return redirect("case", case)
    form = PositionForm(_sent(request), stage=mine.stage)
    if request.method == "POST" and form.is_valid():
        act = acts.TakePosition(
            case=found.id,
            round=found.round,
            on=found.subject_version,
            position=form.cleaned_data["position"],
            qualifiers=tuple(form.cleaned_data.get("qualifiers", ())),
            **{name: form.said(name) for name in ATTACHED},
        )
        word = vocabulary.position(act.position).label
        pairs = [*_about(request, found, mine.stage), (_("Position"), str(word)), *_attached_pairs(act)]
        return _proposed(request, act, found, heading=_("Take a position"), pairs=pairs, level=mine.stage.signature)
    context = {
        "case": found,
        "form": form,
        "mine": mine,
        "attached": [_fields(form, name) for name in ATTACHED],
        "heading": _("Change the position") if mine.held else _("Take a position"),
    }
    return render(request, "cases/take.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_only
def confirm_position(request: HttpRequest, case: str, round: int) -> HttpResponse:
    """Step one of confirming, or declining, what was approved ad referendum."""
    found, mine = _asked(request, case)
    stage = queries.confirming(found, round)
    if mine.to_confirm != round or stage is None:
        return redirect("case", case)
    form = ConfirmForm(_sent(request), stage=stage)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        instead = None if answer == "confirm" else "" if answer == "decline" else answer
        act = acts.ConfirmPosition(case=found.id, round=round, instead=instead)
        said = chosen_word(form, "answer")
        pairs = [*_about(request, found, stage), (_("Answer"), str(said))]
        heading = _("Answer on what was approved ad referendum")
        level = mine.stage.signature if mine.may_take else stage.signature
        return _proposed(request, act, found, heading=heading, pairs=pairs, level=level)
    return case_form(request, form, found, _("Confirm or decline"))


@require_http_methods(["GET"])
@member_only
def withdraw_position(request: HttpRequest, case: str) -> HttpResponse:
    """Take the position back: there is nothing to fill in, so the second step follows at once."""
    found, mine = _asked(request, case)
    if mine.held is None:
        return redirect("case", case)
    act = acts.WithdrawPosition(case=found.id, round=found.round)
    word = vocabulary.position(mine.held.position).label
    pairs = [*_about(request, found, mine.stage), (_("Position withdrawn"), str(word))]
    return _proposed(request, act, found, heading=_("Withdraw the position"), pairs=pairs, level=mine.stage.signature)


@require_http_methods(["GET", "POST"])
@member_only
def note_step(request: HttpRequest, case: str) -> HttpResponse:
    """Tell where the matter stands at home."""
    found, mine = _asked(request, case)
    form = StepForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        given, language = form.cleaned_data, request.LANGUAGE_CODE
        act = acts.NoteStep(
            case=found.id,
            round=found.round,
            step={language: given["step"]},
            status=given["status"],
            remark={language: given["remark"]} if given["remark"] else {},
        )
        pairs = [
            *_about(request, found, mine.stage),
            (_("Step"), given["step"]),
            (_("How far it is"), _(given["status"])),
        ]
        return _proposed(request, act, found, heading=_("Note a national step"), pairs=pairs, level="session")
    return case_form(request, form, found, _("Note a national step"))


def _asked(request: HttpRequest, case: str) -> tuple[Case, queries.Mine]:
    """The case, and what the reader's member may do in it; refused if it is not asked anything."""
    found = queries.find_case(case)
    if found is None:
        raise Http404
    chosen = viewer_of(request).capacity
    if chosen is None or Power.TAKE_POSITION not in chosen.powers:
        raise PermissionDenied
    mine = queries.mine(found, chosen.party)
    if mine is None or (chosen.body and (mine.stage.body or found.body) != chosen.body):
        raise PermissionDenied
    return found, mine


def _sent(request: HttpRequest) -> Any:
    """What was sent, be it nothing: an empty form that is sent is still answered with what it lacks."""
    return request.POST if request.method == "POST" else None


def case_form(request: HttpRequest, form: forms.Form, case: Case, heading: str) -> HttpResponse:
    """The first step of an act in a case; *Cancel* leads back to the case."""
    return first_step(request, form, heading, back=reverse("case", args=[case.id]), lead=case.title)


def _proposed(
    request: HttpRequest, act: Any, case: Case, *, heading: str, pairs: Sequence[tuple[str, str]], level: str
) -> HttpResponse:
    back = reverse("case", args=[case.id])
    return propose(request, act, heading=heading, pairs=pairs, back=back, then=back, level=level)


def _about(request: HttpRequest, case: Case, stage: Stage) -> list[tuple[str, str]]:
    chosen = viewer_of(request).capacity
    party = words.in_language(chosen.party_name).text if chosen else ""
    return [
        (_("Question"), words.in_language(case.title).text),
        (_("Stage"), words.in_language(stage.title or stage.id).text),
        (_("For"), party),
    ]


def _attached_pairs(act: acts.TakePosition) -> list[tuple[str, str]]:
    given: list[tuple[Any, Mapping[str, str]]] = [(label, getattr(act, name)) for name, label in ATTACHED.items()]
    return [(words.for_language(label, language), text) for label, texts in given for language, text in texts.items()]


def _fields(form: PositionForm, name: str) -> dict[str, Any]:
    """The fields of one kind of text, folded away until wanted; open where something stands or is wrong in them."""
    fields = [form[field] for field in form.fields_of(name)]
    return {"label": ATTACHED[name], "fields": fields, "open": any(field.value() or field.errors for field in fields)}


def _card(word: str, stage: Stage) -> Card:
    known = vocabulary.position(word)
    return Card(word, vocabulary.choice(word), _meaning(word, stage), known.icon, known.tone)


def _instead(word: str) -> Card:
    known = vocabulary.position(word)
    return Card(word, vocabulary.choice(word), "", known.icon, known.tone)


def _meaning(word: str, stage: Stage) -> str:
    """What follows from a position, in one line."""
    if word in stage.ad_referendum:
        return _("Counts as approval, and must be confirmed before the next stage closes.")
    if word in stage.objections:
        return _("Stands against adoption by silence.")
    if word in ("approve", "yes", "confirm"):
        return _("Counts for adoption; a reservation may come with it.")
    if word in ("object", "no", "refuse"):
        return _("Counts against adoption; say why, if you like.")
    if word == "abstain":
        return _("Neither for nor against; the rule says how it counts.")
    return ""
