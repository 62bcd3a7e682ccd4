"""How a death is told: it is met as a loss, and of who has died nothing is asked that only the living do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.kinship import KIND, PEOPLE, PETS
from voice_coach.core.normalise import normalise
from voice_coach.core.pronouns import HE, SHE, THEY, pronouns

_PERIODS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn"
    r"|fall|winter|lockdown|\d+)"
)
_DIED = (
    r"(?:died(?! (?:laughing|of (?:laugh\w*|shame|embarrass\w*|boredom)|a little|inside|on (?:stage|my)|in the game"
    r"|her hair|his hair)\b)"
    r"|passed (?:away|on(?=$| (?:in|last|two|three|a|when|suddenly|peacefully)\b)|to glory)"
    rf"|passed(?=$| (?:(?:in|last|this) (?:the )?{_PERIODS}|suddenly|peacefully)\b)|expired"
    r"|was (?:killed|murdered)|took (?:his|her) own life|killed (?:himself|herself)|is no more|is dead(?=$"
    r"| (?:now|and|these|for|since)\b))"
)
_SOFTLY = (
    r"(?:'s| has| had| have|'ve| just| only| already| suddenly| sadly| recently| both| finally| of \w+ years"
    r"| \w+ years ago)*"
)
_OF_THEM = rf"{_SOFTLY} (?:been dead|{_DIED}|dead(?=$| (?:and|now|these|for)\b))"
_ONLY_THOUGHT = r"(?<!if )(?<!wish )(?<!hope )(?<!dreamt )(?<!dreamed )(?<!thought )"
_SINCE = r"(?:since|before|after|until|till|the (?:day|night|week|year|morning)(?: that)?)"
_AT_HOME = frozenset(("mum", "mam", "mom", "dad", "nan", "gran", "grandad"))
_LOST = (
    r"(?= (?:in (?:(?!the\b|an?\b)|the (?:spring|summer|autumn|fall|winter|new year|war|fire|flood|crash|accident"
    r"|night|end)\b)|on \w+day|over (?:the )?(?:christmas|easter|summer|winter)|last|this|two|three|four|five|ten"
    r"|years?|a (?:year|month|week|few)|when i was|suddenly|recently|at (?:christmas|easter|the weekend)"
    r"|to (?:cancer|covid|a stroke|a heart|suicide|an? (?:illness|accident|overdose)))\b)"
)
_KIND = KIND.replace("|ex|", "|")
"""An ex is somebody else."""
_KIN_ONLY = (
    _AT_HOME | {"mother", "father", "husband", "wife", "sister", "brother", "son", "daughter"} | {*PETS.split("|")}
)
_ANYBODY = re.compile(
    rf"\b(?:my|our|his|her|their) {KIND}({PEOPLE})\b|\b({'|'.join(sorted(_AT_HOME))})\b", re.IGNORECASE
)
_IS_MINE = re.compile(
    rf"\b(?:he|she)(?:'s| is| was|'d been| had been| became) (?:\w+ )?(?:my|our) {KIND}(?:{PEOPLE})\b(?!'s)"
)
"""What somebody was to the person: nobody else is named by it."""
_PETS = re.compile(rf"\b(?:my|our|the|his|her) (?:\w+ )?({PETS}|fish|plants?)\b")
_LIVES = re.compile(r"\b(?:he|she)(?:'s| is)? (?:not|isn'?t) dead\b|\bdyed\b")
_ELSEWHERE = re.compile(
    r"\b(?:to (?:dementia|alzheimers|another|drink|drugs|the|his|her|a (?:man|woman))|ran off|lives|left me"
    r"|supermarket|shop|crowd|over (?:this|an|a|money))\b"
)
"""How one is lost who lives."""
_NAMED_TOO = re.compile(rf"\b((?:[Mm]y|[Oo]ur) {KIND}(?:{PEOPLE}|{PETS})),? (?!I\b)[A-Z][a-z]+\b,?")
"""A name behind the word for somebody: "my wife Margaret died"."""
_JOINED = (
    r"(?:(?:no|well|but|um|oh|so|sorry|what|and|because|yeah|yes|it'?s|that|i (?:just )?told you|i'?ve told you) )*"
)
_WHOM = rf"{KIND}(?:{PEOPLE}|baby|child|{PETS})"
_DATED = (
    r"(?: (?:(?:last|this) \w+|(?:in|on|at|over|around) (?:the |his |her )?\w+(?: of \w+)?"
    r"|(?:\w+|a few|a couple of) (?:days?|weeks?|months?|years?) (?:ago|back|now)"
    r"|yesterday|today|tonight|suddenly|peacefully|recently|now|of \w+(?: \w+)?))*"
)
_LOSS = re.compile(
    rf"\b(?:my|our|his|her|their|the) (?:\w+ )?{_WHOM}(?:{_OF_THEM}| is dying)"
    rf"|\bi (?:lost|miscarried|buried) (?:the baby|(?:my|our) {_WHOM})\b"
    r"(?! (?:in (?:the|a)|to (?:another|drink|dementia)|over)\b)"
    rf"|\b(?:my|our|the) (?:\w+ )?(?:{PETS}) (?:was|had to be|got) put (?:down|to sleep)\b"
    rf"|\b(?:put|had|have) (?:my|our|the) (?:\w+ )?(?:{PETS}) (?:put )?(?:down|to sleep)\b"
    r"|\b(?:had a|the) miscarriage\b|\bi miscarried\b"
)
_ALONE = re.compile(rf"{_JOINED}(?:(?:my|our) )?(?:\w+ )?{_WHOM}{_OF_THEM}{_DATED}")
"""A death and its date, and nothing else in the sentence."""
_DEAD = re.compile(
    rf"^{_JOINED}(?:(?:it'?s|this is) (?:about )?(?:my|our) {_WHOM} )?(?:he|she|they)"
    r"(?:'s| is| has|'ve| have| are|'re)? (?:already |just |sadly )?(?:been )?"
    rf"(?:dead(?= now|$)|passed away\b|passed(?=$| (?:in|last|this) (?:the )?{_PERIODS}\b)|is no more$|expired$|died"
    r"(?=$| (?:in (?!the game)|on|last|this|years?|months?|weeks?|two|three|four|five|six|ten|a (?!little)|at"
    r"|when|before|after|suddenly|since|yesterday|peacefully|and|of (?!laugh|shame|embarr|bored))\b))"
    r"(?! (?:laughing|on (?:my|stage)))"
)
"""Who was taken for living is not."""
_I_LOST = re.compile(
    rf"^(?:(?:well|oh|so|and|it'?s)[, ]+)*(?:i|we) (?:lost|buried) (?:my|our) (?:{_WHOM}"
    rf"|(?-i:[A-Z])[a-z]+(?= (?:in|last|two|three|\w+ years?|this|when)))\b"
    r"(?! (?:in (?:the (?!spring|summer|autumn|fall|winter|new year|war|night)|an?\b)|to (?:another|drink|dementia)"
    r"|over|phone|card|job)\b)",
    re.IGNORECASE,
)
"""Told as the thing itself, whenever it was: "I lost my Margaret two years ago"."""
_AGO = re.compile(r"\b(?:since|when|after|before|until|ago|years?|used to|last)\b")
"""A death that dates the story is not what is being told."""
_MAY = re.compile(
    r"\b(?:died|dead|death|pass|lost|buried|dying|kill|murder|took|expired|no more|put|miscarr|late\b|funeral"
    r"|grave|ashes)",
    re.IGNORECASE,
)
"""What no death is told without; most turns are without it."""
_FEW, _MORE = 14, 26
"""Words of a turn that says only this; of one that says more of the same person."""


def is_a_loss(text: str) -> bool:
    """Whether a death is what is being told, in a few words; more may follow that is of nobody else."""
    if not _MAY.search(text):
        return False
    raw = _sentences(text)
    said = [_plain(sentence) for sentence in raw]
    dead = [at for at, sentence in enumerate(said) if _tells_a_loss(raw[at], sentence)]
    rest = " ".join(sentence for at, sentence in enumerate(said) if at not in dead)
    words = len(" ".join(said).split())
    return bool(dead) and (words <= _FEW or (words <= _MORE and not _ANYBODY.search(_IS_MINE.sub("", rest))))


def _tells_a_loss(raw: str, plain: str) -> bool:
    if len(plain.split()) > _FEW or _LIVES.search(plain):
        return False
    told = _I_LOST.match(raw) or _DEAD.match(plain) or _ALONE.fullmatch(plain)
    return bool(told or (_LOSS.search(plain) and not _AGO.search(plain)))


def lost_pet(text: str) -> str:
    """The animal whose death is told: "dog"; empty where none is."""
    for sentence in map(_plain, _sentences(text) if _MAY.search(text) else ()):
        if (_ALONE.fullmatch(sentence) or _LOSS.search(sentence)) and (pet := _PETS.search(sentence)):
            return pet[1]
    return ""


def mourned(who: str, told: Sequence[str]) -> bool:
    """Whether `who` ("mum"; may be empty, then whoever is spoken of) has died, going by what was `told`, oldest first.

    A death that is named counts. "She died in May" does where nobody else who may be "she" was spoken of until then: it
    may be somebody else's death. "She's dead" is of `who` where they were spoken of: it puts a question right.
    """
    if not any(map(_MAY.search, told)):
        return False
    who = who.replace("-", " ")
    said = [_plain(sentence) for text in told for sentence in _sentences(text)]
    if any(_LIVES.search(text) for text in said):
        return False
    if who and any(_named(who).search(text) or _is_lost(who, text) for text in said):
        return True
    they = pronouns(who, told)
    word = {id(SHE): "she", id(HE): "he"}.get(id(they), "(?:he|she)")
    died = re.compile(rf"{_ONLY_THOUGHT}\b{word}{_OF_THEM}|\b{_SINCE} {word} (?:died|passed away)\b")
    dead = re.compile(rf"{_JOINED}{word}(?:'s| is)(?: already)? dead")
    others: set[str] = set()
    heard = False
    for text in said:
        found = died.search(text)
        before = _IS_MINE.sub("", text[: found.start()] if found else text)
        people = {a or b for a, b in _ANYBODY.findall(before)} - {who}
        others |= {other for other in people if THEY in (they, pronouns(other)) or pronouns(other) is they}
        others |= set(_PETS.findall(before)) - {who}
        if (found and not others) or (heard and dead.fullmatch(text)):
            return True
        heard = heard or bool(who and re.search(rf"\b{re.escape(who)}\b", text))
    return False


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?…])\s+", text.strip())


def _plain(sentence: str) -> str:
    return normalise(_NAMED_TOO.sub(r"\1", sentence))


def _named(who: str) -> re.Pattern[str]:
    own = rf"(?:my|our|me) (?:late )?{_KIND}{re.escape(who)}"
    them = rf"(?:{own}|(?<!my )(?<!his )(?<!her )(?<!their )(?<!'s )\b{who})" if who in _AT_HOME else own
    return re.compile(
        rf"\b(?:my|our|me) late {_KIND}{re.escape(who)}\b|{_ONLY_THOUGHT}\b{them}{_OF_THEM}"
        rf"|\b{own}'s (?:death(?! stare)|funeral|grave|ashes)\b"
    )


def _is_lost(who: str, text: str) -> bool:
    """Of kin "I lost my ..." says that they died; a friend may be lost over an argument."""
    if who not in _KIN_ONLY or _ELSEWHERE.search(text):
        return False
    own = rf"(?:(?:my|our) {_KIND})?{who}"
    lost = rf"\b(?:i|we)(?:'ve| have)? (?:just |only )?(?:lost|buried) {own}"
    buried = rf"\b(?:i|we)(?:'ve| have)? (?:just )?buried {own}\b"
    if re.search(rf"{lost}(?:{_LOST}|$)|{buried}", text):
        return True
    put_down = (
        rf"\b{own} (?:was|had to be|got) put (?:down|to sleep)|\b(?:put|had|have) {own} (?:put )?(?:down|to sleep)"
    )
    return who in PETS.split("|") and bool(re.search(put_down, text))
