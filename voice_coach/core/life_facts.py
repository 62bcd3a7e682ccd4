"""Facts of a life that nobody told: whose wife, how many children, how many years, who is ill.

A model that makes one up is heard as if it knew. What may be like for somebody is no fact, and is not looked at.
"""

from __future__ import annotations

import re

_FACTS = (
    # (what is said, what else lets it be said)
    (r"married|marriages?|marr(?:y|ies)|weddings?|wed|newly-?weds?|honeymoon", r"husband|hubby|wife|missus|spouse"),
    (r"anniversar(?:y|ies)", r""),
    (r"divorc\w*", r""),
    (r"engaged to|engagement|fianc\w+|propos(?:ed|al)", r""),
    (r"husbands?|hubby", r"hubs"),
    (r"wife|wives|missus", r""),
    (r"boyfriends?|bf", r"fella|bloke"),
    (r"girlfriends?|gf", r""),
    (r"partners?|spouses?|other half", r"husband|hubby|wife|missus|boyfriend|girlfriend|bf|gf|fianc\w+|marri\w+"),
    (r"ex|ex-\w+|exes", r"old flame"),
    (
        r"child(?:ren)?|kids?|toddlers?|bab(?:y|ies)|twins",
        r"sons?|daughters?|boys?|girls?|little ones?|teenagers?|newborn",
    ),
    (r"sons?|stepsons?", r"boys?|lads?"),
    (r"daughters?|stepdaughters?", r"girls?"),
    (r"mum(?:my)?|mom(?:my)?|mam|mothers?", r"ma|parents?|folks"),
    (r"dad(?:dy)?|fathers?", r"pa|parents?|folks"),
    (r"parents?|folks", r"mum\w*|mom\w*|mam|mother|dad\w*|father|in-?laws?"),
    (r"brothers?|siblings?", r"bro"),
    (r"sisters?", r"sis|siblings?"),
    (r"grand(?:mother|father|ma|pa|dad|mum|parent|child|children|son|daughter)s?|nan|nana|gran", r"grann\w+"),
    (r"aunt(?:ie)?s?|uncles?|cousins?|nieces?|nephews?|in-?laws?", r"(?:mother|father|sister|brother) in law"),
    (r"friends?|friendships?|mates?|best(?:ie|ies)", r"pals?|budd(?:y|ies)|friendly"),
    (r"flat-?mates?|room-?mates?|house-?mates?", r"flat|shared? house"),
    (r"neighbou?rs?", r"next door"),
    (r"colleagues?|co-?workers?|boss(?:es)?|managers?", r"work\w*|job|office|team"),
    (
        r"(?:your|his|her|their|new) jobs?|careers?|unemployed|redundan\w+|promotion",
        r"jobs?|work\w*|shifts?|office|boss|manager|interview|sacked|fired",
    ),
    (r"pregnan\w+|miscarr\w+|abortion", r"expecting|due in|baby"),
    (r"affairs?|cheat\w*|unfaithful|infidelity|another (?:woman|man)", r"someone else|other (?:woman|man)|slept with"),
    (r"died|dead|deaths?|dying|funerals?|passed away|widow\w*", r"die|dies|passed|lost|buried|gone|late"),
    (
        r"cancer|illness\w*|disease|surgery|hospital|dementia|stroke|diabet\w+",
        r"ill|sick|unwell|poorly|operation|doctors?",
    ),
    (
        r"drinks|drinking|drunk|alcohol|booze|drugs?|gambl\w+",
        r"drink|drank|pub|beers?|wine|vodka|whisk\w+|pints?|bets?",
    ),
    (r"liv(?:e|ing) together|moved in|mov(?:e|ing) in", r"live|living|move|moving|flat|house|husband|wife|marri\w+"),
    (r"therapists?|counsell?ors?|psychologists?|doctors?|lawyers?|solicitors?", r"therapy|counsell?ing|gp|nurse|court"),
    (r"cars?|vans?", r"driv\w+|drove|lift|motor|vehicle"),
    (r"houses?|flats?|apartments?", r"home|place|mortgage|rent|live|living|moved|upstairs|kitchen"),
    (r"holidays?|vacations?|trips?", r"away|travel\w*|abroad|flights?|hotel|week ?end|beach|christmas"),
    (r"debts?|mortgage|loans?|rent|salary|inheritance", r"money|owes?|bills?|paid|pay\w*"),
    (r"dogs?|cats?|pupp(?:y|ies)|kittens?", r""),
    (r"universit\w+|college|school", r"uni|campus|class\w*|teachers?"),
    (r"church|mosque|temple|synagogue|religio\w+|muslim|christian|jewish|hindu", r"faith|pray\w*"),
    (r"decades?|years|year", r"yrs?|ages|since|long time|anniversar\w+|(?:19|20)\d\d"),
    (r"months|weeks|hours", r"month|week|hour|since|ages|fortnight|all (?:day|night)"),
    (r"childhood|since you were (?:a |very )?\w+", r"child|kid|young|little|growing up|grew up|school"),
)
_RULES = [
    (
        re.compile(rf"\b(?:{said})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{said}{'|' * bool(leave)}{leave})\b", re.IGNORECASE),
    )
    for said, leave in _FACTS
]
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_UNITS = [*_SMALL.split(), "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
_VALUES |= {"twice": 2, "dozen": 12, "dozens": 12, "hundred": 100, "hundreds": 100, "thousand": 1000, "thousands": 1000}
_PAIRED = rf"(?P<tens>{'|'.join(_TENS)})[ -](?P<unit>{'|'.join(_UNITS[1:10])})"
_COUNT = re.compile(rf"\b(?:{_PAIRED}|(?P<word>{'|'.join(_VALUES)})|(?P<digits>\d+))\b", re.IGNORECASE)
_NO_COUNT = re.compile(r"\b(?:you|the|us|them|or|of) two\b|\btwo (?:of|backs|sides|ways?|people|things|kinds)\b", re.I)
"""The pair themselves, and ways of speaking of them."""


def not_told(sentence: str, told: str) -> list[str]:
    """The facts and numbers of a sentence that are not in what was `told`, in no spelling of theirs."""
    heard = {value for _, value in _counts(re.sub(r"(?<=\d)(?=[a-z])", " ", told, flags=re.IGNORECASE))}
    # A quote may end within a number; and "one" is seldom one.
    heard |= {value - value % 10 for value in heard if 20 < value < 100} | {1}
    found = [word for word, value in _counts(_NO_COUNT.sub(" ", sentence)) if value not in heard]
    for said, leave in _RULES:
        match = said.search(sentence)
        if match and not leave.search(told):
            found.append(match.group())
    return found


def _counts(text: str) -> list[tuple[str, int]]:
    """Numbers as they were said, with their values."""
    found = []
    for match in _COUNT.finditer(text):
        if match["digits"]:
            value = int(match["digits"])
        elif match["tens"]:
            value = _VALUES[match["tens"].lower()] + _VALUES[match["unit"].lower()]
        else:
            value = _VALUES[match["word"].lower()]
        found.append((match.group(), value))
    return found
