"""Whether a piece of a turn is a whole statement of the person's own: who does it, and what they do."""

from __future__ import annotations

import re

from voice_coach.core.verbs import ANY, FINITE
from voice_coach.core.whose import asks, is_broken, is_speech, to_the_coach

_BARE_THAT = re.compile(r"(?:(?:and|but|so|well|just|only)\b[, ]*)*(?:so )?that (?=\w)", re.IGNORECASE)
"""A wish or a fear without what it hangs on, or something that was pointed at."""
_HE_SAYS = re.compile(r"\b(?:he|she|they) (?:says?|said|thinks|reckons|goes)$", re.IGNORECASE)
"""Behind a verdict: it is theirs."""
_TORN = re.compile(
    r"^(?:i|he|she|they|we) (?:did|does|do|didn't|was|is|has|would)(?:,| to be fair| actually|$)", re.IGNORECASE
)
"""The tail of another sentence ("and actually | she did, we talked for hours")."""
_SECOND = re.compile(
    r"(?<!\bthank )\b(?:you|your|yours|yourself|u|ya|youse|y'all)\b|(?<!say )(?<!said )(?<!says )\blet's\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:i|i'm|im|i've|ive|i'd|i'll|we|we're|we've|we'd|he|he's|hes|he'd|she|she's|shes|she'd|they|they're"
    r"|it|it's|its|there's|there|my|our|his|her|their|the|this|nobody|no one|everyone|nothing|everything|me and"
    r"|when|whenever|after|before|since|once|yesterday|sometimes|usually|one (?:day|time|night|of)|half the time"
    r"|(?:two|three|four|none|each|half|most) of (?:us|them|my)"
    r"|(?:work|money|life|love|sex|sleep|home|dinner|christmas|things|weekends|mornings|evenings|nights|holidays|kids"
    r"|friends|family|talking) (?:is|was|are|were|has|have|had|gets|never|always|just|only|still|used)"
    r"|if|every|last|most|all|some|both|neither|either|mum|mam|mom|dad|mummy|mommy|daddy|nan|gran|grandma|grandad"
    r"|people"
    r"|(?:a|an|two|three|\w+) (?:minute|hour|day|night|week|month|year)s? (?:later|ago)"
    r"|someone|somebody|lately|suddenly|eventually|recently|finally|normally|luckily|sadly|himself|herself|these"
    r" days|nowadays|even (?:when|if|my|he|she|they)|the other \w+)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:i|we|he|she|they)\b(?! and\b)", re.IGNORECASE)
_NAMING = re.compile(
    r"^(?:the|my|his|her|their|our|this|every|last|most|all|some|both|one|neither|either|someone|somebody)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(r" (?:when|while|who|where)\b", re.IGNORECASE)
"""Before what only describes: in "his hand on my back when we crossed" nothing is said of the hand."""
_SAYS_OF_IT = re.compile(
    rf"\b(?:{FINITE}|\w+n't|\w+'s (?!\w+$)|i'm|he's|she's|it's|they're)\b|\band (?:i|me)\b", re.IGNORECASE
)
_WITH_CLAUSE = re.compile(
    r"^the (?:way|time|night|day|moment|fact|thing|one|person|man|woman|him|her|second|minute)\b"
    r"(?!.*\b(?:is|was|makes?|hurts?)\b)",
    re.IGNORECASE,
)
"""Something named by a whole clause ("the way he made tea"), of which nothing is said."""
_PLACED = re.compile(
    r"^(?:even |only |just |and )*(?:in|on|at|with|for|from|during|by|until) (?:[\w'-]+ ){1,5}"
    r"(?:i|i'm|he|he's|she|she's|they|we|it|it's|his|her|my|nobody|no one)\b [\w']+",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"^(?:when|whenever|after|before|since|once|if)\b(?!(?: \S+){2,} (?:i|i'm|he|she|they|it|we|he's|she's|it's"
    r"|they're)\b)",
    re.IGNORECASE,
)
_WHAT = re.compile(r"^what (?:i|i'd|i'm|he|she|they|matters|hurts|gets|bothers|upsets|kills|makes)\b", re.IGNORECASE)
_NOUNS = (
    "Suddenly Eventually Usually Recently Finally Lately Normally Luckily Sadly Hopefully Apparently Himself Herself"
    " Work Money Life Love Sex Sleep School Home Dinner Breakfast Lunch Tea Food Weekends Mornings Evenings Nights"
    " Days"
    " Weeks Years Months Holidays Kids Children Men Women Friends Family Marriage Things Texts Calls Bills"
    " Everything Talking"
    " Cooking Cleaning Shopping Silence Birthdays Today Tonight Tomorrow Yesterday Nothing Something Someone Somebody"
    " Anyone Everybody Others Words Sorry Plans Dates Promises More Less Most Much Many Few Two Three Four Five Ten"
    " First Next Then Than That This These Those What Which Who Whose Where When Why How There Here Only Even Just"
    " Never"
    " Always Not Still Again Maybe Perhaps Although Though While Because Unless Until Since Except Please Let Take"
    " Ask Tell"
    " Give Stop Say At In On By For From With To Of As Or And But So If Yes No Okay Fine Well Each Any Such Half"
    " Another Got Had Did Was Went Told Said Came Made Felt"
)
_CAPITAL = re.compile(rf"^(?!(?:{'|'.join(_NOUNS.split())})\b)[A-Z][a-z]+\b")
_NAME = re.compile(
    rf"^(?!(?:{'|'.join(_NOUNS.split())}|\w+ing)\b)[A-Z][a-z]+(?: and [A-Z][a-z]+)?"
    rf"(?:'s (?=\w)|(?: (?:never|always|just|only|still|really|then|also|once|\w+ly))* (?:{FINITE}|used to)\b|,?"
    rf" (?:he|she) \w)"
)
"""A name and what its bearer does: a capital alone only begins a sentence."""


def by_name(text: str) -> bool:
    """Whether a statement begins with a word that may be somebody's name: a capital is all that tells."""
    return bool(_CAPITAL.match(text)) and not _SUBJECT.match(text)


def named(text: str) -> bool:
    """Whether a statement begins with the name of the one who does something in it."""
    return bool(_NAME.match(text)) and not _SUBJECT.match(text)


def is_statement(text: str, plain: str) -> bool:
    """Whether a piece can be given back by itself. `plain` is `text` tidied, what was quoted in it left out."""
    if text.rstrip().endswith("?") or re.search(r"[.!?]", plain) or plain.count('"') % 2 or _BARE_THAT.match(text):
        return False
    if asks(plain) or to_the_coach(plain):
        return False
    if any(pattern.search(plain) for pattern in (_SECOND, _TORN, _HE_SAYS, _OPEN, _WITH_CLAUSE)):
        return False
    if is_speech(plain) or is_broken(plain) or not (_PRONOUN.match(plain) or ANY.search(plain)):
        return False
    if _NAMING.match(plain) and not _SAYS_OF_IT.search(_BEHIND.split(plain)[0]):
        return False
    return begins(plain)


def begins(plain: str) -> bool:
    """Whether it begins as a statement does."""
    return any(pattern.match(plain) for pattern in (_SUBJECT, _NAME, _PLACED, _WHAT))
