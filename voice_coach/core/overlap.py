"""What a sound over the coach's voice is: a noise, a sign of listening ("mm-hm"), or words that take the turn."""

from __future__ import annotations

import re
from typing import Literal

from voice_coach.core.transcript import Transcript

Overlap = Literal["noise", "backchannel", "turn"]

_SOUNDS = re.compile(r"m+|m*h+m+|u+h+|u+m+|hu+h|e+r+m*|a+h+|aha|o+h+|wow|yeah|yep|yup|yes|ya")
_LISTENING = re.compile(
    "ok|okay|right|sure|true|exactly|totally|absolutely|definitely|indeed|alright|continue|sorry|thanks"
)
_PHRASES = re.compile(
    r"\b(?:all right|of course|i see(?: you)?|i know|got it|i get it|that's (?:right|true)|fair enough|makes sense|"
    r"go (?:on|ahead)|carry on|keep going|excuse me|pardon me|bless you|thank you)\b"
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*[^*]*\*")
"""How Whisper writes a cough or music."""
_INVENTED = re.compile(
    r"you|the|so|bye|bye bye|i|a|hey|ha(?: ha){0,9}|thanks for watching|thank you for watching|please subscribe|"
    r"see you(?: next time)?|click|clap|ow|ugh|oof|phew|how (?:hard|hot)|hud|[^aeiouy\d ]{1,4}|[a-z](?: [a-z]){2,}"
)
"""What Whisper makes of clicks, coughs, laughs and breath (known of it, and seen in `evals talk`)."""

_LISTENING_S = 2.0
"""Seconds of voice up to which "yeah, okay, right" is a sign of listening."""
_INVENTED_S = 0.8
"""Seconds of voice up to which such a word is taken for invented."""
_DOUBT = 0.5
"""Confidence under which a word or two are doubted."""
_LONE_DOUBT = 0.7
"""The same for one word by itself: a laugh makes "Hard." of it, and few words are said alone over a voice ..."""
_SAID_ALONE = re.compile(
    "no|now|know|nope|nah|wait|stop|what|why|who|where|when|how|but|well|actually|never|always|help|hello|please|enough"
)
"""... but for these; "no" is also heard as "now"."""
_WORDS_A_SECOND = 9.0
"""More words than anyone says in so much voice were not said."""


def overlap(heard: Transcript, voiced: float, order: bool = False) -> Overlap:
    """What `voiced` seconds of voice over the coach are, by their transcript; `order`: it is one ("stop").

    An order is believed where another short word would be doubted: talking over "stop" is worse than a needless stop.
    """
    words = _plain(heard.text).split()
    if not words or len(words) > max(2.0, _WORDS_A_SECOND * voiced):
        return "noise"
    text = " ".join(words)
    if voiced <= _LISTENING_S and _is_listening(text):
        return "backchannel"
    lone = len(words) == 1 and not _SAID_ALONE.fullmatch(text)
    doubtful = len(words) <= 2 and heard.confidence < (_LONE_DOUBT if lone else _DOUBT) and not order
    if voiced <= _INVENTED_S and (_INVENTED.fullmatch(text) or doubtful):
        return "noise"
    return "turn"


def _is_listening(text: str) -> bool:
    rest = _PHRASES.sub(" ", text).split()
    return all(_LISTENING.fullmatch(word) or _SOUNDS.fullmatch(word) for word in rest)


def _plain(text: str) -> str:
    return re.sub(r"[^\w' ]+", " ", _ASIDE.sub(" ", text.lower().replace("’", "'")))
