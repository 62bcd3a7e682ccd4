"""A person's words without what only fills: hesitations, stutters, words of address, joining words at either end."""

from __future__ import annotations

import re

from voice_coach.core.kinship import PEOPLE

_SUBJECT = r"(?:i|i'm|im|i've|ive|i'd|he|he's|she|she's|they|they're|we|we're)\b"
_FILLER = re.compile(
    r"\b(?:um+|uh+|erm?|hmm+|(?<!do )you know(?: what)?|(?:no )?i mean|i guess|i suppose|the thing is"
    r"|i don'?t (?:even |really )?know(?: really)?"
    r"(?=[,.;!]|$| (?:and|but|so|because|cause|cos|it|he|she|they|i|we)\b)"
    r"|i don'?t (?:even |really )?know (?:why|how|what)(?=[,.;!]|$| (?:and|but|so|because|cause|cos)\b)"
    # At the end it takes back what was said: "he did say sorry, sort of".
    r"|(?<!what )(?<!that )(?<!this )(?<!some )(?<!any )(?:sort|kind) of(?= \w)"
    r"|(?:i have to say|i must (?:say|admit)|i'?ll (?:be (?:fair|honest)|admit|give (?:him|her|them) that)|if i'm"
    r" honest"
    r"|to be fair)(?=[,.;]|$)"
    r"|(?<=, )i'm afraid(?=[,.]|$)"
    r"|idk|i dunno|lol|lmao|ngl|basically|literally|obviously|to be honest|tbh)\b[, ]*",
    re.IGNORECASE,
)
_ADDRESS = r"(?:my )?(?:dear|love|darling|pet|duck|hen|hon|honey|mate|bro|bruv|man|sir|ma'am|madam|yaar|sha|abeg)"
_ADDRESSED = re.compile(rf"(?<=\w), {_ADDRESS}(?=$|[,.!;])", re.IGNORECASE)
"""The one who is spoken to: "I'm tired, my dear"."""
_LEADING = re.compile(
    r"^(?:(?:(?:and|but|so|well|because|cause|cos|cuz|oh|yeah|yes|nah|okay|ok|right|actually|honestly|then|anyway"
    r"|suppose|hello|hi|hey|good (?:morning|afternoon|evening)|ha(?:ha)*|yh|yep|yup"
    r"|now|ah|aye|plus|hm+)\b"
    # These are filling or the first word of what is said: "no thanks from him", "look after all of them".
    rf"|no(?=[,.;!]|$| no\b| {_SUBJECT}| (?:my|it|it's|that|that's|there|but|and|not)\b)"
    rf"|(?:see|look|listen|sorry|{_ADDRESS})(?=,|$| {_SUBJECT})"
    r"|like(?=,| (?:he|she|they|we|my|it's|there|when|last|every)\b"
    r"| i (?:never|always|just|told|asked|said|tried|do|did|get)\b)"
    r"|nothing (?:to add|to say|bad|much|new)(?: really)?(?=,|$)"
    rf"|(?:al)?though(?= {_SUBJECT})"
    r"|(?:what )?i (?:was (?:just )?(?:trying to say|saying)|meant|mean)(?: is)?(?: that)?(?= \w))[, ]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?<!\bnow)(?:[, ]+(?:(?:and|but|so|because|cause|cos) (?:it|i|he|she|they|we|that)|(?:and |but |so )anyway"
    r"|and|but|so|because|cause|cos"
    r"|or|(?<!now and )then|the|a|an|my|when|if|though|actually))+$",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?:,| (?=\w+n'?t\b)) ?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|ai)(?:n'?t)?"
    r" (?:it|he|she|they|we|i|you|there)(?=$|[.!;])",
    re.IGNORECASE,
)
"""What asks for a nod behind a statement: "it's done now, isn't it"."""
_THAT = re.compile(r"^that (?=(?:i|i'm|he|she|they|we|you)\b)", re.IGNORECASE)
"""What is left of "I suppose that I miss him"; a turn that begins so is a wish, and keeps it."""
_COUNTED = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|blah|bye"
_DOUBLED = re.compile(
    rf"\b(?!(?:{_COUNTED})\b)(?!(?!and )\w+ and\b)([\w']+(?: [\w']+){{0,3}}?)(?:,? \1\b(?!'))+"
    r"|\b(i|he|she|they|we) (?=\2'(?:m|s|ve|d|ll|re)\b)",
    re.IGNORECASE,
)
"""A stutter or a false start: "I'd say um I'd say", "he he's"."""
_RESUMED = re.compile(
    rf"\b((?:my|his|her|our) (?:{PEOPLE})) (?:she|he|they) (?=(?!is not|not|no|dey)\w)|^me,? (?=i\b)", re.IGNORECASE
)
"""A subject that speech names and then takes up again: "my flatmate she never cleans"."""
_OPEN_ENDED = (
    "a an the my your his our their to of for with at in on by from and or i he she they we was is are"
    " were am be been being has have had do does did can could will would not one as about"
    " very so really too who's what's that's it's he's she's there's i'm never always just only even goes says said"
)
DANGLING = frozenset(_OPEN_ENDED.split())
"""Words that a quote does not end with: something is to follow."""
_STRANDED = (
    (re.compile(r"\s+(?=[,.;!?])"), ""),
    (re.compile(r"[,;]+(?=[.!?]|$)|(?<=,)(?:\s*,)+"), ""),
    (re.compile(r"(?<=[.!?])\.+(?=\s)"), ""),
    (re.compile(r"(?<=\w)[.,](?=\"$)"), ""),
)
"""Marks that a word left behind."""
_BREATH = re.compile(
    r"(?<!say)(?<!said)(?<!says)(?<!'s)(?<!'re)(?<!'m)(?<!\bam)(?<!\bare)(?<!\bis)(?<!\bbe)(?<!feel)(?<!was)(?<!not)"
    r"(?<!and)(?<!but)(?<!so),? (?:ok|okay|honestly|anyway) (?=(?:so|but|that|it's|i|he|she)\b)",
    re.IGNORECASE,
)
"""Where a recogniser heard a stop, and wrote the word that filled it."""


def tidy(text: str) -> str:
    """Words without fillers, doubled words and joining words at either end."""
    straight = " ".join(text.replace("’", "'").split())
    plain = " ".join(_FILLER.sub(" ", _BREATH.sub(", ", straight)).split())
    plain = _DOUBLED.sub(lambda match: match[1] or "", plain)
    for mark, instead in _STRANDED:
        plain = mark.sub(instead, plain)
    plain = _TAG.sub("", _ADDRESSED.sub("", plain.strip(" ,;:.!?-–—…")))
    plain = _RESUMED.sub(lambda match: f"{match[1]} " if match[1] else "", _LEADING.sub("", plain))
    plain = plain.lstrip(" ,;:.!?-–—…")
    if not _THAT.match(_LEADING.sub("", straight)):
        plain = _THAT.sub("", plain)
    return untailed(plain.rstrip(" .!?,;:-–—…")).strip(" ,")


def untailed(plain: str) -> str:
    """Without joining words at its end."""
    return _TRAILING.sub("", plain)
