"""Builders for tests: an instrument before a commission, its versions and its readers, in one line."""

from __future__ import annotations

from typing import Any

from comity.cases.testing import EVERYBODY, Chamber, one_stage
from comity.instruments import acts
from comity.instruments.models import Instrument, Version
from comity.record.acts import Capacity

WARNING = """CONVENTION on the Warning of Floods

The riparian states, knowing that water reaches the lower course within days, have agreed as follows.

Article 1. Object

The Parties warn each other of floods that may cross a border.

Article 2. Centres

1. Each Party maintains a warning centre that can be reached at all hours.

2. Each Party informs the secretariat of:

  (a) its address;

  (b) every change of it.

Article 3. Costs

Each Party bears the costs of its own participation.
"""
WARNING_RU = """КОНВЕНЦИЯ об оповещении о паводках

Прибрежные государства, зная, что вода достигает низовьев за несколько дней, согласились о нижеследующем.

Статья 1. Предмет

Стороны оповещают друг друга о паводках, которые могут пересечь границу.

Статья 2. Центры

1. Каждая Сторона содержит центр оповещения, доступный круглосуточно.

2. Каждая Сторона сообщает секретариату:

  а) свой адрес;

  б) о каждом его изменении.

Статья 3. Расходы

Каждая Сторона несёт расходы на собственное участие.
"""
CLAUSE = {"when": {"count": "deposited", "at_least": 2}, "then": {"after": "P5D", "roll": "none"}}


class Drafters(Chamber):
    """A commission whose members draft: texts brought in, revised, put to the vote, read."""

    def drafted(
        self,
        instrument: str = "warning",
        *,
        by: str = "AM",
        clause: dict[str, Any] | None = None,
        **texts: str,
    ) -> Instrument:
        """A member brings in a text, in English unless other languages are given."""
        texts = texts or {"en": WARNING}
        act = acts.DraftInstrument(
            instrument=instrument,
            reference=f"RC/{instrument}",
            kind="convention",
            title={"en": "Convention on Warning"},
            body="commission",
            authentic=tuple(texts),
            texts=self.deposited(texts),
            clause=clause or {},
        )
        self.do(act, self.delegates[by])
        return self.instrument(instrument)

    def revised(self, instrument: str = "warning", *, by: str = "AM", **texts: str) -> Version:
        """A new version."""
        self.do(acts.ReviseInstrument(instrument=instrument, texts=self.deposited(texts)), self.delegates[by])
        return self.version(instrument)

    def submitted(self, instrument: str = "warning", *, rule: dict[str, Any] = EVERYBODY, by: str = "AM") -> str:
        """The text is put to the commission; the case."""
        procedure = self.published(one_stage(rule, name=f"on-{instrument}"))
        case = f"case-{instrument}"
        self.do(acts.SubmitInstrument(instrument=instrument, case=case, procedure=procedure), self.delegates[by])
        return case

    def adopted(self, instrument: str = "warning", **more: Any) -> Instrument:
        """The text drafted, submitted and approved by all."""
        if self.rows.read(Instrument, instrument) is None:
            self.drafted(instrument, **more)
        self.all_say("approve", case=self.submitted(instrument))
        return self.instrument(instrument)

    def deposited(self, texts: dict[str, str]) -> dict[str, str]:
        """The digests of texts, by language."""
        return {language: self.ledger.deposit(text.encode()) for language, text in texts.items()}

    def instrument(self, instrument: str = "warning") -> Instrument:
        """The instrument as it stands."""
        found = self.rows.read(Instrument, instrument)
        assert found is not None
        return found

    def version(self, instrument: str = "warning") -> Version:
        """Its newest version."""
        found = self.rows.read(Version, instrument, self.instrument(instrument).version)
        assert found is not None
        return found

    def delegate(self, member: str = "AM") -> Capacity:
        return self.delegates[member]
