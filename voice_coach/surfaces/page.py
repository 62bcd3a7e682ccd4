"""The scored summary as one HTML page: no script, no request to anywhere, readable aloud and printable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path

from voice_coach.core.people import heading
from voice_coach.core.scoring import SIGNALS, Score, SignalScore
from voice_coach.core.signals import Signal
from voice_coach.errors import StorageError

_STATES = {"positive": "giving back", "negative": "not coming back", "mixed": "both ways"}
STYLE = """
:root { color-scheme: light dark; --ink: #22303a; --soft: #5d6b75; --paper: #fbfaf7; --line: #d9d5cc; }
:root { --plus: #2f6f5e; --minus: #a1602c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e4da; --soft: #a8b0b4; --paper: #171c20; --line: #3a4248; --plus: #7cc4ae; --minus: #e0a672; }
}
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 44rem; background: var(--paper); color: var(--ink); }
body { font: 1.0625rem/1.6 Georgia, serif; }
h1, h2, th[scope=row] { font-weight: normal; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p.soft, figcaption, caption { color: var(--soft); font-size: .95rem; text-align: left; }
figure { margin: 1.5rem 0; }
svg { width: 100%; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .plus { fill: var(--plus); }
svg .minus { fill: var(--minus); }
svg line { stroke: var(--line); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .5rem .5rem .5rem 0; border-top: 1px solid var(--line); }
th[scope=row] { white-space: nowrap; }
q { display: block; }
@media (max-width: 30rem) { th[scope=row] { white-space: normal; } }
"""
HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Summary</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
"""


def summary_page(score: Score, signals: Mapping[str, Signal], spoken: str = "", standing: str = "") -> str:
    """The whole page. Under a sign of danger it holds neither a quote nor the reason.

    `standing`: a line on how the relationship stands with this session.
    """
    over_time = f"<h2>Over time</h2><p>{escape(standing)}</p>" if standing else ""
    if score.safety.gated:
        body = "<p>There is no summary this time.</p>"
    elif not score.signals:
        body = f"<p>{escape(spoken or 'No signal was mentioned.')}</p>{over_time}"
    else:
        body = _body(score, signals, spoken, over_time)
    return f"{HEAD}<style>{STYLE}</style></head><body><main><h1>What was heard</h1>{body}</main></body></html>\n"


def write_page(path: Path, page: str) -> None:
    """Write it for its owner alone, whole or not at all. Raises StorageError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(page)
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as failure:
        raise StorageError(f"{path} can't be written: {failure.strerror}. Choose another place.") from None


def _body(score: Score, signals: Mapping[str, Signal], spoken: str, over_time: str) -> str:
    missing = [signal.label for name, signal in signals.items() if name not in score.signals]
    lead = f"<p>{escape(spoken)}</p>" if spoken else ""
    tables = "".join(_table(who, bool(score.people), heard, signals) for who, heard in score.by_person)
    return (
        f"{lead}{_chart(score, signals)}<h2>In your words</h2>{tables}"
        f"<h2>Not mentioned</h2><p>{escape(', '.join(missing)) or 'Everything was mentioned.'}</p>{over_time}"
        f'<p class="soft">{score.mentioned} of {SIGNALS} signals were mentioned; what was not is not counted. '
        "One side, your words, one day. Not a diagnosis of anyone, and not a verdict.</p>"
    )


def _table(who: str, several: bool, heard: Mapping[str, SignalScore], signals: Mapping[str, Signal]) -> str:
    rows = "".join(_row(signals[name].label, found) for name, found in heard.items())
    columns = "".join(f'<th scope="col">{name}</th>' for name in ("Signal", "Heard as", "Your words"))
    what = f"{escape(heading(who))}: each" if several else "Each"
    return (
        f"<table><caption>{what} signal that was mentioned, with the words that carry it.</caption>"
        f"<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(label: str, heard: SignalScore) -> str:
    quotes = "".join(f"<q>{escape(e.quote)}</q>" for e in heard.evidence)
    return f'<tr><th scope="row">{escape(label)}</th><td>{_STATES[heard.state]}</td><td>{quotes}</td></tr>'


def _chart(score: Score, signals: Mapping[str, Signal]) -> str:
    """Bars to the right for words of giving back, to the left for the other pole; the table says the same."""
    counts = {name: [sum(e.pole == pole for e in s.evidence) for pole in _POLES] for name, s in score.signals.items()}
    most = max(max(pair) for pair in counts.values())
    height = 28 * len(counts) + 8
    bars = []
    for at, (name, (plus, minus)) in enumerate(counts.items()):
        y = 28 * at + 8
        bars.append(f'<text x="0" y="{y + 14}">{escape(signals[name].label)}</text>')
        right, left = 160 * plus / most, 160 * minus / most
        bars.append(_bar("plus", 440, right, y) + _bar("minus", 440 - left, left, y))
    label = "How often each signal was heard, by side; the table below says the same"
    return (
        f'<figure><svg viewBox="0 0 600 {height}" role="img" aria-label="{label}">'
        f'<line x1="440" x2="440" y1="0" y2="{height}"/>{"".join(bars)}</svg>'
        "<figcaption>Right: giving back. Left: not coming back. Longer: mentioned more often.</figcaption></figure>"
    )


_POLES = ("positive", "negative")


def _bar(side: str, x: float, width: float, y: int) -> str:
    return f'<rect class="{side}" x="{x:.0f}" y="{y}" width="{width:.0f}" height="18" rx="3"/>' if width else ""
