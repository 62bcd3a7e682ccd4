"""Whether somebody says that they are safe and want to go on, without a condition: it ends a sign of danger."""

from __future__ import annotations

import re

_OPENERS = (
    "yes|yeah|yep|yup|aye|no|ok|okay|oh|well|um|thanks|thank you|honestly|really|right|sure|to both|on both counts|love"
    "|dear|sorry|but|and|so|i am (?:fine|ok|okay|all right|alright)|its (?:ok|okay|fine|all right)"
    "|it is (?:ok|okay|fine|all right)|dont worry|please|(?:lets |you can |please )?(?:go on|carry on)"
)
_SAFE = re.compile(
    rf"^(?:(?:{_OPENERS}) )*(?:i am|we are)"
    r"(?: (?:perfectly|totally|completely|quite|really|both|all|very|now|absolutely|definitely|honestly"
    r"|(?:fine|okay|ok) and))* safe "
    r"(?!(?:talking|with|from|in|now (?:he|she|they|that|it))\b)"
)
"""It stands where the turn begins: "I don't think I'm safe" and "whether I'm safe" hold the words too."""
_GOES_ON = re.compile(
    r"\b(?:go on|carry on|continue|keep going|move on|keep talking|back to|get back|go back|my question|tell me)\b"
    r"|\b(?:id|i would|i want|can we|could we|can i|could i|lets|we can|may we|may i) (?:just |to |please |really )*"
    r"(?:talk|ask|hear|get on|tell you)\b"
)
_CONDITION = re.compile(
    r"\b(?:for (?:now|the moment|tonight|today|a bit|an hour|a while)|at the moment|till|until|unless|as long as"
    r"|so long as|while|if|when|whenever|whether|only (?:if|when|while|at|for|until|till|because)|safe only"
    r"|enough|except|apart from|i (?:think|guess|suppose|hope)|maybe"
    r"|not sure|dont know|nowhere|never|hardly|barely|not (?:really |that |very )*safe|isnt safe|cant go on"
    r"|cant carry on)\b"
)
"""What makes it hold for a time only, or turns it round."""


def safe_again(said: str) -> bool:
    """`said`: the text of `normalise.plain`."""
    return bool(_SAFE.match(said) and _GOES_ON.search(said)) and not _CONDITION.search(said)
