"""What follows the record is derived again when it changes, by command, and never loses or repeats an act."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps
from procrastinate.contrib.django import app

from comity.api.testing import Secretariat
from comity.cases.testing import one_stage
from comity.record import derived, log, tasks
from comity.record.derived import Derived, NoSuchDerivation
from comity.record.models import Follower


@pytest.fixture
def seen(db, monkeypatch):
    """A table with a row for every act, derived as "seen"; the model's own `derive` does it again by a new version."""
    monkeypatch.setattr(derived, "_registered", {})
    with isolate_apps("comity.record"):

        class Seen(Derived):
            position = models.BigIntegerField(primary_key=True)
            type = models.CharField(max_length=80)

            class Meta:
                app_label = "record"
                db_table = "record_test_seen"

    with connection.schema_editor() as editor:
        editor.create_model(Seen)
    derived.register("seen", [Seen], lambda one: _see(Seen, one), version=1)
    return Seen


def _see(model, one) -> None:
    model.objects.create(position=one.position, type=one.leaf.type)


@pytest.fixture
def house(db) -> Secretariat:
    made = Secretariat.now_sitting()
    made.place()
    return made


def positions(model) -> list[int]:
    return list(model.objects.order_by("position").values_list("position", flat=True))


def test_a_derived_table_takes_every_act_once(house, seen):
    derived.catch_up("seen")
    house.asked(one_stage())
    house.place()
    assert derived.behind() == ["seen"]
    derived.catch_up("seen")
    assert positions(seen) == list(range(log.size()))
    assert derived.behind() == []


def test_another_version_is_derived_from_the_beginning(house, seen, monkeypatch):
    derived.catch_up("seen")
    seen.objects.update(type="as the old version had it")
    monkeypatch.setattr(derived, "_registered", {})
    derived.register("seen", [seen], lambda one: _see(seen, one), version=2)
    assert derived.behind() == ["seen"]
    assert derived.catch_up("seen") == log.size()
    assert not seen.objects.filter(type="as the old version had it").exists()
    assert Follower.objects.get(name="seen").version == 2


def test_a_rebuild_empties_the_table_and_derives_it_again(house, seen):
    derived.catch_up("seen")
    seen.objects.create(position=10**6, type="nothing that an act brought")
    assert derived.rebuild("seen") == log.size()
    assert positions(seen) == list(range(log.size()))


def test_what_is_derived_by_nobody_is_refused_with_what_there_is(seen):
    with pytest.raises(NoSuchDerivation, match=r"by the name searches\. There is: seen"):
        derived.rebuild("searches")


def test_a_name_is_registered_once(seen):
    with pytest.raises(ImproperlyConfigured, match="derived already"):
        derived.register("seen", [seen], lambda one: None, version=3)


def test_what_is_behind_is_queued_once_among_the_heavy_jobs(house, seen):
    tasks.derive(0)
    tasks.derive(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, args->>'name' FROM procrastinate_jobs WHERE queue_name = 'heavy'")
        assert cursor.fetchall() == [("heavy", "seen")]


def test_what_comes_around_by_itself_never_waits_behind_heavy_jobs():
    around = [one.task for one in app.periodic_registry.periodic_tasks.values()]
    assert {"strike", "follow", "derive"} <= {task.name.rpartition(".")[2] for task in around}
    assert {task.queue for task in around} == {"default"}
