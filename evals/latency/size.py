"""How much disk an install of some extras takes: the files of every distribution they pull in."""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS = ("local", "weights")


def installed_megabytes(name: str = "voice-coach", extras: tuple[str, ...] = EXTRAS) -> float:
    """Megabytes of the dependency closure, each distribution once."""
    seen: set[str] = set()
    queue: list[tuple[str, tuple[str, ...]]] = [(name, extras)]
    total = 0
    while queue:
        current, wanted = queue.pop()
        found = _find(current)
        if found is None:
            continue
        if canonicalize_name(current) not in seen:
            seen.add(canonicalize_name(current))
            total += _bytes(found)
        for text in found.requires or []:
            requirement = Requirement(text)
            needed = any(
                requirement.marker is None or requirement.marker.evaluate({"extra": extra}) for extra in (*wanted, "")
            )
            if needed and canonicalize_name(requirement.name) not in seen:
                queue.append((requirement.name, tuple(requirement.extras)))
    return total / 1e6


def _find(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _bytes(found: Distribution) -> int:
    total = 0
    for file in found.files or []:
        path = found.locate_file(file)
        try:
            total += path.stat().st_size  # type: ignore[attr-defined]
        except OSError:
            continue
    return total
