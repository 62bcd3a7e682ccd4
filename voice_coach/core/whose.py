"""Whose words a piece of a turn is: told by the person, asked, said to the coach, or another's in their own speech."""

from __future__ import annotations

import re

from voice_coach.core.verbs import BASE

_PRONOUN = "(?:i|you|u|he|she|they|we|it|that|this|there)"
_HELPING = (
    "(?:do|does|did|is|are|am|was|were|should|shall|can|could|will|would|may|have|has|had|don't|doesn't|didn't|isn't"
    "|aren't|wasn't|can't|won't|shouldn't|couldn't|wouldn't|haven't|hasn't)"
)
_INVERTED = rf"{_HELPING} {_PRONOUN}\b"
_MARKED = "(?:what|why|how|where|when|who|which)"
_LEAD = r"^(?:(?:um+|uh+|so|and|but|well|or|then|oh|no|yes|yeah|ok|okay|right|look|sorry|honestly|please)\b,? )*"
_ASKS = re.compile(
    rf"{_LEAD}(?:{_MARKED}(?:'s| {_HELPING})\b|{_MARKED} (?:about|come|\w+ {_INVERTED})|{_INVERTED}"
    rf"|{_HELPING} (?:my|your|his|her|the) \w+)|.*\b(?:like|such as) what[.!]*$",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"^what (?:i|i'd|i'm|he|she|they|matters|hurts|gets|bothers|upsets|kills|makes)\b.*(?:\b(?:is|was)\b|'s\b)",
    re.IGNORECASE,
)
"""Not asked but told: "what hurts is that he forgot"."""
_ASKED_LAST = re.compile(
    rf"(?<=\w) (?:and |so |but |like )*(?:{_MARKED} (?:\w+ )?{_INVERTED}"
    r"|(?:should|can|could|do|does|did|am|would|will) (?:i|you|we|he|she|they)\b"
    r"|(?:is|was) (?:that|this|it) (?:even |really |just |all |too )*(?:normal|ok|okay|right|fair|weird|wrong|bad"
    r"|me|my"
    r"|worth|healthy|common|much|love))",
    re.IGNORECASE,
)
"""Where a text without punctuation goes over to a question: "he never asks about my day is that normal"."""
_NO_QUESTION = re.compile(
    r"\b(?:so|neither|nor|never|once|than|as|only|not|say|says|said|saying|goes|went|like|ask|asks|asked|thought"
    r"|wonder|know|all|i|he|she|they|we|it|who)(?: and| oh| then|,)*$",
    re.IGNORECASE,
)
"""What turns the words round too, and asks nothing: "she was happy and so was I", "she said did we"."""
_TO_THE_COACH = re.compile(
    rf"{_LEAD}(?:"
    r"you(?:'ve|'re| have| are)? (?:(?:just|already|literally|still|only|always|never) )*"
    r"(?:asked|said|told me|keep|kept|ended|skipp\w+|missed|left (?:\w+ ){1,3}out|got (?:it|that|this|me)\b"
    r"|(?:didn't|don't|aren't|not) (?:answer|ask|listen|hear|get|read|understand|even)\w*|repeat\w*|sound like"
    r"|shut the door|closed|mis\w+)"
    r"|i (?:(?:just|already|literally|have|did) )*(?:told|asked|answered) you\b"
    r"|i(?:'ve| have) (?:(?:just|already) )*(?:told|said|answered)\b|i (?:just|already) said\b"
    r"|i (?:said|named|told) (?:it|so|that)(?: already| before| once)?$|i asked (?:what|about) (?:\w+ )*(?:step"
    r"|question)\b"
    r"|as i said\b|i(?:'m| am| was) (?:not )?talking about\b|i (?:don't|didn't) (?:follow|understand (?:you|the"
    r" question))"
    r"|(?:useless|stupid|silly|another|next|same) question\b"
    r"|that(?:'s| is| isn't| wasn't|'s not| is not) (?:\w+ ){0,3}(?:question|answer|time you)"
    r"|(?:whose side|what sort of|what kind of|never mind|forget it|leave it|hang on|hold on|let me|let's|next|skip"
    r"|go on"
    r"|move on|carry on|shut up|stop|wait|please|give me|tell me|ask me|show me|help me|explain|repeat|read me|say"
    r" (?:it|that)"
    r"|(?:don't|stop|quit) (?:ask|repeat|say|tell|worry|patronise)\w*)\b(?! (?:for|until|till|on|hand)\b))"
    r"|\b(?:let's (?:go|move|carry) on|your (?:questions?|answers?)|aren't you listening|the guide"
    r"|give me (?:the|a) (?:step|minute|second|moment|sec)[.!]*$|what (?:that|this|it) has to do with|for \w+'?s?'?"
    r" sake)"
    r"|, (?:(?:go|carry) on|i(?:'m| was) talking about\b.*)[.!]*$",
    re.IGNORECASE,
)
_SAYS = "(?:said|says|say|saying|goes|go|texts?|texted|repl(?:y|ies|ied)|asks?|asked|wrote|shout(?:s|ed)|thinking)"
_HAIL = (
    "(?:yeah|yes|aye|no|nah|oh|well|look|mum|mam|mom|dad|love|babe|hon|fair enough|alright|right|ok|okay|hey|hi"
    "|please|same"
    # "He never says sorry to me" tells of it.
    "|(?:sorry|thanks|thank you)(?! (?:to|for|and|but|after|when|or|so|with|once|again|every|at)\\b))"
)
_OWN = r"\b(?:i|i'm|im|i'll|i've|i'd|my|me|mine|we|we're|we'll|us|our)\b"
_SPEECH = re.compile(
    rf"\b{_SAYS}\b,? (?:{_HAIL}\b,? ?)+.*{_OWN}"
    rf"|\b{_SAYS}(?: to (?:me|him|her|them|us))?, (?!(?:and|but|so|though|which|because|to)\b).*{_OWN}"
    rf"|\b{_SAYS},? (?:{_MARKED} )?{_INVERTED}"
    r"|(?<!\bi )\b(?:said|texted|replied|shouted),? (?:i'm|i'll|i've|i know|i don'?t|i can'?t|i won'?t)\b"
    rf"|\bwent,? (?:aye|yeah|yes|nah|oh|hey|babe)\b.*{_OWN}"
    r"|\b(?:goes|went),? (?:i|i'm|im|i'll|i've|i'd|we|we're|we'll|leave|get|stop|don'?t)\b"
    r"|\b(?:i'm|im|i was|he's|she's|he was|she was|they're|they were|we were|we're) like\b"
    r"(?:,| (?!(?:a|an|the|that|this|these|those|him|her|them|it|his|my|our|their|being|two|some|most|any|always"
    r"|never"
    r"|so|really|super|on|in)\b(?!')))"
    r"|\b(?:said|says|goes|went|like),? we'?ll see\b",
    re.IGNORECASE,
)
"""Someone else's "I" in their own speech: switched, it would be the wrong person's."""
_VERB = "|".join(sorted(set(BASE.split()) - {"put", "let", "read", "hurt", "like", "help"}, key=len, reverse=True))
_OFTEN = "(?:always |never |only |just |also |still |often |sometimes )?"
_BROKEN = re.compile(
    # "he say" and "he always say", not "did he say", "made him say" or "that he say".
    rf"(?<!do )(?<!does )(?<!did )(?<!can )(?<!could )(?<!will )(?<!would )(?<!should )(?<!might )(?<!n't )(?<!must )"
    rf"(?<!have )(?<!has )(?<!had )\b(?:he|she) {_OFTEN}(?:{_VERB}|have)\b"
    rf"|\b(?:is|am|are|was) not (?:{_VERB}|help)\b|\b(?:i am|he is|she is) (?:agree|understand|know|want|need)\b"
    r"|\b(?:i|he|she|they|we) (?:not|no)\b(?! (?:longer|more)\b)|\b(?:i|he|she|they|we) very (?!much|rarely|often"
    r"|nearly)\w+\b"
    rf"|\b(?:he|she) {_OFTEN}(?!\w+thing\b|during\b)\w{{3,}}ing\b"
    r"|\b(?:is|am|are|'m|'s|'re) (?:not |n't )?(?:\w+ )*since (?:\w+ )?(?:hours?|days?|weeks?|months?|years?|long)\b"
    r"|\b(?:say|says|said|explained?) (?:me|him|her|us)\b|\b(?:dey|dem|una|wey|wan|abeg|wetin|mumu)\b"
    r"|\b(?:i|he|she|we|they|you) (?:don|go) "
    r"(?:say|answer|tell|talk|come|do|see|hear|take|buy|send|cook|call)\b"
    r"|\b(?:swallow|take|give|tell|do|leave|carry) am\b"
    # Written as it is typed.
    r"|\b(?:abt|ur|rn|bf|gf|bday|tmrw|cuz|bcs|bcz|idc|smth|sm1|smn)\b|\b(?:she|he|we|i) (?:r|u)\b",
    re.IGNORECASE,
)
"""A learner's grammar, or another English: half put right it would be neither theirs nor ours."""


def asks(piece: str) -> bool:
    """Whether a piece of a turn is a question."""
    return piece.rstrip(" '\"”").endswith("?") or bool(_ASKS.match(piece) and not _WHAT.match(piece))


def before_question(piece: str) -> str:
    """What a piece without punctuation tells before it goes over to a question; the piece itself where it doesn't."""
    for match in _ASKED_LAST.finditer(piece):
        if not _NO_QUESTION.search(piece[: match.start()]) and len(piece[: match.start()].split()) > 2:
            return piece[: match.start()]
    return piece


def to_the_coach(piece: str) -> bool:
    """Whether a piece is about the talk itself, or orders the coach about: no story, and not given back."""
    return bool(_TO_THE_COACH.search(piece))


def is_speech(piece: str) -> bool:
    """Whether a piece holds another's direct speech with an "I" or a question in it."""
    return bool(_SPEECH.search(piece))


def is_broken(piece: str) -> bool:
    """Whether its grammar is a learner's: such words are quoted as they are."""
    return bool(_BROKEN.search(piece))
