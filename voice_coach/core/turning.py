"""Who is turned to ("can we talk about my boss instead"), and who only stands beside the story."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice_coach.core.kinship import KIND, PEOPLE, PETS
from voice_coach.core.pronouns import HE, SHE, pronouns

_AT_HOME = "mum|mam|mom|dad|nan|gran|grandad"
_WHOM = rf"(?:(?:my|me|our) {KIND}(?P<kin>{PEOPLE}|{PETS})|(?P<home>{_AT_HOME}))\b(?!'s| and\b)"
_WHATEVER = (
    r"some(?:one|body|thing) (?:else|different|new)|an(?:y|other) ?(?:one|body|thing) else"
    r"|(?:a |the )?(?:different|new|another|other) (?:person|people|thing|matter|subject|topic|one|relationship)s?"
)
_NAME = r"(?P<name>(?-i:(?!I\b)[A-Z][a-z]+))"
_BEGUN = (
    r"(?:(?:actually|no|but|and|so|well|um+|uh|oh|okay|ok|right|sorry|look|anyway|please|hang on|wait|you know|like|now"
    r"|yes|yeah|i think|maybe|honestly|really) )*"
)
_WE = r"(?:(?:can|could|may|shall|should) (?:we|i)|let'?s|let us|what if we|how about we|maybe we (?:can|could))"
_ASKED = (
    rf"(?:{_WE}|let me|(?:is it|would it be|it's) (?:ok|okay|all right|alright) (?:if (?:we|i)|to)|i'?m|i am"
    r"|i(?:'d| would)? (?:just |really |actually |also )*(?:(?:like|love|want|need|wanted|prefer) to|rather))"
    r" (?:please |just |maybe |now |actually |also |really )*"
    r"(?:talk|talking|speak|speaking|chat|tell you|talked|spoke) (?:a bit |now |more |instead )*about"
    rf"|{_WE} (?:please |just |maybe |now )*(?:turn|move|go|get|switch) (?:on |over |back )?to"
)
_LATER = (
    r"(?: (?:instead|now|please|then|tonight|today|rather|actually|for once|if (?:that|it)(?:'s| is) (?:ok|okay|fine"
    r"|all right|alright)|for a (?:bit|minute|moment|while|change)|next|really|not (?:him|her|them)))*"
)
_BARE = re.compile(
    rf"{_BEGUN}(?:(?:{_ASKED}) (?:{_WHOM}|{_WHATEVER}|{_NAME})|{_WE} (?:change|switch) (?:the )?(?:subject|topic))"
    rf"{_LATER}",
    re.IGNORECASE,
)
_WANTED = re.compile(
    rf"{_BEGUN}(?:it'?s|this is) {_WHOM} (?:that |who )?i(?:'d like| want(?:ed)?| need) to (?:talk|speak) about"
    rf"{_LATER}",
    re.IGNORECASE,
)
_TOLD = ("him", "her", "them", "that", "said", "says", "thought", "thinks", "knows", "when", "while", "if")
_NOT_TOLD = "".join(f"(?<!{word} )" for word in _TOLD)
_SAID = re.compile(
    # "I was talking about my dad when he walked out" tells of that evening.
    rf"(?:{_BEGUN}(?:{_ASKED})|(?:.* )?{_NOT_TOLD}i(?:'m| am| was(?=.* my \w+(?: not\b|$))) (?:\w+ )?talking about)"
    rf" {_WHOM}",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    rf"{_BEGUN}(?:it'?s|this is) (?:\w+ )?(?:about )?{_WHOM}"
    r"(?: (?:(?:that |who )?i(?:'m| am|'d| want| wanted| need)\b|(?:now|this time)\b)|$)",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"{_BEGUN}{_WHOM} (?:now|next|then)", re.IGNORECASE)
"""A sentence of its own: "My boss now."."""
_MAY = re.compile(
    rf"\b(?:about\b|(?:now|next|then)(?=[.,!]|$)"
    rf"|(?:it['’]?s|this is) (?:\w+ )?(?:my|me|our|{_AT_HOME})\b|(?:turn|move|go|get|switch)\b|subject"
    r"|topic)",
    re.IGNORECASE,
)
"""What no turn to somebody is without; most turns are without it."""
_BREAK = re.compile(r"(?<=[.!?…])\s+")
_NOT_WORD = re.compile(r"[^\w' ]+")

_OFTEN = r"(?: (?:just|always|only|never|even|also|mostly|usually|still|really|basically))*"
_KEEPS_OUT = re.compile(
    rf"{_OFTEN} (?:keeps?|kept|stays?|stayed) (?:well |right |(?:him|her)self )?out of (?:it|this|that|things)\b"
    r"|(?: \w+)? (?:left|walked out|moved (?:out|away)|was (?:ill|away|alive|around|never there)|drank|did the same)"
    r"(?: \w+)? (?:when (?:i|we) (?:was|were)|before i was|(?:\w+ )?years ago|ages ago)\b"
)
"""Behind a word for somebody who only stands beside the story, or comes from long before it."""
_OPINION = (
    r" (?:thinks?|thought|says?|said|reckons?|tells? (?:me|everyone)|told me|believes?|agrees|noticed|sees|knows"
    r"|hates?|loves?|likes?|adores?|can'?t stand|blames?|sides? with|takes?|took|defends?|sticks? up for)"
)
_OF_ANOTHER = rf"(?:my {KIND}(?:{PEOPLE})|mum|mam|mom|dad|i should|i ought|i deserve|to leave)"


@dataclass(frozen=True)
class Turning:
    """Where a turn says the talk is to go."""

    who: str = ""
    """ "boss", a name, or empty for someone or something that is not named yet."""
    bare: bool = False
    """Whether the turn says nothing else."""


def turning(text: str) -> Turning | None:
    """Where the person turns to, or None where they do not say so."""
    if not _MAY.search(text):
        return None
    said = [_words(sentence) for sentence in _BREAK.split(text.strip())]
    whole = _BARE.fullmatch(" ".join(said)) or _WANTED.fullmatch(" ".join(said))
    if whole:
        return Turning(_whom(whole) or whole.groupdict().get("name") or "", bare=True)
    found = next((m for sentence in reversed(said) for p in (_SAID, _IT_IS) if (m := p.match(sentence))), None)
    found = found or next((m for sentence in said if (m := _NEXT.fullmatch(sentence))), None)
    return Turning(_whom(found)) if found else None


def _words(text: str) -> str:
    """Words only, each as it is written: a name is told by its capital."""
    return " ".join(_NOT_WORD.sub(" ", text.replace("’", "'").replace("-", " ")).split())


def _whom(match: re.Match[str]) -> str:
    return (match["kin"] or match["home"] or "").lower().replace(" in law", "-in-law")


def beside(who: str, rest: str) -> bool:
    """Whether what follows a word for somebody makes them a bystander: "my friend thinks my boyfriend doesn't care"."""
    other = {id(SHE): "he|him|his", id(HE): "she|her"}.get(id(pronouns(who)), "him|her")
    opinion = rf"{_OFTEN}{_OPINION}(?: \w+){{0,2}} (?:{_OF_ANOTHER}|{other})\b(?!'s {PEOPLE})"
    return bool(_KEEPS_OUT.match(rest) or re.match(opinion, rest))
