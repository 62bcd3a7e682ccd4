"""A person's own words given back with the person switched: "I plan everything" becomes "you plan everything".

Only what can be switched safely is: words about "you" are someone's speech, and are left alone. What is left
can always be quoted instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.signals import Clause, clauses

QUOTED = 12
"""Words of a quote."""
_JOINED = "and but so because cause cos then when while if though although which who"
_JOINING = frozenset(_JOINED.split())
_OPEN_ENDED = (
    "a an the my your his our their to of for with at in on by from and or i he she they we was is are"
    " were am be been being has have had do does did can could will would not one as about"
    " very so really too who's what's that's it's he's she's there's i'm never always just only even goes says said"
)
_DANGLING = frozenset(_OPEN_ENDED.split())
"""Words that a quote does not end with: something is to follow."""
_POLITE = (
    "please thanks thank you thx ta cheers ok okay yes yeah yep yup yh ya no nah nope alright right fine sure think"
    " so i do it's you're its dear love mate bye goodbye lol ha haha why not mm hmm well"
)
_COURTESIES = frozenset(_POLITE.split())
"""Words that carry an answer and nothing to give back."""
LONGEST = 16
"""Words of a reflection; with its question a turn has at most 35."""
SHORTEST = 4

_HARD_ON_ONESELF = (
    r"(?:(?:a|an(?! awful lot)|the|such|just|so|too|being|really|probably|bit|quite|very|clearly|obviously|only|always"
    r"|complete|total) )*"
    r"(?:bad|terrible|horrible|awful|rubbish|stupid|useless(?! at)|pathetic|needy|clingy|worthless|idiot|failure"
    r"|selfish"
    r"|weak|mad(?! (?:at|about|with|for)\b)|crazy(?! about)|sensitive|(?<=too )much|dramatic|burden|fool|mess"
    r"|coward|unlovable"
    r"|to blame|problem(?! \w+(?:er|ing)\b))\b"
)
"""What people call themselves at night: given back as a fact it would be the coach's verdict."""
_PHRASES = (
    (rf"^my ((?:{KIND})(?:{PEOPLE})) and (?:i|me)\b(?!')", r"you and your \1"),
    (rf"\bmy ((?:{KIND})(?:{PEOPLE})) and me\b", r"you and your \1"),
    (
        r"^i should(?: have|'?ve| of)(?! (?:more|a|an|the|some|time|no|any|my|another|enough)\b)",
        "you feel you should have",
    ),
    (r"^i shouldn'?t(?: have|'?ve| of)\b", "you feel you shouldn't have"),
    (
        r"^((?:it|everything|that|this)(?:'s| is| was)(?: (?!not|never)\w+){0,2}) my ((?:own )?fault)\b",
        r"it feels like \1 your \2",
    ),
    (r"^i(?: am|'m|m) (?=not good enough\b)", "you feel you're "),
    (rf"^i(?: am|'m|m) (?={_HARD_ON_ONESELF})", "you feel you're "),
    (rf"^i was (?={_HARD_ON_ONESELF})", "you feel you were "),
    (r"^i (deserved?|(?:ruined|spoiled|wrecked) (?:it|everything))\b", r"you feel you \1"),
    (r"^i let (him|her|them|everyone|everybody|my \w+) down(?! (?:the|a|to|from)\b)", r"you feel you let \1 down"),
    # "how I am", "that's who I am": a short form can't stand at the end of what is asked or compared.
    (r"\b(how|what|where|who|than|as) i am\b|\bi am$", r"\1 you are"),
    (r"\bi should like\b", "you'd like"),
    (r"\bi (?:am|m)\b|\bi'm\b|\bim\b", "you're"),
    (r"\bi was\b", "you were"),
    (r"\bwas i\b", "were you"),
    (r"\bi wasn'?t\b", "you weren't"),
    (r"\bam i\b", "are you"),
    (r"\bi've\b|\bive\b", "you've"),
    (r"\bi'd\b", "you'd"),
    (r"\bi'll\b", "you'll"),
    (r"\bi\b", "you"),
    (r"\bme and (\w+)\b", r"you and \1"),
    # Recognisers and dialects write "me mum" for "my mum".
    (r"\bme (?=(?:mum|mam|mom|dad|nan|gran|sister|brother|mate|wife|own|house|car|job)\b)", "your "),
    (r"\bmyself\b", "yourself"),
    (r"\bmine\b", "yours"),
    (r"\bmy\b", "your"),
    (r"\bme\b", "you"),
    (r"\bwe're\b", "you're"),
    (r"\bwe've\b", "you've"),
    (r"\bwe'd\b", "you'd"),
    (r"\bwe'll\b", "you'll"),
    (r"\bwe was\b", "you were"),
    (r"\bwe\b", "you two"),
    (r"\bourselves\b", "yourselves"),
    (r"\bours\b", "yours"),
    (r"\bour\b", "your"),
    (r"\b(the (?:two|three|four|both) of|both of|all of) us\b", r"\1 you"),
    (r"\bjust us\b", "just the two of you"),
    (r"\bus\b", "you both"),
)
_WE = re.compile(r"\bwe\b", re.IGNORECASE)
_MANY = re.compile(
    r"\b(?:funeral|wedding|christmas|birthday|party|reunion|wake|family|families|kids|children|everyone|everybody"
    r"|all of us"
    r"|mum and dad|mom and dad|the (?:girls|boys|lads|team|office))\b",
    re.IGNORECASE,
)
"""Where "we" may well be more than two."""
_SWITCHES = [(re.compile(pattern, re.IGNORECASE), new) for pattern, new in _PHRASES]
_FILLER = re.compile(
    r"\b(?:um+|uh+|erm?|hmm+|(?<!do )you know(?: what)?|i mean|i guess|i suppose|the thing is"
    r"|i don'?t (?:even |really )?know(?: really)?"
    r"(?=[,.;!]|$| (?:and|but|so|because|cause|cos|it|he|she|they|i|we)\b)"
    r"|i don'?t (?:even |really )?know (?:why|how|what)(?=[,.;!]|$| (?:and|but|so|because|cause|cos)\b)"
    # At the end it takes back what was said: "he did say sorry, sort of".
    r"|(?<!what )(?<!that )(?<!this )(?<!some )(?<!any )(?:sort|kind) of(?= \w)"
    r"|basically|literally|obviously|to be honest|tbh)\b[, ]*",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:and|but|so|well|because|cause|cos|cuz|oh|yeah|yes|no(?! one\b)|nah|okay|ok|right|actually|honestly"
    r"|like|then|anyway"
    r"|suppose|hello|hi|hey|good (?:morning|afternoon|evening)|ha(?:ha)*|lol|dear|love|yh|yep|yup"
    r"|now|see|look|ah|aye|plus|hm+|sorry)\b[, ]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?<!\bnow)(?:[, ]+(?:(?:and|but|so|because|cause|cos) (?:it|i|he|she|they|we|that)|and|but|so|because|cause|cos"
    r"|or|(?<!now and )then|the|a|an|my|when|if|though|actually|anyway))+$",
    re.IGNORECASE,
)
_THAT = re.compile(r"^that (?=(?:i|i'm|he|she|they|we|you)\b)", re.IGNORECASE)
"""What is left of "I suppose that I miss him"."""
_SPEECH = re.compile(
    r"\b(?:said|says|say|goes|went|texted)\b,? (?:(?:yeah|yes|no|oh|well|look|sorry|mum|mam|mom|dad|love|fair enough"
    r"|thanks|alright|right|ok|okay)\b,? ?)+.*\b(?:i|i'm|im|i'll|i've|i'd|my|me)\b"
    r"|\bsaid,? (?:i'm|i'll|i've|i know|i don'?t|i can'?t|i won'?t)\b"
    r"|\b(?:said|says|goes|went|like),? we'?ll see\b",
    re.IGNORECASE,
)
"""Someone else's "I" in their own speech: switched, it would be the wrong person's."""
_HE_SAYS = re.compile(r"\b(?:he|she|they) (?:says?|said|thinks|reckons|goes)$", re.IGNORECASE)
"""Behind a verdict: it is theirs."""
_TORN = re.compile(
    r"^(?:i|he|she|they|we) (?:did|does|do|didn't|was|is|has|would)(?:,| to be fair| actually|$)", re.IGNORECASE
)
"""The tail of another sentence ("and actually | she did, we talked for hours")."""
_SECOND = re.compile(r"\b(?:you|your|yours|yourself|u|ya|youse|y'all)\b", re.IGNORECASE)
_DOUBLED = re.compile(r"\b(\w+)(?: \1\b)+", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:i|i'm|im|i've|ive|i'd|i'll|we|we're|we've|we'd|he|he's|hes|he'd|she|she's|shes|she'd|they|they're"
    r"|it|it's|its|that|there's|there|my|our|his|her|their|the|this|nobody|no one|everyone|nothing|everything"
    r"|when|whenever|after|before|since|once|yesterday|sometimes|usually|one (?:day|time|night)"
    r"|if|every|last|most|all|some|both|neither|mum|mam|mom|dad)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"^(?:when|whenever|after|before|since|once|if)\b(?!(?: \S+){2,} (?:i|he|she|they|it|we)\b)", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:why|what|how|who|where|which|do|does|did|is|are|am|can|could|should|would|will)\b", re.IGNORECASE
)
_NAME = re.compile(
    r"^(?!(?:At|In|On|By|For|From|With|To|Of|As|Or|Just|Only|Even|Let's|Lets|Take|Then|Than|Two|Three|Four|Five|Ten|First|Next"
    r"|Once|Twice|Maybe|Perhaps|Never|Always|Not|Still|Again|Each|Any|Many|Few|Such|Half|Being|Having|Going|Getting)\b)"
    r"[A-Z][a-z]+\b"
)
_VERB = re.compile(
    r"\b(?:\w+(?:ed|s|n't|nt)|am|is|are|was|were|i'm|im|have|had|do|did|can|could|will|would|go|went|get|got|say|said|tell"
    r"|told|feel|felt|know|knew|keep|kept|make|made|take|took|come|came|give|gave|plan|want|need|think|thought|ring|rang"
    r"|leave|left|sit|sat|cook|clean|pay|paid|drive|drove|wait|ask|start|stop|try|hear|heard|call|text|like|look|love"
    r"|hope|wish|hate|miss|live|see|saw|talk|walk|work|help|cry|worry|care|listen|watch|eat|ate|sleep|slept|believe|trust"
    r"|remember|forget|forgot|put|let|find|found|seem|hold|held|bring|brought|buy|bought|meet|met|play|write|wrote|read"
    r"|send|sent|stand|stood|show|share|spend|spent|argue|fight|fought|lie|lay|lost|lose)\b",
    re.IGNORECASE,
)


_JOINT = re.compile(
    r"(?<= )(?:and|but|so|because|cause|cos|then)"
    r"(?= (?:i|i'm|im|he|he's|hes|she|she's|shes|they|we|it|my|her|his|our)\b)",
    re.IGNORECASE,
)


_RESUMED = re.compile(rf"\b((?:my|his|her|our) (?:{PEOPLE})) (?:she|he|they) (?=\w)", re.IGNORECASE)
"""A subject that speech names and then takes up again: "my flatmate she never cleans"."""


def by_name(text: str) -> bool:
    """Whether a statement begins with somebody's name."""
    return bool(_NAME.match(text)) and not _SUBJECT.match(text)


def tidy(text: str) -> str:
    """Words without fillers, doubled words and joining words at either end."""
    plain = _FILLER.sub(" ", text.replace("’", "'"))
    plain = _DOUBLED.sub(r"\1", " ".join(plain.split()))
    plain = _RESUMED.sub(r"\1 ", _LEADING.sub("", plain.strip(" ,;:.!?-–—…")))
    plain = _THAT.sub("", plain.lstrip(" ,;:.!?-–—…"))
    plain = plain.rstrip(" .!?,;:-–—…")
    return _TRAILING.sub("", plain).strip(" ,")


def switched(text: str) -> str | None:
    """The statement with the person switched, or None where that would not be sound."""
    plain = tidy(text)
    words = plain.split()
    if not SHORTEST <= len(words) <= LONGEST or text.rstrip().endswith("?") or _ASKS.match(plain):
        return None
    if (
        re.search(r"[.!?]", plain)
        or _SECOND.search(plain)
        or _SPEECH.search(plain)
        or _TORN.match(plain)
        or _HE_SAYS.search(plain)
        or '"' in plain
        or not _VERB.search(plain)
        or _OPEN.match(plain)
    ):
        return None
    if not (_SUBJECT.match(plain) or _NAME.match(plain)):
        return None
    if _MANY.search(plain):
        plain = _WE.sub("you", plain)
    plain = _begun_small(plain)
    for pattern, new in _SWITCHES:
        plain = pattern.sub(new, plain)
    return _begun_small(plain)


def _begun_small(plain: str) -> str:
    return plain if by_name(plain) else plain[0].lower() + plain[1:]


def mirrors(text: str, wanted: Iterable[tuple[int, int]] = ()) -> list[str]:
    """Statements of a turn that can be given back, best first: those that touch `wanted` spans, then longer ones."""
    spans, whole = list(wanted), _pieces(text)
    starts = {piece.start for piece in whole}
    # Evidence that begins in the middle of a clause would be half a sentence.
    pieces = [*(Clause(start, end, text[start:end]) for start, end in spans if start in starts), *whole]

    def rank(piece: Clause) -> tuple[bool, bool, int]:
        touches = any(piece.start < end and start < piece.end for start, end in spans)
        own = bool(re.search(r"\b(?:i|i'm|im|me|my|we|us)\b", piece.text, re.IGNORECASE))
        return (not touches, not own, -len(piece.text.split()))

    found = (switched(piece.text) for piece in sorted(pieces, key=rank))
    return list(dict.fromkeys(said for said in found if said))


def quotable(text: str, wanted: Sequence[tuple[int, int]] = ()) -> str:
    """A few of the person's words as they were said, for when they can't be switched; empty when there are none."""
    first = text[wanted[0][0] : wanted[0][1]] if wanted else text
    words = tidy(first).split()
    if all(word.lower().strip(",.!?'") in _COURTESIES for word in words):
        return ""
    return _TRAILING.sub("", shortened(words)).rstrip(" ,;:.!?") if words else ""


def shortened(words: Sequence[str], most: int = QUOTED) -> str:
    """The words up to the last place within the first `most` where a speaker could stop."""
    if len(words) <= most:
        return " ".join(words)
    kept = words[:most]
    stops = [at for at in range(3, most + 1) if words[at - 1][-1] in ",;.!?" or words[at].lower() in _JOINING]
    kept = kept[: stops[-1]] if stops else kept
    while len(kept) > 3 and kept[-1].lower() in _DANGLING:
        kept = kept[:-1]
    return " ".join(kept)


def _pieces(text: str) -> list[Clause]:
    """Clauses, and pairs of neighbours that are short: one alone often says half of it."""
    single = [part for piece in clauses(text) for part in _run_on(piece)]
    joined = [
        Clause(a.start, b.end, text[a.start : b.end])
        for a, b in pairwise(single)
        if len(text[a.start : b.end].split()) <= LONGEST and not re.search(r"[.!?]", text[a.start : b.end - 1])
    ]
    return [*joined, *single]


def _run_on(piece: Clause) -> list[Clause]:
    """What a recogniser ran together, cut before a joining word that begins a new statement."""
    if len(piece.text.split()) <= LONGEST:
        return [piece]
    cuts = [0, *(match.start() for match in _JOINT.finditer(piece.text)), len(piece.text)]
    spans = pairwise(cuts)
    return [Clause(piece.start + a, piece.start + b, piece.text[a:b]) for a, b in spans if piece.text[a:b].strip()]
