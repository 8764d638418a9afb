"""An unsound procedure is not published, whoever asks: the page, the API, the command or the loader of a profile."""

from __future__ import annotations

import pytest

from comity.cases.acts import PublishProcedure
from comity.cases.models import Procedure
from comity.cases.refusals import UnsoundProcedure
from comity.cases.testing import MAJORITY, one_stage
from comity.parties.testing import House
from comity.procedure.check import check


def test_a_procedure_with_a_stage_that_nothing_leads_to_is_refused_with_its_place(db: None) -> None:
    house = House.of("AM", "BY")
    source = one_stage(MAJORITY, "unsound")
    source["stages"] = [*source["stages"], {**source["stages"][0], "id": "nowhere"}]
    errors = [finding for finding in check(source) if finding.level == "error"]
    assert errors, "the example is unsound"
    with pytest.raises(UnsoundProcedure) as refused:
        house.do(PublishProcedure(title={"en": "Unsound"}, source=source))
    assert str(refused.value) == f"This procedure cannot be published. At {errors[0].place}: {errors[0].phrase}"
    assert not Procedure.objects.exists()
