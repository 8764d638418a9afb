"""Reads of what hangs on the provisions of a text: amendments, comments, reservations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from comity.instruments import force, queries
from comity.instruments.comments import Said
from comity.instruments.models import Amendment, Comment, Deposit, Instrument, Version
from comity.instruments.refusals import CommentUnreadable
from comity.instruments.rules import AmendmentStatus, Visibility
from comity.instruments.text import Entry, Text, difference
from comity.instruments.text.amending import Change, Operation, applied, words_of
from comity.instruments.text.conflicts import carried_over, clashes
from comity.instruments.text.merging import Clash
from comity.instruments.text.parallel import left_behind
from comity.parties.circles import Circle, Reader, admits
from comity.parties.models import Party
from comity.phrase import Phrase, Refusal
from comity.record import content

OPEN = (AmendmentStatus.PROPOSED, AmendmentStatus.PUT)


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """An amendment with the words it writes, the name of its proposer, and what stands in its way now.

    ``words`` are those as proposed, ``changes`` what it does to the newest version by language; ``rivals`` are other
    open amendments that touch the same words; ``blocked`` says why it could not be made to the newest version.
    """

    amendment: Amendment
    words: Mapping[str, str]
    proposer: Mapping[str, str]
    target: str
    changes: Mapping[str, Change]
    rivals: tuple[Rival, ...] = ()
    blocked: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Rival:
    """Another open amendment to the same words, and the words that both touch."""

    amendment: str
    proposer: Mapping[str, str]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment that the reader may see, with what it says."""

    comment: Comment
    said: Said
    party: Mapping[str, str]


def was_tabled(instrument: Instrument) -> bool:
    """Whether the text, or an amendment to it, was ever put to a body, whose members must read it; at most a query."""
    if instrument.tabled_at is not None:
        return True
    return Amendment.objects.filter(instrument=instrument.id).exclude(case="").exists()


def address_of(amendment: str) -> str | None:
    """The page of an amendment; one query."""
    instrument = Amendment.objects.filter(id=amendment).values_list("instrument", flat=True).first()
    return reverse("amendment", args=[instrument, amendment]) if instrument else None


def amendments_to(instrument: Instrument) -> tuple[AmendmentView, ...]:
    """Every amendment to a text, the newest last; at most five queries and those of the texts in the first language."""
    found = list(Amendment.objects.filter(instrument=instrument.id).order_by("at", "id"))
    if not found:
        return ()
    bodies = content.texts({digest for one in found for digest in one.texts.values()})
    names = dict(Party.objects.filter(id__in={one.party for one in found}).values_list("id", "name"))
    versions = queries.versions_of(instrument, instrument.version, *(one.base for one in found))
    views = [_viewed(one, bodies, names, versions, instrument) for one in found]
    newest = versions[instrument.version]
    return tuple(replace(one, rivals=tuple(_rivals(one, views, newest))) for one in views)


def _viewed(
    one: Amendment,
    bodies: Mapping[str, bytes],
    names: Mapping[str, Mapping[str, str]],
    versions: Mapping[int, Version],
    instrument: Instrument,
) -> AmendmentView:
    words = {language: bodies.get(digest, b"").decode() for language, digest in one.texts.items()}
    base, blocked = versions[one.base], None
    changes = changes_of(one, words, base)
    if one.status in OPEN and one.base != instrument.version:
        try:
            changes = carried(changes, base, versions[instrument.version])
        except Refusal as refusal:
            changes, blocked = {}, refusal.phrase
    elif one.blocked:
        blocked = Phrase(one.blocked["template"], one.blocked["values"])
    target = next((change.target for change in changes.values()), one.target)
    proposer = names.get(one.party, {"en": one.party})
    return AmendmentView(one, words, proposer, target, changes, blocked=blocked)


def changes_of(amendment: Amendment, words: Mapping[str, str], base: Version) -> dict[str, Change]:
    """What an amendment does to its base, by language; ``words`` as proposed, before any merging."""
    operation = Operation(amendment.operation)
    if operation is Operation.DELETE:
        return {language: Change(operation, amendment.target) for language in base.texts}
    return {
        language: Change(operation, amendment.target, str(amendment.carried.get(language, given)))
        for language, given in words.items()
    }


def carried(changes: Mapping[str, Change], old: Version, new: Version) -> dict[str, Change]:
    """The changes as they are made to a newer version. Raises what `conflicts.carried_over` finds."""
    return {
        language: carried_over(queries.structure_of(old, language), queries.structure_of(new, language), change)
        for language, change in changes.items()
    }


def _rivals(one: AmendmentView, others: Sequence[AmendmentView], newest: Version) -> Iterator[Rival]:
    if one.amendment.status not in OPEN:
        return
    for other in others:
        if other.amendment.id == one.amendment.id or other.amendment.status not in OPEN:
            continue
        found = against(one, other, newest)
        if found:
            yield Rival(other.amendment.id, other.proposer, found)


def against(one: AmendmentView, other: AmendmentView, newest: Version) -> tuple[Clash, ...]:
    """The words of the newest version that two amendments both touch, in whatever language."""
    found: list[Clash] = []
    for language in sorted(set(one.changes) & set(other.changes)):
        found += clashes(queries.structure_of(newest, language), one.changes[language], other.changes[language])
    return tuple(found)


def redline_of(view: AmendmentView, base: Version, language: str) -> tuple[Entry, ...]:
    """What an amendment changes in the version on which it stands; nothing where it has no words."""
    change = changes_of(view.amendment, view.words, base).get(language)
    if change is None:
        return ()
    text = queries.structure_of(base, language)
    try:
        made = applied(text, [change])
    except Refusal:
        return ()
    return difference(text, made)


def redline_now(
    view: AmendmentView, versions: Mapping[int, Version], instrument: Instrument, language: str
) -> tuple[Entry, ...]:
    """What an open amendment changes in the text as it stands now; what a settled one changed in its own base."""
    change = view.changes.get(language)
    if view.amendment.status not in OPEN or change is None:
        return redline_of(view, versions[view.amendment.base], language)
    text = queries.structure_of(versions[instrument.version], language)
    try:
        return difference(text, applied(text, [change]))
    except Refusal:
        return ()


def name_of(text: Text, provision: str) -> str:
    """What a provision is called: the printed numbers on the way to it; its identifier if the text has it no more."""
    numbers = [one.number.rstrip(" .:—–-") for one in text.path(provision) if one.number]
    return ", ".join(numbers) or provision


def circle_of(comment: Comment) -> Circle:
    """Who may read a comment; one for its own delegation not even the secretariat."""
    if comment.visibility == Visibility.OWN:
        return Circle.of("parties", [comment.party], closed=True)
    return Circle.of(comment.visibility, owner=comment.party)


def comments_on(instrument: Instrument, reader: Reader) -> list[CommentView]:
    """The comments on a text that somebody may read; at most three queries."""
    found = [
        one
        for one in Comment.objects.filter(instrument=instrument.id, withdrawn_at=None).order_by("at", "id")
        if admits(circle_of(one), reader)
    ]
    bodies = content.texts({one.content for one in found})
    names = dict(Party.objects.filter(id__in={one.party for one in found}).values_list("id", "name"))
    shown = []
    for one in found:
        try:
            said = Said.read(bodies.get(one.content, b""))
        except CommentUnreadable:
            continue  # erased, or confidential words that nobody checked
        shown.append(CommentView(one, said, names.get(one.party, {"en": one.party})))
    return shown


def reservations_to(instrument: Instrument, provision: str) -> list[Deposit]:
    """The standing deposits that reserve or declare something on a provision or on one within it; one query."""
    standing = force.standing(Deposit.objects.filter(instrument=instrument.id)).values()
    return [one for one in standing if any(_concerns(name, provision) for name in (*one.reserved, *one.declared))]


def _concerns(named: str, provision: str) -> bool:
    return named == provision or named.startswith(f"{provision}__") or provision.startswith(f"{named}__")


def marking_of_provision(text: Text, provision: str) -> str:
    """The marking of one provision, as a drafter would begin to amend it; empty if there is none."""
    found = text.find(provision)
    return words_of(found, text.language) if found else ""


def languages_behind(versions: Sequence[Version], authentic: Sequence[str]) -> dict[str, int]:
    """Languages left behind by another, with the version in which their text last changed."""
    return left_behind([one.texts for one in versions], authentic)


def choices_of(text: Text) -> list[tuple[str, str]]:
    """Every provision as a choice: its number, where it lies, and its first words."""
    found = []
    for root in text.roots:
        for one in root.walk():
            depth = one.id.count("__")
            words = " ".join(str(getattr(run, "text", "")) for run in one.heading)
            if not words and one.blocks:
                words = " ".join(str(getattr(run, "text", "")) for run in getattr(one.blocks[0], "runs", ()))
            found.append((one.id, f"{'– ' * depth}{one.number or one.id} {words[:60]}".strip()))
    return found
