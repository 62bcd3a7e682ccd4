"""What a person does in a turn besides telling: corrects, cries, does not know, answers in a word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from voice_coach.core.corrections import names_another, names_what_it_takes_back, objection, takes_back
from voice_coach.core.courtesy import courtesy
from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.moods import in_tears, is_angry, is_glad, is_hurt, is_low
from voice_coach.core.mourning import is_a_loss, lost_pet
from voice_coach.core.normalise import normalise
from voice_coach.core.turning import beside, turning

Met = Literal["tears", "low", "hurt", "anger", "loss", "sorry", "aside", "hello", "lost", "change"]
Act = Literal[Met, "told", "unknown", "corrected", "brief", "yes", "no", "skipped"]
MET: tuple[Met, ...] = get_args(Met)
"""What is met as it is, with no question behind it."""

_WHO = re.compile(
    rf"\bmy {KIND}({PEOPLE})\b"
    r"(?!'s| husband| wife)"
)
_CORRECTS = re.compile(
    r"^(?:no+|nah|sorry|wait|hang on|actually|oh no|not quite|that'?s (?:not|wrong))\b[, ]*"
    r"(?:(?:no|sorry|wait|actually)[, ]+)*"
    r"(?!(?:that|it)(?:'?s| is| was) (?:(?:\w+ )?(?:ok|okay|fine|all|alright|nothing|enough|good|true|great"
    r"|calm|cool|grand|sound)|it"
    r"|not (?:that|because|about|as if|so much))\b)"
    r"(?:that(?:'?s| is| was)|it(?:'?s| is| was)|i (?:meant|mean|said|was talking about)|you'?ve got"
    r"|not (?:him|her|them|what|that)|what i meant)\b"
    r"|^(?:(?:no+|nah|sorry|wait|what) )*(?:that'?s (?:not (?:right|what i (?:said|meant))|wrong)"
    r"|you (?:misheard|got that wrong)|i didn'?t (?:say|mean) that)\b"
    r"|^(?:please )?(?:strike|scratch|take|leave|cross) (?:out )?(?:that|it|this)(?: bit| part)?(?: out)?(?: please)?$"
)
_OBJECTS = re.compile(r"(?:(?:oh )?(?:no+|nah|sorry|wait|hang on)|actually|you'?re wrong|i mis ?spoke|that was my)\b")
_ABOUT = re.compile(
    r"(?:(?:and|but|so|well|also|oh|then|now|no|yes|yeah|actually|just|only|because|except|though|honestly|i think"
    r"|it'?s|it was|this is|that was|with|what about|about|yesterday|today|tonight|once"
    r"|(?:last|this) (?:\w*day|night|week|weekend|month|year|spring|summer|autumn|winter|morning))\b ?)*"
    r"|.*\b(?:about|talking of|the same with|worried about|fell out with|row with|fight with) "
)
_ASIDE = re.compile(
    r"^(?:(?:no|what|but|well|oh|sorry|look|and|please|i think) )*"
    r"(?:i (?:just|already|literally(?: just)?) (?:told you|said)\b|i told you\b|i (?:asked|didn'?t ask) you\b"
    r"|(?:i )?don'?t (?:know|understand) what (?:you|that) mean|what do you mean|what does that mean|are you reading\b"
    r"|you'?re not listening|you(?:'ve| have)? (?:just |already )*asked(?: me)?(?: that| this| already)\b"
    r"|you (?:just |already )*(?:asked|said that)(?: (?:already|before|a minute ago))?$"
    r"|you keep (?:asking|saying)(?: me)?(?: (?:that|this|it|the same .*))?$"
    r"|(?:that'?s|it'?s) the same question|(?:don'?t|stop|quit) (?:ask|asking|repeating)(?: me| that| this)*"
    r"(?: (?:how|what) (?:it|that|i) .{0,20}| questions?| again)?$"
    r"|are you (?:even |actually |really )*listening\b|what did i just (?:say|tell you)$|you sound (?:like )?a \w+$"
    r"|what (?:(?:kind|sort) of )?(?:a )?(?:stupid|silly|daft|weird|dumb|odd) question\b"
    r"|(?:that'?s|what) a (?:stupid|silly|daft|weird|dumb|odd) question)"
)
"""Words about the coach itself: it did not listen, or was not understood."""
_GONE = re.compile(r"(?:'s|s)?(?: \w+)? (?:died|passed(?: away)?|is dead|was killed)\b|'s (?:death|funeral)\b")
"""Behind a word for somebody: the talk may be about them, but where another is named it is about that one."""
_WHERE_TO_BEGIN = re.compile(
    r"^(?:(?:well|so|oh|honestly|it's|god|okay|and) )*(?:i )?"
    r"(?:(?:really |just |honestly )*(?:dunno|don'?t (?:really |even )?know|(?:have|'ve) no idea)"
    r"|(?:i'?m )?not (?:really )?sure|hard to (?:know|say))(?: really| quite)* "
    r"(?:where|how) (?:(?:do i|i'?d|i|to) )?(?:(?:even|should|can|could) )*(?:start|begin)"
    r"(?: (?:really|with (?:this|it|all this)|honestly|to be honest|tonight))*$"
    r"|^(?:(?:well|so|oh|god) )*where (?:do|should) i (?:even )?(?:start|begin)$"
)
"""No story yet, and no answer to anything."""
_UNKNOWN = re.compile(
    r"(?:um |uh |oh |well |honestly |mm |hmm )*(?:(?:i )?(?:(?:really |just |honestly )*"
    r"(?:dunno|(?:don'?t|do not|wouldn'?t) (?:really |even |actually |quite )?(?:know|remember|recall))"
    r"(?: really| to be honest| honestly| what to say| how to say it)*"
    r"|(?:can'?t|couldn'?t) (?:really )?(?:say|remember|tell you|think of (?:one|any|anything)))"
    # `normalise` takes "like" for a filler: "I don't like to say" arrives as "i don't to say".
    r"|(?:i )?(?:don'?t|do not|wouldn'?t) (?:really )?(?:(?:want|care) )?to (?:say|talk about (?:it|that|this|him|her"
    rf"|them|my {KIND}(?:{PEOPLE})|mum|dad))"
    r"|(?:i'?m )?not (?:really )?sure|(?:i'?ve )?no (?:idea|clue)|hard to say|pass|nothing comes to mind)"
)
_ALONE = re.compile(rf"(?:(?:it'?s|just|um|uh|well|about|with|the|oh) )*({PEOPLE})(?: (?:again|really|mostly|mainly))?")
"""A word for somebody and nothing else: the answer to what is on one's mind."""
_AT_HOME = re.compile(
    r"(?:(?:and|but|so|well|then|yes|no|oh|yeah) )*(mum|mam|mom|dad|nan|gran|grandad)\b(?!'s| (?:died|passed)\b)"
)
"""Someone of the family who needs no "my", as what the turn is about: "dad listens"."""
_FIRST, _MORE = r"(?:oh |well |um |uh |er |mm )*", r"(?: .{0,24})?"
_YES = re.compile(
    rf"{_FIRST}(?:yes|yeah|yep|yh|yup|aye|sure|ok|okay|please|go on|all right|alright|i think so|it might|maybe"
    rf"|why not){_MORE}"
)
_NO = re.compile(
    rf"{_FIRST}(?:no|nope|nah|not (?:really|now|today|tonight)|i'?m (?:fine|good|okay)|no thank(?:s| you))"
    rf"{_MORE}"
)
_WISHED = "(?:him|her|them|us|someone|somebody|it to|things to|to be|to feel|to hear)"
_WISH = re.compile(
    # `normalise` takes "like" for a filler: "I'd like her to ask" arrives as "i'd her to ask".
    rf"\b(?:i'?d|i would) (?:just |only |really |so )*(?:love |want )?{_WISHED}\b"
    rf"|\bi (?:just |only |really |so |do )*(?:want|need|wish for) {_WISHED}\b"
    r"|\bi (?:just |only |really |do )*wish (?:he|she|they|we|it|someone|somebody|my|that)\b"
    r"|\b(?:all i (?:want|need)|what i(?:'d)? (?:really |just )*(?:want|need|love)) (?:is|would be|from)\b"
)
"""A wish or a need that is put into words; "I'd like to think so" and "I want to go home" are none."""
_SORRY = re.compile(
    r"(?:(?:oh|god|no|um) )*(?:i'?m )?(?:so |really )*sorry"
    r"(?: (?:i'?m being (?:silly|stupid|daft)|about (?:this|that)|for (?:crying|this|going on)|i'?m a mess))*"
)
"""Somebody is sorry for how they are."""
_FEW, _BRIEF, _BEHIND = 12, 3, 4
"""Words of a turn that says only this; of one that says hardly anything; behind words about the coach, up to which
nothing is told besides: in "I just told you, the night my patient died" something is."""


_SHORT_ANSWERS = re.compile(
    "yes|yeah|yep|yup|yes please|yes i do|yes he does|yes she does|yes they do|no|nope|nah|no thanks|"
    "no thank you|not really|no not really|not yet|never|always|often|sometimes|maybe|perhaps|probably|"
    "okay|ok|sure|i think so|yes i think so|yeah i think so|i suppose so|i guess so|i don't know|"
    "i'm not sure|a bit|a little|both|neither|nothing|nobody"
)


def short_answer(text: str) -> bool:
    """Whether a text is one of the few whole answers that everyone gives, such as "yes", "not really", "maybe"."""
    plain = " ".join(re.findall(r"[a-z']+", text.lower().replace("\u2019", "'")))
    return bool(_SHORT_ANSWERS.fullmatch(plain))


_ACCEPTS = re.compile(
    r"\b(?:steps?|give me|tell me|go ahead|go for it|let'?s (?:hear|have)|fire away|fine|might|depends|what (?:is it"
    r"|would it be|kind|sort|step|do you have)|what'?s that|which|try (?:it|one|me)|anything|worth a)\b"
)
_LIKE_WHAT = re.compile(r"\blike what\b|^what\??$", re.IGNORECASE)


def accepts(text: str) -> bool:
    """Whether somebody who was offered a small step takes it, or asks what it would be: "Maybe. Like what?"."""
    plain = normalise(text)
    if take_up(text).act == "no" or re.match(r"(?:no|i don'?t|not|stop|never)\b", plain):
        return False
    return len(plain.split()) <= _FEW and bool(_ACCEPTS.search(plain) or _LIKE_WHAT.search(text))


@dataclass(frozen=True)
class Uptake:
    """How a turn is to be taken."""

    act: Act = "told"
    who: str = ""
    """The person this turn names, such as "sister"; empty when nobody is named so."""
    about: bool = True
    """Whether the turn is about that person, and does not only name them."""
    wish: bool = False
    """Whether the person says what they want or need."""
    glad: bool = False
    """Whether something good is told of as good."""
    turns: bool = False
    """Whether the person says outright that the talk is to be about them."""


def _named(plain: str) -> re.Match[str] | None:
    """Whom a turn names: of several the first who lives, or a word for somebody alone."""
    people = list(_WHO.finditer(plain))
    meant = [who for who in people if not plain[: who.start()].endswith("not ")] if names_another(plain) else people
    living = (who for who in meant if not _GONE.match(plain, who.end()) and "late " not in who[0])
    return next(living, people[0] if people else _ALONE.fullmatch(plain) or _AT_HOME.match(plain))


def declines(text: str) -> bool:
    """Whether a turn begins by leaving the question open: "I don't like to say. She's got enough on."."""
    return bool(_UNKNOWN.fullmatch(_first(text)))


def _first(text: str) -> str:
    return normalise(re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0])


def take_up(text: str) -> Uptake:
    """Read one turn. Nothing here is a judgement of what was said."""
    plain = normalise(text)
    named = _named(plain)
    who = named.group(1).replace(" in law", "-in-law") if named else ""
    # "When my dad passed" and "she tells my sister" only name somebody; "my sister rang" is about her.
    about = bool(named and _ABOUT.fullmatch(plain[: named.start()]) and not beside(who, plain[named.end() :]))
    to = turning(text)
    if to:
        who, about = to.who or who, True
    elif not who:
        who = lost_pet(text)
        about = bool(who)
    if to and to.bare:
        return Uptake("change", to.who)
    first = _first(text)
    if (
        objection(text)
        or names_another(plain)
        or names_what_it_takes_back(plain)
        or _CORRECTS.match(plain)
        or (_OBJECTS.match(plain) and takes_back(first))
    ):
        return Uptake("corrected", who)
    if in_tears(plain):
        return Uptake("tears", who, about)
    if is_low(plain):
        return Uptake("low", who, about)
    if is_a_loss(text):  # "I told you, she's dead" as well.
        return Uptake("loss", who)
    words = len(plain.split())
    if _SORRY.fullmatch(plain):
        return Uptake("sorry", who)
    aside = _ASIDE.match(plain)
    if aside and len(plain[aside.end() :].split()) <= _BEHIND:
        return Uptake("aside", who)
    if _WHERE_TO_BEGIN.match(plain) and words <= _FEW:
        return Uptake("lost", who)
    if courtesy(text) == "hello":
        return Uptake("hello", who)
    if _UNKNOWN.fullmatch(plain):
        return Uptake("unknown", who)
    if words <= 6 and _YES.fullmatch(plain):
        return Uptake("yes", who)
    if words <= 6 and _NO.fullmatch(plain):
        return Uptake("no", who)
    if is_hurt(first, plain):
        return Uptake("hurt", who, about)
    if is_angry(first):
        return Uptake("anger", who, about)
    act: Act = "brief" if words <= _BRIEF else "told"
    return Uptake(act, who, about, bool(_WISH.search(plain)), is_glad(plain), turns=bool(to))
