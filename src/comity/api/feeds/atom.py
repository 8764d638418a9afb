"""Atom feeds: every decision, and every act on the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.api import links
from comity.cases.models import Case, Procedure, Visit
from comity.cases.phrases import from_json
from comity.pages import vocabulary
from comity.pages.words import in_language, said
from comity.parties import queries
from comity.parties.models import Party
from comity.record import log
from comity.record.acts import registry
from comity.record.following import Placed, placed
from comity.record.leaf import SYSTEM

SHOWN = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    """Django's feed, whose time is that of its newest entry and never that of the request."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=EPOCH)


def decisions(address: str) -> Feed:
    """The stages that closed, the newest first: what was asked, how it went and why; four queries."""
    visits = list(Visit.objects.exclude(closed_at=None).order_by("-closed_at", "case", "round")[:SHOWN])
    cases = Case.objects.defer("state").in_bulk({visit.case for visit in visits})
    titles = _stage_titles(Procedure.objects.in_bulk({case.procedure for case in cases.values()}))
    feed = _feed(_("Decisions"), _("How questions before the members were settled, stage by stage."), address)
    for visit in visits:
        case = cases[visit.case]
        stage = titles.get((case.procedure, visit.stage), visit.stage)
        outcome = str(vocabulary.status(visit.outcome).label)
        assert visit.closed_at is not None
        feed.add_item(
            title=f"{in_language(case.title).text}: {in_language(stage).text}: {outcome}",
            link=links.of_case(case.id),
            description="\n".join(said(from_json(line)) for line in visit.because),
            unique_id=_tag(case.opened_at, f"case/{case.id}/{visit.round}"),
            pubdate=visit.closed_at,
            updateddate=visit.closed_at,
            categories=[visit.outcome],
        )
    return feed


def acts(address: str) -> Feed:
    """The newest acts of the record; four queries."""
    size = log.size()
    newest = list(reversed(placed(max(0, size - SHOWN), size)))
    names = dict(Party.objects.filter(id__in={one.leaf.party for one in newest}).values_list("id", "name"))
    feed = _feed(_("The record"), _("Every act, as it took its place on the record."), address)
    for one in newest:
        feed.add_item(
            title=_said(one, names),
            link=links.of_act(one.leaf.id),
            description=one.leaf.type,
            unique_id=f"urn:uuid:{one.leaf.id}",
            pubdate=one.at,
            updateddate=one.at,
            categories=[one.leaf.type],
        )
    return feed


def _said(one: Placed, names: Mapping[str, Any]) -> str:
    kind = registry.get(one.leaf.type.partition("@")[0])
    done = _(kind.done) if kind is not None else one.leaf.type
    if one.leaf.party == SYSTEM:
        return done
    return f"{done} ({in_language(names.get(one.leaf.party, one.leaf.party)).text})"


def _feed(title: str, subtitle: str, address: str) -> Feed:
    organisation = queries.organisation()
    name = in_language(organisation.name).text if organisation is not None else "Comity"
    return Feed(
        title=f"{name}: {title}",
        link=f"{settings.SITE_URL}/",
        description=subtitle,
        subtitle=subtitle,
        language=get_language(),
        author_name=name,
        feed_url=address,
        feed_guid=address,
    )


def _stage_titles(procedures: Mapping[str, Procedure]) -> dict[tuple[str, str], Any]:
    """The titles of stages, by procedure and stage."""
    return {
        (procedure.id, stage["id"]): stage["title"]
        for procedure in procedures.values()
        for stage in procedure.source["stages"]
        if stage.get("title")
    }


def _tag(day: datetime, part: str) -> str:
    """A name for ever (RFC 4151): this site, the day it came about, and what it is."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{day.date().isoformat()}:{part}"
