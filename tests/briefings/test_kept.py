"""What is made once of a snapshot: what is kept is kept for that snapshot alone, and not without end."""

from __future__ import annotations

from collections.abc import Callable

from briefings.kept import MOST, Kept
from briefings.library import Library
from briefings.model import Dossier, Person
from briefings.settling import Placed


def test_a_value_is_made_once_for_each_key() -> None:
    kept, made = Kept(), list[int]()

    def make() -> str:
        made.append(1)
        return "x"

    assert [kept.of(key, make) for key in ("a", "a", "b", "a")] == ["x"] * 4
    assert len(made) == 2


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept = Kept()
    for key in range(MOST * 3):
        assert kept.of(key, lambda key=key: f"{key}") == f"{key}"  # type: ignore[misc]  # a default of its own
    assert len(kept._made) <= MOST  # noqa: SLF001  how much it holds is what is asked


def test_a_changed_record_keeps_nothing_of_the_one_before(sample_library: Library) -> None:
    assert sample_library.changed(()).kept is not sample_library.kept
    assert sample_library.unshared().kept is not sample_library.kept


def test_a_name_that_was_asked_for_is_looked_up_anew_when_it_is_another(
    sample: Dossier, library_of: Callable[..., Library], edited: Callable[..., Dossier]
) -> None:
    before = library_of(sample)
    person = next(iter(before.all(Person)))
    assert before.names.find(person.name).matches == (person,)
    assert not before.names.find("Quentin Unheard").whole
    renamed = edited(person.id, name="Quentin Unheard").people[0]
    after = before.changed([Placed(sample.about.id, person.id, renamed)])
    assert after.names.find("Quentin Unheard").matches == (renamed,)
    assert before.names.find(person.name).matches == (person,)
