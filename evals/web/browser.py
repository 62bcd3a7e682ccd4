"""A real Chromium whose microphone is a WAV file, with notes of what a person sees and hears in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 120_000
"""Milliseconds after which a page counts as hanging."""


@contextmanager
def page(microphone: Path | None = None) -> Iterator[Any]:
    """A page of a fresh browser, which takes nothing from a cache and writes to `notes` (probe.js)."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise SystemExit("no Chromium on this machine. Install it: apt-get install chromium")
    flags = ["--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--mute-audio"]
    if hasattr(os, "getuid") and os.getuid() == 0:
        flags.append("--no-sandbox")
    if microphone:
        flags += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={microphone}%noloop"]
    with sync_playwright() as api:
        browser = api.chromium.launch(executable_path=path, args=flags)
        context = browser.new_context(permissions=["microphone"])
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=Path(__file__).parent / "probe.js")
        try:
            yield context.new_page()
        finally:
            browser.close()


def weigh(page: Any) -> list[float]:
    """Bytes of each answer from now on, headers and all, as they come over the wire."""
    link, weights = page.context.new_cdp_session(page), list[float]()
    link.send("Network.enable")
    link.send("Network.setCacheDisabled", {"cacheDisabled": True})
    link.on("Network.loadingFinished", lambda told: weights.append(told["encodedDataLength"]))
    return weights
