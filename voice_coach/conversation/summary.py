"""The scored summary as it is spoken: both sides, in the person's words, and what was not mentioned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.mirror import shortened
from voice_coach.core.people import called
from voice_coach.core.pronouns import THEY, pronouns
from voice_coach.core.scoring import Score, SignalScore
from voice_coach.core.signals import Evidence, Signal
from voice_coach.core.state import Loss

_MOST = 3
_QUOTE_WORDS = 20
_FEWEST_WORDS = 3
_JOINING = {"and", "but", "then", "so", "because", "well", "um", "uh", "like", "yeah", "though", "although", "oh"}


@dataclass(frozen=True)
class Summary:
    """What is spoken at the end, and the score it rests on."""

    sentences: tuple[str, ...]
    score: Score

    @property
    def spoken(self) -> str:
        return " ".join(self.sentences)


def summarise(
    score: Score,
    signals: Mapping[str, Signal],
    prompts: Prompts,
    asked: Collection[str] = (),
    them: Mapping[str, str] = THEY,
    loss: Loss = "",
) -> Summary:
    """Compose the spoken summary, at most about 60 seconds long.

    `asked`: signals that the coach asked about; `them`: the pronouns of the person whom the story is about; `loss`:
    that person has died or has just left, so that nothing is missing and there is nothing to notice of them.
    """
    if score.safety.gated:
        return Summary((prompts.say("frame.suspended"),), score)
    if not score.signals:
        return Summary((prompts.say("frame.nothing_mourned" if loss else "frame.nothing"),), score)
    told = _told(score)
    # Those of whom nothing was heard may be whom the talk came to last.
    own = pronouns(score.whose, [e.quote for heard in score.signals.values() for e in heard.evidence] * 2)
    them = own if score.whose and own is not THEY else them
    lines = [prompts.say("frame.intro"), *(_of_each(score, prompts) or _lines(told, score.signals, prompts, them))]
    if loss:
        lines += [prompts.say(f"frame.{loss}"), prompts.say("frame.caveat_mourned")]
        return Summary(tuple(lines), score)
    # What was asked about was touched on, whatever was heard in the answer: the others are named first.
    missing = sorted((name for name in signals if name not in score.signals), key=lambda name: name in asked)
    if len(missing) > 1:
        first, second = (prompts.say(f"signal.{name}.name") for name in missing[:2])
        lines.append(prompts.say("frame.missing", first=first, second=second))
    elif missing:
        lines.append(prompts.say("frame.missing_one", first=prompts.say(f"signal.{missing[0]}.name")))
    harder = [name for name in told if score.signals[name].state == "negative"]
    noticed = (harder or missing or told)[0]
    notice = prompts.say(f"signal.{noticed}.notice", **(THEY if score.people else them))
    lines += [prompts.say("frame.notice", notice=notice), prompts.say("frame.caveat")]
    return Summary(tuple(lines), score)


def _lines(
    names: Collection[str], signals: Mapping[str, SignalScore], prompts: Prompts, them: Mapping[str, str]
) -> list[str]:
    return [_line(name, signals[name], prompts, them) for name in names]


def _of_each(score: Score, prompts: Prompts) -> list[str]:
    """What was heard of each of several people, those who were spoken of most first: together as much as of one."""
    people = sorted(
        ((who, signals) for who, signals in score.people if who),
        key=lambda item: -sum(len(s.evidence) for s in item[1].values()),
    )[:_MOST]
    lines = []
    for at, (who, signals) in enumerate(people):
        told = _told(Score(signals))[: _MOST - len(people) + 1 if at == 0 else 1]
        quotes = [e.quote for s in signals.values() for e in s.evidence]
        them = pronouns(who.split()[-1], quotes * 2)
        lines += [prompts.say("frame.person", who=called(who)), *_lines(told, signals, prompts, them)]
    return lines


def _told(score: Score) -> list[str]:
    """Two or three signals, surest first, with both poles among them where both were heard."""
    ranked = sorted(score.signals, key=lambda name: -score.signals[name].confidence)
    ranked = _each_with_its_own_words(ranked, score)
    chosen = ranked[:_MOST]
    states = {score.signals[name].state for name in chosen}
    if "mixed" not in states and len(states) == 1:
        other = next((name for name in ranked[_MOST:] if score.signals[name].state not in states), None)
        if other:
            chosen[-1] = other
    return chosen


def _each_with_its_own_words(ranked: list[str], score: Score) -> list[str]:
    """Without signals that would be told by words that a surer one is told by: they are said once."""
    kept: list[str] = []
    told: list[Evidence] = []
    for name in ranked:
        best = [e for e in _spoken(score.signals[name]) if not any(_same_words(e, other) for other in told)]
        if len(best) == len(_spoken(score.signals[name])):
            kept.append(name)
            told += best
    return kept


def _same_words(a: Evidence, b: Evidence) -> bool:
    return a.turn == b.turn and (a.quote in b.quote or b.quote in a.quote)


def _spoken(heard: SignalScore) -> list[Evidence]:
    """The evidence that is read out: one of each pole where both were heard."""
    if heard.state == "mixed":
        return [next(e for e in heard.evidence if e.pole == pole) for pole in ("positive", "negative")]
    return [max(heard.evidence, key=lambda e: e.confidence)]


def _line(name: str, heard: SignalScore, prompts: Prompts, them: Mapping[str, str]) -> str:
    if heard.state == "mixed":
        first, second = _spoken(heard)
        point = prompts.say(f"signal.{name}.positive", **them)
        return prompts.say("frame.both", point=point, first=_short(first.quote), second=_short(second.quote))
    (best,) = _spoken(heard)
    return prompts.say(
        "frame.quote", point=prompts.say(f"signal.{name}.{heard.state}", **them), quote=_short(best.quote)
    )


def _short(quote: str) -> str:
    """A quote for the ear: its first words, without a joining word before or a stop behind."""
    words = quote.strip().rstrip(".!?,;").split()
    # "supper, now he does the crossword": what stands before the first comma belongs to what is not quoted.
    while len(words) > _FEWEST_WORDS and (words[0].endswith(",") or words[0].lower() in _JOINING):
        words = words[1:]
    return shortened(words, _QUOTE_WORDS).rstrip(" .!?,;")
