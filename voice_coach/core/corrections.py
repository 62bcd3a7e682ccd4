"""What a person takes back: "that's not what I meant" strikes a quote, and the score follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.normalise import normalise
from voice_coach.core.signals import Evidence
from voice_coach.core.strikes import Strike, strikes
from voice_coach.core.transcript import Turn

_TAKES_BACK = re.compile(
    r"\b(?:not what i (?:meant|mean|said)|i (?:didn'?t|never|don'?t) (?:say|said|mean|meant) (?:that|it)"
    r"|(?:strike|scratch|cross|take|leave|remove|delete) (?:out )?(?:that|it|this)\b|mis ?heard"
    r"|(?:got|have|had) (?:that|me|it) (?:all )?wrong|that'?s (?:not (?:true|right|how it)|wrong)"
    r"|^(?:(?:no|sorry|but|well),? )*you(?:'re| are) wrong\b|^(?:(?:no|sorry|oh),? )*i mis ?spoke\b"
    r"|^(?:(?:no|sorry|oh),? )+i meant (?:he|she|they|my)\b)"
)
_SOMEONE_ELSE = re.compile(
    r"^(?:no+|nah|sorry|wait|actually|oh)\b.{0,12}\b(?:that (?:was|is)|that'?s|it was|i meant|i was talking about) "
    r"(?:about )?my\b"
    r"|^(?:(?:no+|nah|sorry|wait|actually|oh)\b,? ?)+not (?!really\b|just\b|only\b|now\b)\w+,? "
    r"(?:i'?m|i was|i am) (?:thinking|talking) (?:of|about) my\b"
    rf"|^(?:(?:no+|sorry|wait|actually|oh)\b,? ?)*that was my {KIND}(?:{PEOPLE})(?: actually)?,? not \w+$"
)
_WHOM, _HIM = rf"my {KIND}(?:{PEOPLE})", rf"(?:him|her|them|(?:my {KIND})?(?:{PEOPLE}))"
_ANOTHER = re.compile(
    rf"(?:(?:no+|nah|sorry|wait|actually|oh) )+(?:not {_HIM} (?:but )?{_WHOM}|{_WHOM} not {_HIM})"
    rf"|(?:(?:no+|nah|sorry|wait|actually|oh) )*(?:(?:it|that) (?:wasn'?t|was not|isn'?t) {_HIM}"
    rf" (?:(?:it|that) was |but ){_WHOM}|i meant {_WHOM}(?: not {_HIM})?)"
)
"""One is named, and none but that one is meant: "no, not my husband, my ex"."""
_BUT = r"(?:(?:no+|nah|oh|well|but|sorry|wait|hang on|hold on|actually|um|uh|hmm|okay|ok|look|listen|i think) )*"
_WHOLLY = r"(?:(?:all|completely|totally|really|quite|exactly|just|even|a bit) )*"
_PUT_RIGHT = (
    rf"^{_BUT}(?:you(?:'ve| have)? {_WHOLLY}(?:got|have|had) (?:that|it|me|this|us) {_WHOLLY}"
    r"(?:wrong|backwards|mixed up|muddled|the wrong way (?:round|around))"
    rf"|you(?:'ve| have)? {_WHOLLY}(?:misunderst(?:ood|and)|mis ?heard|mis ?read"
    r"|(?:mixed|muddled) (?:that|it|them|us) up)"
    rf"|(?:that|this|it)(?:'?s| is| was)?(?: not|n'?t) {_WHOLLY}(?:what i(?:'?m saying| meant| mean| said| was saying)"
    r"|how i meant it)"
    rf"|that(?:'?s| is| was)?(?: not|n'?t) {_WHOLLY}(?:right|true|how it (?:is|was))"
    r"|that came out (?:all )?wrong(?! (?:and|when|so|because)\b)"
    r"|i (?:put|said|phrased|worded) (?:that|it) (?:all |really |very )*(?:badly|wrong|wrongly)(?=\W*$|[,.;!])"
    r"|you(?:'ve| have)? got the wrong end of the stick"
    r"|(?:it'?s |it is |that'?s )?the other way (?:round|around)(?=\W*$|[,.;!:])"
    r"|that(?:'?s| is) wrong(?=[,.;!]|$)"
    r"|i (?:didn'?t|don'?t|never) (?:mean|say|said) (?:that|it)(?: like that)?(?=[,.;!]| i mean|$))\b"
    r"(?: (?:me|that|it|at all|there|sorry|no|actually|i mean|i meant|what i (?:mean|meant) (?:is|was))\b)*"
    r"|^(?:(?:oh|um|no+|sorry|wait|hang on|hold on|actually) )*(?:sorry|wait|hang on|hold on|actually) "
    r"(?:no )?i mean(?= (?:he|she|they|we|i|it|my|not)\b)"
    r"|^(?:(?:well|no|oh|actually|hmm|um) )+not (?:always|every (?:time|day|night|week)|all (?:of )?the time|quite)"
    r"(?=\W*(?:(?:though|to be fair|no|really)\W*)*$)"
)
_PUTS_RIGHT = re.compile("(?:" + _PUT_RIGHT.replace(" ", r"[^\w']+") + r")\W*", re.IGNORECASE)
"""An objection as a turn begins with it, in text as it was said: "I mean" is no filler here."""
_BY_NAME = re.compile(
    r"(?:(?:please|actually|no|sorry|can you|could you) )*"
    r"(?:(?:i want to |i'?d (?:like )?to )?(?:take back|scrap|strike|leave out|cross out)|ignore|forget)"
    r" (?:what i (?:just )?(?:said|told you)|(?:that|the) (?:last )?(?:bit|part|thing)(?: i said)?)"
    r"(?: about (?P<what>.+)| it (?:isn'?t|wasn'?t) (?:true|right|fair)| please|)$"
)
"""What is taken back is named: "what I said about the birthday"."""
_LITTLE = (
    "a an the my me i he she it we us you him her his our your of to in on at and or but how was is did do had"
    " that this what when with about they them have just said mean meant"
)
_COMMON = frozenset(_LITTLE.split())


def takes_back(text: str) -> bool:
    """Whether a turn takes something back that was heard: it was misheard, not meant, or about someone else."""
    plain = normalise(text)
    found = _TAKES_BACK.search(plain) or _SOMEONE_ELSE.search(plain) or _BY_NAME.fullmatch(plain)
    return bool(found or names_another(plain) or objection(text))


def objection(text: str) -> int:
    """How much of a turn objects to what was heard, in code points; 0 where it does not begin so.

    What follows is said in its place: "that's not right, he apologises first mostly".
    """
    found = _PUTS_RIGHT.match(text.replace("’", "'"))
    return found.end() if found else 0


def names_another(plain: str) -> bool:
    """Whether normalised text says that it was about someone else: "no, not my husband, my ex"."""
    return bool(_ANOTHER.fullmatch(plain))


def names_what_it_takes_back(plain: str) -> bool:
    """Whether normalised text says which words it takes back."""
    return bool(_BY_NAME.fullmatch(plain))


def struck(text: str, turns: Sequence[Turn], evidence: Iterable[Evidence]) -> tuple[Strike, ...]:
    """The quotes that a correction takes back.

    `turns` end before the correction. Of the quotes that the coach spoke last it is the one that shares most words
    with the correction, else the last of them; where none was spoken, or where the person's last turn was about
    someone else, all evidence of that turn. "What I said about the birthday" names its quote itself.
    """
    found = list(evidence)
    last = max((i for i, turn in enumerate(turns) if turn.role == "user"), default=-1)
    said = " ".join(turn.text for turn in turns[last + 1 :])
    by_name = _BY_NAME.fullmatch(normalise(text))
    if by_name and by_name["what"]:
        return strikes(turns, _last(named_quote(by_name["what"], [e.quote for e in found]), found))
    newest = strikes(turns, (e for e in found if e.turn == last))
    plain = normalise(text)
    if newest and (_SOMEONE_ELSE.search(plain) or names_another(plain)):
        return newest
    spoken = sorted((e for e in found if said.find(_start(e)) >= 0), key=lambda e: said.rfind(_start(e)))
    if spoken:
        return strikes(turns, _last(best_match(text, [e.quote for e in spoken]), found))
    return newest


def _last(quote: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Of the evidence with this quote that of the last turn: it was told there last."""
    return sorted((e for e in evidence if e.quote == quote), key=lambda e: e.turn)[-1:]


def best_match(text: str, quotes: Sequence[str]) -> str:
    """The quote that shares most words with a text; the last one where none shares any. `quotes` is not empty."""
    wanted = _words(text)
    return max(enumerate(quotes), key=lambda item: (len(wanted & _words(item[1])), item[0]))[1]


def named_quote(text: str, quotes: Sequence[str]) -> str:
    """The quote that some words of it, typed alone, point at; empty where none has any of them."""
    if text in quotes:
        return text
    rest = text[objection(text) :]
    wanted = _stems(rest)
    pointed = [quote for quote in quotes if wanted & _stems(quote)]
    return best_match(rest, pointed) if pointed else ""


def _start(evidence: Evidence) -> str:
    """The first words of a quote as they are spoken, past a joining word and before a comma could fall."""
    return " ".join(evidence.quote.rstrip(".!?,;").split()[1:4])


def _words(text: str) -> set[str]:
    return {stem for stem in _stems(text) if len(stem) > 2}


def _stems(text: str) -> set[str]:
    """What words are known by, however they end: "the plans" points at "I always plan everything"."""
    return {_ENDING.sub("", word) for word in normalise(text).split() if word not in _COMMON}


_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|e)$")
