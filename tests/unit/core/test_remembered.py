"""What is remembered of a text: asked for once, bounded, and gone when it is to be forgotten."""

from __future__ import annotations

from voice_coach.core.remembered import Remembered


def test_each_is_asked_for_once_and_in_order() -> None:
    memory, asked = Remembered[str, int](), list[list[str]]()

    def find(new: list[str]) -> list[int]:
        asked.append(new)
        return [len(text) for text in new]

    assert memory.all_of(["a", "bb", "a"], find) == [1, 2, 1]
    assert memory.all_of(["ccc", "bb"], find) == [3, 2]
    assert memory.all_of([], find) == []
    assert asked == [["a", "bb"], ["ccc"]]


def test_the_least_used_goes_first() -> None:
    memory, asked = Remembered[str, str](2), list[str]()

    def find(new: list[str]) -> list[str]:
        asked.extend(new)
        return new

    for text in ("a", "b", "a", "c", "a", "b"):
        memory.all_of([text], find)
    assert asked == ["a", "b", "c", "b"]


def test_what_is_forgotten_is_asked_for_again_and_is_not_kept_where_it_was_just_being_found() -> None:
    memory, asked = Remembered[str, str](), list[str]()

    def find(new: list[str]) -> list[str]:
        asked.extend(new)
        if len(asked) == 1:
            memory.forget()  # The session is locked while a turn is read.
        return new

    assert memory.all_of(["a"], find) == ["a"]
    assert memory.all_of(["a"], find) == ["a"]
    assert memory.all_of(["a"], find) == ["a"]
    assert asked == ["a", "a"]
