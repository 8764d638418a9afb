"""Authentic languages that have parted: which has moved on without the other, where, and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.instruments import provision_queries, queries
from comity.instruments.models import Instrument, Version
from comity.instruments.text import Entry
from comity.instruments.text.parallel import parting
from comity.instruments.views.register import language_of, may_revise, readable
from comity.pages import words
from comity.pages.access import public, secretariat_only
from comity.pages.tables import Column, table
from comity.pages.viewer import viewer_of
from comity.parties.rules import Power


@dataclass(frozen=True, slots=True)
class Behind:
    """A language left behind: since which version, and what another language has said since, provision by provision."""

    language: str
    since: int
    ahead: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Provisions that one language has and another lacks, each with its printed name."""

    language: str
    other: str
    provisions: tuple[tuple[str, str], ...]


@require_safe
@public
def languages_parted(request: HttpRequest, instrument: str) -> HttpResponse:
    """Where the authentic languages of a text have parted, and the next step to bring them together."""
    found = readable(request, instrument)
    versions = list(queries.view_of(found).versions)
    behind, lacking = list(_behind(found, versions)), list(_lacking(found, versions[-1]))
    viewer = viewer_of(request)
    context = {
        "instrument": found,
        "version": versions[-1],
        "language": language_of(request, versions[-1].texts),
        "behind": behind,
        "lacking": lacking,
        "may_revise": may_revise(viewer, found),
        "may_propose": viewer.capacity is not None and Power.PROPOSE in viewer.capacity.powers,
    }
    return render(request, "instruments/parting.html", context)


@require_safe
@secretariat_only
def parted_texts(request: HttpRequest) -> HttpResponse:
    """Every text whose authentic languages have parted, for the secretariat."""
    rows = []
    several = [one for one in Instrument.objects.exclude(status="withdrawn") if len(one.authentic) > 1]
    for found, versions in queries.with_versions(several):
        left = provision_queries.languages_behind(versions, found.authentic)
        lacking = list(_lacking(found, versions[-1]))
        if left or lacking:
            names = [words.language_name(code) for code in sorted(left)]
            rows.append({"instrument": found, "behind": names, "lacking": sum(len(one.provisions) for one in lacking)})
    columns = (
        Column("title", _("Text"), heads_row=True),
        Column("status", _("Status")),
        Column("behind", _("Left behind")),
        Column("lacking", _("Provisions without a counterpart"), numeric=True),
    )
    empty = _("In every text the languages say the same provisions and have changed together.")
    shown = table(request, rows, columns, caption=_("Texts whose languages have parted"), empty=empty)
    return render(request, "instruments/parted_texts.html", {"table": shown})


def _behind(found: Instrument, versions: Sequence[Version]) -> Iterator[Behind]:
    """Each language left behind, with what the language that moved on last has said since."""
    left = provision_queries.languages_behind(versions, found.authentic)
    by_number: Mapping[int, Version] = {one.number: one for one in versions}
    ahead = next((code for code in found.authentic if code not in left), "")
    for language, since in sorted(left.items()):
        old = by_number[since]
        entries = queries.difference_of(old, versions[-1], ahead) if ahead in old.texts else ()
        yield Behind(language, since, ahead, tuple(entry for entry in entries if entry.is_touched))


def _lacking(found: Instrument, version: Version) -> Iterator[Lacking]:
    """Provisions of the first authentic language that another lacks, and the other way round."""
    known = [code for code in found.authentic if code in version.texts]
    if len(known) < 2:
        return
    first, *others = known
    text = queries.structure_of(version, first)
    for code in others:
        other = queries.structure_of(version, code)
        gap = parting(text, other)
        for language, lacks, names, source in (
            (first, code, gap.only_first, text),
            (code, first, gap.only_second, other),
        ):
            if names:
                named = tuple((name, provision_queries.name_of(source, name)) for name in names)
                yield Lacking(language, lacks, named)
