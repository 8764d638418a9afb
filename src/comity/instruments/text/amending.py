"""Amendments to a text: provisions inserted, replaced or deleted; whether two of them touch the same; where a
provision of an older version stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from comity.instruments.text.marking import explicit_marking_of, natural_marking_of
from comity.instruments.text.matching import matched
from comity.instruments.text.reading import read
from comity.instruments.text.structure import (
    HEADED,
    Block,
    Fault,
    Kind,
    Paragraph,
    Provision,
    Text,
    Unreadable,
)
from comity.instruments.text.units import Unit, units_of
from comity.phrase import Phrase, Refusal

PREFACE = "preface"


class Operation(StrEnum):
    """What an amendment does at a provision."""

    INSERT_BEFORE = "insert before"
    INSERT_AFTER = "insert after"
    REPLACE = "replace"
    DELETE = "delete"

    @property
    def inserts(self) -> bool:
        return self in (Operation.INSERT_BEFORE, Operation.INSERT_AFTER)


@dataclass(frozen=True, slots=True)
class Change:
    """An operation at a provision; ``words`` the marking of what is inserted or put in its place."""

    operation: Operation
    target: str
    words: str = ""


class NoSuchProvision(Refusal):
    """There is no provision "{provision}" in this version of the text. It may have been deleted since."""

    status = 409


class ProvisionChanged(Refusal):
    """The words of "{provision}" are no longer those that the amendment was proposed on. Propose it again."""

    status = 409


class WrongLevel(Refusal):
    """{found} cannot stand beside "{provision}". Write provisions of the same level as the one you amend."""

    status = 422


def fragment_of(words: str, language: str) -> tuple[Provision, ...]:
    """The provisions that an amendment writes. Raises `Unreadable` with the lines of the amendment."""
    reading = read(f"::body\n\n{words}", language=language)
    grave = [Fault(max(fault.line - 2, 1), fault.message) for fault in reading.faults if fault.grave]
    found = tuple(map(_unnamed, (*reading.text.body, *reading.text.annexes)))
    if not found and not grave:
        grave = [Fault(1, Phrase("There is no text yet."))]
    if grave:
        raise Unreadable(grave)
    return found


def words_of(provision: Provision, language: str) -> str:
    """The marking by which a provision would be put in its own place: where an amendment of it begins."""
    if provision.kind in (Kind.RECITAL, Kind.CLOSING):
        alone = replace(provision, kind=Kind.ALINEA, number="")
        said = any(not isinstance(block, Paragraph) or block.runs for block in provision.blocks)
        return f"{provision.number} {words_of(alone, language) if said else ''}".strip()
    text = Text(language, body=(provision,))
    if provision.kind is Kind.ANNEX:
        text = Text(language, annexes=(provision,))
    natural = natural_marking_of(text)
    try:
        same = [_nameless(one) for one in fragment_of(natural, language)] == [_nameless(provision)]
    except Unreadable:
        same = False
    return (natural if same else explicit_marking_of(text).removeprefix("::body")).strip()


def _nameless(provision: Provision) -> Provision:
    blocks, closing = (tuple(replace(block, id="") for block in row) for row in (provision.blocks, provision.closing))
    children = tuple(map(_nameless, provision.children))
    return replace(provision, id="", blocks=blocks, children=children, closing=closing)


def _unnamed(provision: Provision) -> Provision:
    """Without identifiers, lest a later change takes what is new for what was there."""
    return replace(provision, id="", children=tuple(map(_unnamed, provision.children)))


def applied(text: Text, changes: Sequence[Change]) -> Text:
    """The text with these changes made one after another, each at an identifier of ``text`` as it is given.

    Raises `NoSuchProvision`, `WrongLevel`, `Unreadable`. Identifiers of the result are given anew.
    """
    made = text
    for change in changes:
        made = _applied(made, change)
    return read(explicit_marking_of(made), language=text.language).text


def overlap(one: Change, other: Change) -> bool:
    """Whether two changes to the same version touch the same provisions, so that only one of them can be made."""
    if one.operation.inserts and other.operation.inserts:
        return False
    if one.operation.inserts or other.operation.inserts:
        inserted, changed = (one, other) if one.operation.inserts else (other, one)
        inside = inserted.target.startswith(f"{changed.target}__")
        return inside or (inserted.target == changed.target and changed.operation is Operation.DELETE)
    first, second = sorted((one.target, other.target), key=len)
    return first == second or second.startswith(f"{first}__")


def carried_over(base: Text, current: Text, change: Change) -> str:
    """The identifier in ``current`` of the provision that the change names in ``base``.

    Raises `NoSuchProvision` if it is gone, `ProvisionChanged` if its words, which the change replaces, are others now.
    """
    if change.target == PREFACE:
        if base.preface != current.preface:
            raise ProvisionChanged(provision=PREFACE)
        return PREFACE
    was = base.find(change.target)
    if was is None:
        raise NoSuchProvision(provision=change.target)
    before, after = units_of(base), units_of(current)
    pairs = matched(before, after)
    place = next(at for at, unit in enumerate(before) if unit.id == was.id and not unit.closes)
    if place not in pairs:
        raise NoSuchProvision(provision=change.target)
    now = after[pairs[place]].id
    found = current.find(now)
    if not change.operation.inserts and (found is None or _said(was) != _said(found)):
        raise ProvisionChanged(provision=change.target)
    return now


def _said(provision: Provision) -> list[tuple[object, ...]]:
    """What a provision and those within it say; their own numbers may have changed, their words not."""
    whole: tuple[Unit, ...] = units_of(Text("und", body=(provision,)))
    return [unit.content for unit in whole]


def _applied(text: Text, change: Change) -> Text:
    new = fragment_of(change.words, text.language) if change.operation is not Operation.DELETE else ()
    if change.target == PREFACE:
        if change.operation is not Operation.REPLACE:
            raise WrongLevel(found=change.operation, provision=PREFACE)
        blocks = [block for one in new for block in one.blocks if isinstance(block, Paragraph)]
        return replace(text, preface=tuple(blocks))
    for name in ("preamble", "body", "conclusions", "annexes"):
        roots: tuple[Provision, ...] = getattr(text, name)
        made = _within(roots, change, new)
        if made is not None:
            return replace(text, **{name: made})  # type: ignore[arg-type]
    raise NoSuchProvision(provision=change.target)


def _within(
    provisions: tuple[Provision, ...], change: Change, new: tuple[Provision, ...]
) -> tuple[Provision, ...] | None:
    """The provisions with the change made among them or within one of them; ``None`` if its target is not here."""
    for at, one in enumerate(provisions):
        if one.id == change.target:
            fitting = tuple(made for provision in new for made in _fitting(provision, one))
            match change.operation:
                case Operation.INSERT_BEFORE:
                    fitting = (*fitting, one)
                case Operation.INSERT_AFTER:
                    fitting = (one, *fitting)
            return (*provisions[:at], *fitting, *provisions[at + 1 :])
        if change.target.startswith(f"{one.id}__"):
            inner = _within(one.children, change, new)
            if inner is not None:
                return (*provisions[:at], replace(one, children=inner), *provisions[at + 1 :])
    return None


def _fitting(new: Provision, beside: Provision) -> tuple[Provision, ...]:
    """A written provision as it can stand beside another: a recital in the preamble, an article among articles."""
    if beside.kind in (Kind.RECITAL, Kind.CLOSING):
        if new.kind in HEADED or new.children:
            raise WrongLevel(found=new.number or new.kind, provision=beside.id)
        number = new.number if beside.kind is Kind.RECITAL else ""
        blocks: tuple[Block, ...] = new.blocks or (Paragraph("", ()),)
        return tuple(replace(new, kind=beside.kind, number=number, blocks=(block,)) for block in blocks)
    headed, annexed = new.kind in HEADED, new.kind is Kind.ANNEX
    if annexed != (beside.kind is Kind.ANNEX) or headed != (beside.kind in HEADED):
        raise WrongLevel(found=new.number or new.kind, provision=beside.id)
    return (new,)
