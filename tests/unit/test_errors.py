from __future__ import annotations

import inspect
import re

from voice_coach import errors
from voice_coach.errors import VoiceCoachError

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, VoiceCoachError)]


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    drawn = dict(re.findall(r"(?:[├└]── |^    )(\w+)(?: +(\d+))?", errors.__doc__ or "", re.MULTILINE))
    missing = {kind.__name__ for kind in CLASSES} - set(drawn) - {"TooLarge"}
    assert not missing
    for name, code in drawn.items():
        if code:
            assert getattr(errors, name).exit_code == int(code), name


def test_kinds_are_those_of_the_contract() -> None:
    assert {kind.kind for kind in CLASSES} <= {"bad_json", "bad_input", "too_large", "unavailable"}


def test_exit_codes_stay_clear_of_those_of_shells() -> None:
    assert {kind.exit_code for kind in CLASSES} <= set(range(1, 9))
