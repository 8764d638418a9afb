"""The network of packages: circles named, the critical path, what slips, and when all is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.programmes import schedule
from comity.programmes.schedule import Package, forecast, ordered, plan, slips_next

TODAY = date(2026, 3, 31)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def sure(name: str, days: int, *after: str, **more) -> Package:
    return Package(name, days, days, days, after, **more)


DIAMOND = [sure("end", 2, "long", "short"), sure("long", 5, "begin"), sure("short", 3, "begin"), sure("begin", 4)]


def test_the_critical_path_and_the_slack_beside_it():
    found = plan(DIAMOND, TODAY)
    assert found.critical_path == ("begin", "long", "end")
    assert found.packages["short"].slack == 2
    assert (found.packages["begin"].start, found.packages["begin"].finish) == (day(1), day(4))
    assert (found.packages["end"].start, found.finish) == (day(10), day(11))


def test_what_is_finished_or_under_way_counts_as_it_is():
    begun = [replace(each, started=day(-9), finished=day(-2)) if each.id == "begin" else each for each in DIAMOND]
    begun[1] = replace(begun[1], started=day(-1))
    found = plan(begun, TODAY)
    assert found.packages["begin"].finish == day(-2)
    assert found.packages["long"].finish == day(3)
    assert found.packages["short"].start == day(1)
    assert found.finish == day(5)


def test_a_package_that_should_long_be_ready_ends_today_at_the_earliest():
    assert plan([sure("late", 2, started=day(-30))], TODAY).finish == TODAY


def test_no_package_begins_before_its_earliest_day():
    assert plan([sure("later", 1, earliest=day(20))], TODAY).packages["later"].start == day(20)


def test_a_circle_is_named():
    with pytest.raises(schedule.CyclicDependencies) as refusal:
        ordered([sure("a", 1, "c"), sure("b", 1, "a"), sure("c", 1, "b"), sure("d", 1, "a"), sure("e", 1)])
    names = str(refusal.value).split(": ")[1].split(". ")[0].split(" → ")
    assert names[0] == names[-1]
    assert set(names) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("packages", "refusal"),
    [
        ([sure("a", 1, "x")], schedule.UnknownDependency),
        ([sure("a", 1), sure("a", 2)], schedule.PackageTwice),
        ([sure("a", 1, "a")], schedule.CyclicDependencies),
        ([Package("a", 3, 2, 4)], schedule.BadEstimate),
        ([Package("a", -1, 2, 4)], schedule.BadEstimate),
        ([Package("a", 1, 2, float("nan"))], schedule.BadEstimate),
        ([sure("a", 1, finished=day(1))], schedule.BadProgress),
        ([sure("a", 1, started=day(-1), finished=day(-2))], schedule.BadProgress),
    ],
)
def test_what_makes_no_sense_is_refused(packages, refusal):
    with pytest.raises(refusal):
        plan(packages, TODAY)


def test_a_sure_network_is_forecast_as_planned():
    found = forecast(DIAMOND, TODAY, draws=50)
    assert set(found.whole.values()) == {plan(DIAMOND, TODAY).finish}


def test_the_same_seed_gives_the_same_dates_and_percentiles_rise():
    packages = [Package("a", 5, 10, 40), Package("b", 1, 20, 90, ("a",), due=day(20))]
    found = forecast(packages, TODAY, seed=3)
    assert found == forecast(packages, TODAY, seed=3)
    dates = [found.packages["b"][each] for each in schedule.PERCENTILES]
    assert dates == sorted(dates)
    assert dates[0] < dates[-1]


def test_the_draws_have_the_mean_of_the_pert_distribution():
    drawn = schedule._drawn(Package("a", 4, 10, 34), 200_000, np.random.default_rng(1))
    assert drawn.min() >= 4
    assert drawn.max() <= 34
    assert drawn.mean() == pytest.approx((4 + 4 * 10 + 34) / 6, rel=0.01)


def test_what_slips_next_are_the_unfinished_that_will_probably_miss_their_date():
    packages = [
        sure("done", 3, started=day(-9), finished=day(-5), due=day(-7)),
        sure("late", 9, started=day(-2), due=day(-1)),
        sure("tight", 3, "late", due=day(5)),
        sure("easy", 3, due=day(30)),
    ]
    slips = slips_next(packages, forecast(packages, TODAY, draws=100), TODAY)
    assert [(slip.package, slip.late_already) for slip in slips] == [("late", True), ("tight", False)]
    assert slips[1].expected == day(9)


@st.composite
def networks(draw):
    count = draw(st.integers(1, 7))
    return [
        sure(f"P{i}", draw(st.integers(0, 9)), *[f"P{j}" for j in range(i) if draw(st.booleans())],
             earliest=draw(st.one_of(st.none(), st.integers(-5, 15).map(day))))
        for i in range(count)
    ]  # fmt: skip


@given(networks(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_a_plan_is_that_of_the_longest_way_through_and_slack_is_what_a_package_may_take_longer(packages, chance):
    def end(name):
        each = next(p for p in packages if p.id == name)
        soonest = 0 if each.earliest is None else max(0, (each.earliest - TODAY).days - 1)
        return max([soonest, *(end(before) for before in each.after)]) + int(each.likely)

    shuffled = chance.sample(packages, len(packages))
    found = plan(shuffled, TODAY)
    assert {name: planned.finish for name, planned in found.packages.items()} == {
        p.id: day(end(p.id)) for p in packages
    }
    for index, each in enumerate(packages):
        slack = found.packages[each.id].slack
        longer = each.likely + slack
        later = [*packages]
        later[index] = Package(each.id, longer, longer, longer, each.after, each.earliest)
        assert plan(later, TODAY).finish == found.finish
        later[index] = Package(each.id, longer + 1, longer + 1, longer + 1, each.after, each.earliest)
        assert plan(later, TODAY).finish > found.finish
