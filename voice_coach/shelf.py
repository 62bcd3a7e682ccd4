"""The person's own documents on disk: Markdown in, passages and their vectors out.

Vectors are kept by the hash of their text and the encoder's fingerprint, so only what is new or changed is
embedded again, and a changed passage can't be found by its old words.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voice_coach.core.documents import Block, OwnPassage, passages, slug
from voice_coach.core.signals import Vectors
from voice_coach.errors import InputError, StorageError

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_BYTES = 4_000_000
"""Size of a document: some twenty thousand passages."""
_KINDS = (".md", ".markdown", ".txt")
Embed = Callable[[Sequence[str]], Vectors]


class Shelf:
    """One folder of documents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Names of the documents, sorted."""
        return sorted(path.stem for path in self._folder.glob("*.md")) if self._folder.is_dir() else []

    def passages(self, name: str) -> list[OwnPassage]:
        """The passages of one document. Raises InputError where there is none."""
        try:
            text = (self._folder / f"{slug(name)}.md").read_text("utf-8")
        except FileNotFoundError:
            known = ", ".join(self.names()) or "none yet"
            raise InputError(f"there is no document '{name}'. Known: {known}.") from None
        return passages(name, blocks(text))

    def everything(self) -> list[OwnPassage]:
        """The passages of all documents."""
        return [passage for name in self.names() for passage in self.passages(name)]

    def add(self, file: Path) -> str:
        """Keep a document, replacing one of the same name; its name. Raises InputError or StorageError."""
        text = read_document(file)
        name = slug(file.stem)
        if not passages(name, blocks(text)):
            raise InputError(f"{file} holds no text that can be spoken. Give a Markdown file with sentences in it.")
        self._write(self._folder / f"{name}.md", text.encode())
        return name

    def remove(self, name: str) -> None:
        """Forget a document. Raises InputError where there is none."""
        self.passages(name)
        (self._folder / f"{slug(name)}.md").unlink()

    def vectors(self, texts: Sequence[str], fingerprint: str, embed: Embed) -> Vectors:
        """Unit vectors of texts, one row each; `embed` is called for those that are not kept yet."""
        keys = [hashlib.sha256(f"{fingerprint}\n{text}".encode()).hexdigest() for text in texts]
        kept = self._kept()
        new = dict.fromkeys(i for i, key in enumerate(keys) if key not in kept)
        if new:
            rows = embed([texts[i] for i in new])
            kept |= {keys[i]: rows[at] for at, i in enumerate(new)}
        current = {key: kept[key] for key in keys}
        if new or len(current) < len(kept):
            self._keep(current)
        return np.stack([kept[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)

    def _kept(self) -> dict[str, Vectors]:
        try:
            content = io.BytesIO((self._folder / "vectors.npz").read_bytes())
            with np.load(content, allow_pickle=False) as arrays:
                keys, rows = arrays["keys"], arrays["rows"]
            return {str(key): row for key, row in zip(keys, rows, strict=True)}
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, AttributeError):
            return {}  # Absent or damaged: embedded again.

    def _keep(self, vectors: dict[str, Vectors]) -> None:
        buffer = io.BytesIO()
        rows = np.stack(list(vectors.values())) if vectors else np.zeros((0, 0), np.float32)
        np.savez(buffer, keys=np.array(list(vectors)), rows=rows)
        self._write(self._folder / "vectors.npz", buffer.getvalue())

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all, readable by its owner only."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.replace(temporary, path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as failure:
            raise StorageError(f"{path} can't be written: {failure.strerror}. Free some room or use --data.") from None


def read_document(file: Path) -> str:
    """The text of a file. Raises InputError with what to do."""
    if file.suffix.lower() not in _KINDS:
        raise InputError(f"{file} is no Markdown file. Give one that ends in .md or .txt.")
    try:
        if file.stat().st_size > MOST_BYTES:
            raise InputError(f"{file} is larger than {MOST_BYTES // 1_000_000} MB. Cut it into several files.")
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{file} does not exist.") from None
    except UnicodeDecodeError:
        raise InputError(f"{file} is not UTF-8 text. Save it as UTF-8 and add it again.") from None
    except OSError as failure:
        raise InputError(f"{file} can't be read: {failure.strerror}.") from None


def blocks(markdown: str) -> list[Block]:
    """Headings with the plain text under them: no markup, links, images, code, scripts or HTML."""
    from markdown_it import MarkdownIt  # Not at every start: most people have no documents.

    found: list[Block] = []
    heading, in_heading = "", False
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.type == "heading_open"
        elif token.type == "inline":
            text = _spoken(token.children or [])
            if in_heading:
                heading = text
            elif text:
                found.append(Block(heading, text if text[-1] in ".!?…:" else f"{text}."))
    return found


def _spoken(tokens: Sequence[Token]) -> str:
    """The words of a line: a link keeps its text, an image and HTML leave nothing."""
    parts = [t.content if t.type == "text" else " " if t.type in ("softbreak", "hardbreak") else "" for t in tokens]
    return " ".join("".join(parts).split())
