"""Weeks of entries as one HTML page: inline drawings with a table each, no script, no request to anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from voice_coach.conversation.over_time import OverTime, Quote, Week
from voice_coach.core.signals import Signal
from voice_coach.surfaces.page import HEAD, STYLE

_MORE = """
svg .band { fill: var(--line); }
svg .line { fill: none; stroke: var(--ink); stroke-width: 2; }
svg .dot { fill: var(--ink); }
td.heat { text-align: center; min-width: 2.4rem; }
.wide { overflow-x: auto; }
@media print { body { max-width: none; } details { display: block; } }
"""
_CAVEAT = "One side, your words. Not a diagnosis of anyone, and not a verdict."
_HEIGHT, _WIDTH = 200, 600


def report_page(found: OverTime, signals: Mapping[str, Signal], said: Sequence[str], name: str = "") -> str:
    """The whole page. While the index is suspended it holds one sentence."""
    lead = "".join(f"<p>{escape(text)}</p>" for text in said)
    body = lead if found.standing.suspended or not found.entries else lead + _body(found, signals)
    title = escape(name) or "Over time"
    return f"{HEAD}<style>{STYLE}{_MORE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"


def _body(found: OverTime, signals: Mapping[str, Signal]) -> str:
    missing = ", ".join(signals[name].label for name in found.not_mentioned)
    return (
        f"{_index(found.weeks)}{_heat(found.weeks, signals)}{_words(found.quotes, signals)}"
        f"<h2>Not mentioned</h2><p>{escape(missing) or 'Everything was mentioned.'}</p>"
        f"{_changes(found)}<p class='soft'>{found.entries} entries on {found.nights} nights. {_CAVEAT}</p>"
    )


def _index(weeks: Sequence[Week]) -> str:
    """The index at the end of each week with its interval, drawn and as a table."""
    known = [week for week in weeks if week.standing.index is not None and week.standing.interval]
    if not known:
        return ""
    step = _WIDTH / max(1, len(known) - 1)
    points = [(round(at * step), week) for at, week in enumerate(known)]
    line = " ".join(f"{x},{_y(week.standing.index or 0)}" for x, week in points)
    top = [f"{x},{_y((week.standing.interval or (0, 0))[1])}" for x, week in points]
    low = [f"{x},{_y((week.standing.interval or (0, 0))[0])}" for x, week in reversed(points)]
    rows = "".join(
        f'<tr><th scope="row">{_day(week.until)}</th><td>{week.standing.index:.0f}</td>'
        f"<td>{low_:.0f} to {high:.0f}</td><td>{week.entries}</td></tr>"
        for week in known
        for low_, high in [week.standing.interval or (0.0, 0.0)]
    )
    dots = "".join(f'<circle class="dot" cx="{x}" cy="{_y(week.standing.index or 0)}" r="3"/>' for x, week in points)
    head = _head("Week to", "Index", "Likely between", "Entries")
    return (
        f'<h2>Index</h2><figure><svg viewBox="0 -10 {_WIDTH} {_HEIGHT + 20}" role="img" '
        'aria-label="The index by week with its interval; the table below says the same">'
        f'<line x1="0" x2="{_WIDTH}" y1="{_y(50)}" y2="{_y(50)}"/>'
        f'<polygon class="band" points="{" ".join(top + low)}"/>'
        f'<polyline class="line" points="{line}"/>{dots}</svg><figcaption>0 to 100; the line in the middle is 50. '
        "The band holds eighty of a hundred resampled histories.</figcaption></figure>"
        f"<details open><summary>As a table</summary><table><caption>The index at the end of each week.</caption>{head}"
        f"<tbody>{rows}</tbody></table></details>"
    )


def _heat(weeks: Sequence[Week], signals: Mapping[str, Signal]) -> str:
    """Signals by week: a sign and a word in each cell, so that colour carries nothing alone."""
    told = [week for week in weeks if week.heard][-13:]
    names = [name for name in signals if any(name in week.heard for week in told)]
    if not names:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(signals[name].label)}</th>'
        + "".join(_cell(week.heard.get(name)) for week in told)
        + "</tr>"
        for name in names
    )
    head = _head("Signal", *(_day(week.until) for week in told))
    return (
        '<h2>By week</h2><div class="wide"><table><caption>Plus: giving back. Minus: not coming back. Both: both ways. '
        f"Empty: not mentioned.</caption>{head}<tbody>{rows}</tbody></table></div>"
    )


def _cell(value: float | None) -> str:
    if value is None:
        return '<td class="heat"></td>'
    if abs(value) < 1 / 3:
        return '<td class="heat"><abbr title="both ways">±</abbr></td>'
    sign, word, tone = ("+", "giving back", "plus") if value > 0 else ("&minus;", "not coming back", "minus")
    strength = 22 + round(48 * abs(value))
    tint = f"background: color-mix(in srgb, var(--{tone}) {strength}%, transparent)"
    return f'<td class="heat" style="{tint}"><abbr title="{word}">{sign}</abbr></td>'


def _words(quotes: Sequence[Quote], signals: Mapping[str, Signal]) -> str:
    if not quotes:
        return ""
    sides = {"positive": "giving back", "negative": "not coming back"}
    rows = "".join(
        f'<tr><th scope="row">{_day(quote.night)}</th><td>{escape(signals[quote.signal].label)}</td>'
        f"<td>{sides[quote.pole]}</td><td><q>{escape(quote.text)}</q></td></tr>"
        for quote in reversed(quotes)
        if quote.signal in signals
    )
    head = _head("Night", "Signal", "Heard as", "Your words")
    return (
        "<h2>In your words</h2><table><caption>Every quote behind the numbers, newest first.</caption>"
        f"{head}<tbody>{rows}</tbody></table>"
    )


def _changes(found: OverTime) -> str:
    if found.standing.index is None:
        return ""
    return (
        "<h2>What would change it</h2><p>The index follows what you tell: older entries weigh half after two weeks, "
        "and it moves at most ten points a night. A trend is claimed only when the last four weeks differ from the "
        "twelve before by more than ordinary ups and downs.</p>"
    )


def _head(*names: str) -> str:
    return "<thead><tr>" + "".join(f'<th scope="col">{escape(name)}</th>' for name in names) + "</tr></thead>"


def _y(index: float) -> int:
    return round(_HEIGHT * (1 - index / 100))


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
