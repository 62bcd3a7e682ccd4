from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from voice_coach.errors import InputError
from voice_coach.shelf import Shelf, blocks

MARKDOWN = """# Our agreements

We talk on **Sundays** after [lunch](https://example.org "x"). ![a chart](x.png)

<script>alert("x")</script>

- Bins go out on Monday
- Rent is paid by `the fifth`

```python
print("not spoken")
```

## Money <b>now</b>

| who | what |
|---|---|
| Ada | food |
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "data" / "knowledge")


def written(folder: Path, text: str, name: str = "Our Agreements.md") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


class Counted:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: object) -> np.ndarray:  # type: ignore[type-arg]
        self.asked += list(texts)  # type: ignore[call-overload]
        return np.array([[float(len(t)), 1.0] for t in texts], np.float32)  # type: ignore[attr-defined]


def test_markup_links_images_code_and_scripts_are_not_spoken() -> None:
    found = blocks(MARKDOWN)
    assert [(b.heading, b.text) for b in found][:3] == [
        ("Our agreements", "We talk on Sundays after lunch."),
        ("Our agreements", "Bins go out on Monday."),
        ("Our agreements", "Rent is paid by."),
    ]
    spoken = " ".join(b.heading + b.text for b in found)
    for mark in ("alert", "print", "https", "*", "`", "<", "x.png"):
        assert mark not in spoken
    assert found[-1].heading == "Money now"


def test_add_list_and_remove(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.names() == []
    name = shelf.add(written(tmp_path, MARKDOWN))
    assert shelf.names() == [name] == ["our-agreements"]
    kept = tmp_path / "data" / "knowledge" / "our-agreements.md"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert shelf.everything()[0].id == "our-agreements#our-agreements.1"
    shelf.remove(name)
    assert shelf.names() == []
    with pytest.raises(InputError, match="no document"):
        shelf.remove(name)


def test_only_what_is_new_is_embedded(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(written(tmp_path, "# A\n\nOne thing.\n\n# B\n\nAnother thing."))
    texts = [p.text for p in shelf.everything()]
    embed = Counted()
    first = shelf.vectors(texts, "v1", embed)
    assert embed.asked == texts
    again = shelf.vectors([*texts, "A third."], "v1", embed)
    assert embed.asked == [*texts, "A third."]
    assert np.array_equal(again[: len(texts)], first)
    shelf.vectors(texts, "v2", embed)
    assert embed.asked[3:] == texts, "another encoder, other vectors"


def test_damaged_vectors_are_made_again(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(written(tmp_path, "# A\n\nOne thing."))
    embed = Counted()
    shelf.vectors(["One thing."], "v1", embed)
    for damage in (b"", b"PK\x03\x04 rubbish", b"not a file"):
        (tmp_path / "data" / "knowledge" / "vectors.npz").write_bytes(damage)
        shelf.vectors(["One thing."], "v1", embed)
    assert len(embed.asked) == 4


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"x", "Markdown"),
        ("a.md", b"", "no text"),
        ("a.md", b"```\ncode only\n```", "no text"),
        ("a.md", b"\xff\xfe\x00", "UTF-8"),
        ("a.md", b"word " * 1_000_000, "larger"),
    ],
)
def test_what_cannot_be_added_says_why(shelf: Shelf, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match=words):
        shelf.add(file)
    assert shelf.names() == []


def test_a_file_that_is_not_there_is_said_so(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        shelf.add(tmp_path / "none.md")
