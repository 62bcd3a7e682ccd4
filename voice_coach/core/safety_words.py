"""How answers sound in a conversation about danger: yes, no, alone, not alone. Run on the text of `normalise`."""

from __future__ import annotations

import re

from voice_coach.core.help_lines import COUNTRIES
from voice_coach.core.normalise import normalise


def any_of(*parts: str) -> re.Pattern[str]:
    """A pattern for any of the parts as whole words."""
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b")


KIN = "husband|wife|partner|boyfriend|girlfriend|ex|son|daughter|mum|mom|dad"
THEY = rf"(?:he|she|they|someone|somebody|my (?:{KIN}))"
PEOPLE = r"(?:anyone|anybody|someone|somebody|people|a stranger|strangers|them|a line|the line|a helpline|police)"

UNSURE = any_of(
    r"^(?:well )?(?:i )?(?:don't know|dunno|do not know|'m not sure|not sure|no idea|can't tell|can't say)", "idk"
)
YES = re.compile(
    r"^(?:well |um |oh |i mean )*(?:yes|yeah|yep|yup|aye|i am\b(?! not)|i'm thinking|i do\b(?! not)|i have\b(?! not)|"
    r"i did\b|i might|i think so|i guess|i suppose|maybe|perhaps|probably|possibly|a bit|a little|sometimes|often|"
    r"most (?:days|nights)|every (?:day|night)|all the time|it is\b(?! not)|(?:he|she|they) (?:is|are)\b(?! not))\b"
)
NO = re.compile(
    r"^(?:well |um |oh |god |honestly )*(?:no|nope|nah|not|never|of course not|absolutely not|"
    r"i don't(?: think so)?$|i (?:am not|do not|haven't|wouldn't|won't)|i'm not|(?:he|she|they|it)(?: isn't|'s not)|"
    r"i live alone)\b"
)
NOBODY = re.compile(r"^(?:well |um |oh )*(?:nobody|no one|none|there's (?:nobody|no one)|i'm alone|just me)\b")
"""A no to the question whether someone can be there."""
WEAKENED = any_of(
    "but", "not exactly", "not really", "not yet", "not anymore", "not today", "not right now", "not as such",
    "sometimes", "maybe", "now and then", "once or twice", "not always", "not every", "only (?:when|at|if|sometimes)",
    "on bad (?:days|nights)", "it comes and goes", "i (?:do )?think about it",
)  # fmt: skip
FREE = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|ok|okay|i can\b(?!')|fine|go ahead|it's (?:just|only) me|alone|on my own|i think so|"
    r"for now|for a bit|i am\b(?! not)|(?:of course|definitely|absolutely|go on)\b(?! not)|you can (?:talk|speak))\b"
)
_FAR = "|".join([*COUNTRIES, "hospital", "prison", "jail", "town", "another (?:country|city|town)"])
_NOT_HERE = r"(?: is not|'s not| isn't| are not|'re not| aren't)"
ALONE = any_of(
    r"i can (?:talk|speak)",
    r"i live (?:alone|by myself|on my own)(?! with)",
    rf"{THEY}{_NOT_HERE} (?:at )?(?:here|home|in|around)(?=$| (?:now|right now|tonight|today|at the moment|until)\b)",
    rf"{THEY}(?:'s|'ve| has| have)? moved out|(?:don't|do not) live (?:together|with (?:him|her|them))",
    r"no ?(?:one|body)(?:'s| is) listening",
    # What is far is named: nobody can list where else "he's in" may be.
    rf"{THEY}(?:'s|'re| is| are) in (?:{_FAR})(?=$| (?:now|right now|tonight|today|this week|until|for)\b)",
    r"(?:i'm|i am) (?:on the (?:bus|train)|at the (?:park|library|shops?|gym)|in town|outside|out)"
    r"(?=$| (?:now|right now|with the dog)\b)",
    r"(?:i'm|i am) (?:alone|on my own|by myself|in (?:the|my) car|outside|at work|at my (?:mum|mom|sister|"
    r"friend)\w*)",
    rf"{THEY}(?:'s|'re| is| are| has|'ve)? (?:just )?(?:gone )?(?:out|at work|away|gone|left)",
    rf"{THEY}(?:'s|'re| is| are) asleep(?! (?:on|next|beside|here|in|by)\b)",
    r"no ?(?:one|body)(?:'s| is)? (?:else )?(?:is )?(?:here|in|home|around)",
    r"(?:talk|speak) freely",
    r"(?:okay|ok|fine|safe|all right) to talk",
    r"it's (?:just|only) me",
    r"(?:house|flat|place) (?:is|to) (?:empty|myself)",
    rf"{THEY}(?:'s|'re| is| are|'s gone| has gone| went) (?:\w+ )?(?:at|to) (?:his|her|their|a|the) (?:mum|mom|mother|"
    r"sister|brother|friend|mate|work|gym|pub|shop|club)\w*",
)
NOT_ALONE = any_of(
    rf"{THEY}(?:'s|'re| is| are)? (?:(?!not\b|never\b|isn't\b)\w+ )?(?:here|home|next door|next to me|upstairs|"
    rf"downstairs|listening|watching|back|coming)",
    r"in the (?:other |next )?(?:room|house|kitchen|bath|bathroom|shower|garden|hall)",
    r"can't (?:really )?(?:talk|speak)",
    r"not (?:alone|private)",
    r"not (?:really|now|right now|at the moment)",
    r"the walls are thin",
)
BACK = any_of(
    rf"{THEY}(?:'s|'re| is| are)? (?:just |now )?(?:here|home|back|awake|listening|at the door|coming (?:in|"
    rf"back|up|down))"
    r"(?! (?:all|at|by|every|for|from|in|late|later|most|not|on|soon|to|tomorrow|tonight|until|with))",
    r"can't (?:talk|speak) (?:now|any ?more|any longer)",
    r"hear (?:his|her|their|the) (?:car|key|keys|footsteps|steps|door)",
    rf"{THEY}(?:'s| has)? just (?:came|come|walked|got) (?:in|home|back)",
    r"(?:i|i can|can) hear (?:him|her|them)$|that's (?:him|her|them)(?: now)?$|that's (?:his|her|their) (?:key|car)\b",
    r"(?:the|his|her|their) (?:car|van|key)(?:'s| is) (?:in the (?:drive|door|lock|yard)|outside|pulling)",
    rf"^sh+h*$|(?:someone|somebody)(?:'s| is) (?:coming|here)|{THEY}(?:'s| is) (?:\w+ )?(?:behind|beside) me",
    r"(?:got|have|need) to (?:be|stay|keep) quiet(?: now)?$",
)
"""The other person is there again: from now on nothing is named."""
ASKS_LINES = any_of(
    r"(?:what|which)(?:'s| is| was| are| were)? (?:the |that |those |your )?(?:phone )?(?:number|helpline|"
    r"hotline|line)s?(?! of)",
    r"(?:give|tell|need|want|have|got|get|say|repeat|there|take|write down) (?:me |you |us )?(?:the|that|those|"
    r"a|any|some) "
    r"(?:\w+ )?(?:number|helpline|hotline)s?(?! of)",
    r"who (?:can|do|should|could|would) i (?:\w+ )?(?:call|ring|talk|speak|phone|text|turn)",
    r"(?:(?:that|the) )?numbers? again|^(?:the )?numbers?(?: please)?$|what (?:do|did|should) i dial",
    r"(?:a|any|some) help ?lines?",
    r"where (?:can|could|do) i (?:get|find) help",
)
"""A request for a line, for someone who has not said that they can talk freely."""


_DROPPED = {
    **{word.replace("'", ""): word for word in ("don't", "can't", "won't", "didn't", "doesn't", "isn't", "wasn't")},
    **{word.replace("'", ""): word for word in ("wouldn't", "couldn't", "shouldn't", "haven't", "hasn't", "aren't")},
    **{word.replace("'", ""): word for word in ("i'm", "i've", "he's", "she's", "they're", "you're", "that's")},
    **{word.replace("'", ""): word for word in ("what's", "there's", "nobody's", "it's", "who's")},
}


def plain_answer(text: str) -> str:
    """The text of `normalise` with the apostrophes that recognisers and hasty typing leave out."""
    return " ".join(_DROPPED.get(word, word) for word in normalise(text).split())
