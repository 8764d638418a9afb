"""The pages of cases: the list, the path of one, and its live part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.cases import queries
from comity.cases.in_session import IN_SESSION
from comity.cases.models import Case, Position
from comity.pages import moments, subjects, vocabulary, words
from comity.pages.access import public
from comity.pages.tables import Column, table
from comity.pages.viewer import viewer_of
from comity.parties.rules import Power
from comity.phrase import Phrase
from comity.procedure.decision.outcome import Finding
from comity.procedure.stages.path import SILENT, PathStage
from comity.record import fragments

STATES = {"done": "done", "current": "current", "ahead": "ahead"}
FAILED = frozenset({"rejected", "lapsed", "no quorum", "unconfirmed", "exhausted"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A member's position in a round, as a cell: the word, its tone, and marks for what came with it."""

    word: str
    tone: str
    level: str = ""
    at: str = ""
    marks: tuple[str, ...] = ()
    act: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A member's line."""

    name: Any
    cells: tuple[Cell, ...]
    asked: bool
    to_confirm: bool
    step: str


@require_safe
@public
def cases(request: HttpRequest) -> HttpResponse:
    """Every case, open ones first, with its stage and its deadline."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "")[:200]
    found = list(queries.cases_where(state=state, words=text).order_by("-opened_at"))
    found.sort(key=lambda case: (bool(case.end), case.due is None, case.due or case.opened_at))
    titles = queries.stage_titles(found)
    rows = [{"case": case, "stage": titles[case.id]} for case in found]
    columns = (
        Column("title", gettext_lazy("Question"), heads_row=True),
        Column("state", gettext_lazy("Where it stands")),
        Column("deadline", gettext_lazy("Deadline")),
        Column("opened", gettext_lazy("Put on")),
    )
    ends = sorted(set(Case.objects.exclude(end="").values_list("end", flat=True)))
    context = {
        "table": table(
            request, rows, columns, caption=_("Questions"), empty=_("No question matches. Clear the filter.")
        ),
        "state": state,
        "q": text,
        "states": [("", _("all")), ("open", _("open")), *((end, vocabulary.status(end).label) for end in ends)],
    }
    return render(request, "cases/list.html", context)


@require_safe
@public
def case(request: HttpRequest, case: str) -> HttpResponse:
    """The path of a case: where it stands, what each member said, what is missing."""
    found = _found(case)
    subject = subjects.link(found.subject_kind, found.subject)
    context = {"case": found, "subject": subject, "part": part(found), **_personal(request, found)}
    return render(request, "cases/case.html", context)


@require_safe
@public
def case_part(request: HttpRequest, case: str) -> HttpResponse:
    """The part of the page that acts change, for whoever keeps the page open."""
    return HttpResponse(part(_found(case)))


@require_safe
@public
def case_mine(request: HttpRequest, case: str) -> HttpResponse:
    """What the reader may do in the case now."""
    found = _found(case)
    return render(request, "cases/mine.html", {"case": found, **_personal(request, found)})


def in_session(case: Case) -> subjects.Link | None:
    """The page of the vote in which a session decides on the case now."""
    return subjects.link(IN_SESSION, case.vote) if case.vote else None


def part(case: Case) -> str:
    """The public part as HTML; the same for all readers, so hundreds of open tabs are answered from one rendering."""
    address = reverse("case_part", args=[case.id])
    return fragments.kept(address, lambda: render_to_string("cases/part.html", shown(queries.path_of(case))))


def shown(view: queries.PathView) -> dict[str, Any]:
    """The view of a case in the words of the page's language."""
    current = view.current
    titles = {stage.stage: stage.title for stage in view.stages if stage.title}
    names = {row.member: row.name for row in view.rows if row.name}
    summary = _summary(view, current)
    tacit = current is not None and current.kind == "tacit"
    voting = [one for one in view.rounds if one.stage.takes_positions]
    return {
        "case": view.case,
        "view": view,
        "current": current,
        "stages": [_stage(stage) for stage in view.stages if stage.status != "skipped"],
        "rounds": [{"title": one.stage.title, "round": one.round} for one in voting],
        "lines": [_line(row, view.case.round) for row in view.rows],
        # Silence is counted the other way round: its own sentences say what would defeat it.
        "gauges": [] if tacit else [_gauge(finding) for finding in view.findings if finding.needed is not None],
        "tacit": tacit,
        "missing": [
            words.said(_named(_titled(phrase, titles), names))
            for phrase in (current.missing if current else ())
            # Who has not spoken stands in the summary already.
            if not (summary and phrase.template in SILENT)
        ],
        "summary": summary,
        "history": list(_history(view)),
        "with_steps": any(row.step for row in view.rows),
        "said": [entry for row in view.rows for entry in _texts(row, voting)],
    }


def _found(case: str) -> Case:
    found = queries.find_case(case)
    if found is None:
        raise Http404
    return found


def _personal(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the reader may do: take a position, confirm one, note a step; or conduct the procedure."""
    viewer = viewer_of(request)
    chosen = viewer.capacity
    mine = None
    if chosen is not None and chosen.is_member and Power.TAKE_POSITION in chosen.powers:
        mine = queries.mine(case, chosen.party)
        if mine is not None and chosen.body and (mine.stage.body or case.body) != chosen.body:
            mine = None
    return {
        "mine": mine,
        "held": vocabulary.position(mine.held.position) if mine and mine.held else None,
        "must_choose": viewer.signed_in and chosen is None and len(viewer.capacities) > 1,
        "conducts": chosen is not None and Power.CONDUCT in chosen.powers and case.is_open,
        "in_session": in_session(case),
        "topics": f"case:{case.id}",
    }


def _stage(stage: PathStage) -> dict[str, Any]:
    state = "failed" if stage.status == "done" and stage.outcome in FAILED else STATES.get(stage.status, "ahead")
    detail = vocabulary.status(stage.outcome).label if stage.outcome else ""
    if stage.status == "current" and stage.deadline:
        detail = _("until %(deadline)s") % {"deadline": moments.spoken(stage.deadline)}
    return {"title": stage.title or stage.stage, "state": state, "detail": detail, "when": stage.closed_at}


def _line(row: queries.Row, round: int) -> Line:
    step = f"{words.in_language(row.step.step).text} ({_(row.step.status)})" if row.step else ""
    cells = tuple(_cell(one, current=one is not None and one.round == round) for one in row.positions)
    return Line(row.name or row.member, cells, row.asked, row.to_confirm, step)


def _cell(position: Position | None, *, current: bool) -> Cell:
    if position is None or not position.position:
        return Cell("", "quiet")
    word = vocabulary.position(position.position)
    marks = []
    if position.reservation:
        marks.append(_("reservation"))
    if position.declaration:
        marks.append(_("declaration"))
    if position.explanation:
        marks.append(_("explanation"))
    if position.earlier:
        marks.append(_("changed"))
    if position.confirmed_as:
        marks.append(_("not confirmed") if position.confirmed_as in ("lapsed", "declined") else _("confirmed"))
    level = str(vocabulary.signature(position.level).label) if current else ""
    at = moments.brief(position.at) if current else ""
    return Cell(str(word.label), word.tone, level, at, tuple(str(mark) for mark in marks), position.act)


def _gauge(finding: Finding) -> dict[str, Any]:
    of = finding.of if finding.of is not None else max(finding.needed or 0, finding.found)
    return {
        "label": _("Quorum") if finding.role == "quorum" else words.said(finding.phrase),
        "counted": finding.found,
        "needed": finding.needed,
        "of": of,
        "rising": finding.rising,
        "met": finding.met,
        "says": words.said(finding.phrase),
    }


def _summary(view: queries.PathView, current: PathStage | None) -> str:
    """One sentence: how far it is from its next step, for the page's head and for the live region."""
    if current is None:
        return _("The case has ended: %(end)s.") % {"end": vocabulary.status(view.case.end).label}
    asked = [words.in_language(row.name or row.member).text for row in view.rows if row.asked]
    if current.kind == "tacit" or not asked:
        return ""
    if len(asked) > 12:
        return _("%(number)d members have not taken a position yet.") % {"number": len(asked)}
    return _("Still to take a position: %(members)s.") % {"members": ", ".join(asked)}


def _titled(phrase: Phrase, titles: Mapping[str, Any]) -> Phrase:
    """A phrase of the machine, which knows stages by their identifiers only, with their titles."""
    named = {name: titles.get(str(phrase.values[name])) for name in ("stage", "earlier") if name in phrase.values}
    return Phrase(phrase.template, {**phrase.values, **{name: title for name, title in named.items() if title}})


def _named(phrase: Phrase, names: Mapping[str, Mapping[str, str]]) -> Phrase:
    """A phrase of the machine, which knows members by their identifiers only, with their names."""

    def named(value: Any) -> Any:
        if isinstance(value, Phrase):
            return _named(value, names)
        parts = value.split(", ") if isinstance(value, str) else []
        return [names[part] for part in parts] if parts and all(part in names for part in parts) else value

    return Phrase(phrase.template, {name: named(value) for name, value in phrase.values.items()})


def _texts(row: queries.Row, rounds: list[queries.Round]) -> list[dict[str, Any]]:
    """Reservations, declarations and explanations, in full, below the table."""
    found = []
    for one, position in zip(rounds, row.positions, strict=True):
        if position is None:
            continue
        for kind, text in (
            (_("Reservation"), position.reservation),
            (_("Declaration"), position.declaration),
            (_("Explanation"), position.explanation),
        ):
            if text:
                found.append({"kind": kind, "name": row.name or row.member, "stage": one.stage.title, "text": text})
    return found


def _history(view: queries.PathView) -> Any:
    """What happened, stage by stage, the newest first."""
    for one in reversed(view.rounds):
        title = words.in_language(one.stage.title or one.stage.id).text
        if one.closed_at:
            reasons: list[Any] = [*one.because, *one.notes]
            yield {
                "at": one.closed_at,
                "title": _("“%(stage)s” closed: %(outcome)s")
                % {"stage": title, "outcome": vocabulary.status(one.outcome).label},
                "detail": " ".join(words.said(reason) for reason in reasons),
                "tone": "bad" if one.outcome in FAILED else "good",
            }
        for extension in reversed(one.extensions):
            yield {
                "at": moments.read(extension["at"]),
                "title": _("Deadline of “%(stage)s” moved to %(deadline)s")
                % {"stage": title, "deadline": moments.spoken(moments.read(extension["to"]))},
                "detail": words.in_language(extension["reason"]).text,
                "icon": "calendar-clock",
            }
        yield {"at": one.opened_at, "title": _("“%(stage)s” opened") % {"stage": title}, "icon": "circle-play"}
