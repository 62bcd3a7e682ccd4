from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.asking import is_question

command = assets.commands().find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stop.", "stop"),
        ("um, let's stop", "stop"),
        ("Goodnight!", "good_night"),
        ("stop for today", "stop"),
        ("Please repeat that.", "repeat"),
        ("Say that again", "repeat"),
        ("Pardon?", "repeat"),
        ("Tell me more", "more"),
        ("go on", "go_on"),
        ("Help", "help"),
        ("I don't want to do this right now", "stop"),
        ("What can I say?", "help"),
        ("Give me a summary", "summary"),
        ("Don’t save this, please.", "dont_save"),
        ("Do not record that", "dont_save"),
        ("I told him to stop and he didn't", None),
        ("I can't go on like this", None),
        ("I need to go to the doctor's with my mum", None),
        ("That's all he ever does", None),
        ("That's all I wanted", None),
        ("I have to go my daughter is getting married", None),
        ("hide it", None),
        ("delete everything I said", "dont_save"),
        ("hide the screen", "panic"),
        ("he never helps", None),
        ("", None),
    ],
)
def test_a_command_is_the_whole_utterance(text: str, expected: str | None) -> None:
    assert command(text) == expected


@pytest.mark.parametrize(
    ("expected", "texts"),
    [
        ("stop", "ok that's enough for today|can we stop here please|I'm done|call it a day|let's leave it there"),
        (
            "stop",
            "No thank you love, that's enough for tonight|I think that's it for tonight|I think I'll leave it there"
            "|that'll do, thanks very much|I'd like to stop here.|I'm going to stop now|I don't want to talk any more"
            "|Thank you. I'd like to finish now.|thats it bye|we'll stop there|Alright robot, you can go now."
            "|that's my lot"
            "|that'll be all for tonight|That's everything for tonight|gotta go"
            "|can we stop please, this is too much|I need to go, the baby's up|we can leave it there for tonight"
            "|I don't know, can we stop?",
        ),
        (
            "stop",
            "can we stop talking about this|um can we stop now please I'm tired|I'd like to stop here if that's okay"
            "|I don't want to talk about this anymore|I've had enough of this|okay I think I'm done talking|stop it"
            "|leave me alone|all done|no more|no more questions|I'm so tired, can we stop"
            "|could we leave it there, it's late|I'd rather not talk any more|I don't want to answer any more questions"
            "|I don't feel like talking anymore"
            "|I should stop here|I need to stop here|go away|can I go now|I want to stop, I'm exhausted|we should stop"
            "|I can't talk about this anymore|I'm tired now can we stop|enough of this"
            "|I'd like to end this here please|I'm finished talking about this"
            "|I don't want to say any more|time to stop"
            "|let's stop talking about it now|I think I'm finished with your questions",
        ),
        (
            "dont_save",
            "can you not save that|can you not save this please|I don't want you to save that|don't write that down"
            "|I'd rather you didn't keep this|make sure this isn't saved|you're not saving this are you"
            "|please delete what I said about him|stop recording this|I don't want this saved|never store any of this"
            "|could you not remember what I told you|I'd prefer if you didn't record this|you won't keep this will you"
            "|can you make sure that isn't kept anywhere|erase everything I told you about my mum"
            "|please don't save this conversation|can this not be saved|don't keep a record of this"
            "|can you forget all of this"
            "|please don't keep what I told you about my dad|I hope you're not keeping this|delete this conversation",
        ),
        (
            "delete",
            "don't save that last bit|don't save the last bit|don't keep what I just said|don't write this bit down"
            "|I don't want you to keep that last part",
        ),
        (
            "step",
            "ok a small step then|I want a small step|can you give me a tip|I'd like a small step please|another step"
            "|what kind of step|what step would that be|I asked what kind of step|tell me the first step"
            "|give me something to try|one small thing then",
        ),
        (
            "advice",
            "give me some advice|can you give me a different one|I need some advice|do you have any advice for me"
            "|got any tips|any suggestions|what does the guide say about this"
            "|can you suggest something|do you have a suggestion",
        ),
        ("good_night", "um right im off to bed night night|I'm going to sleep"),
        ("summary", "what was my score|Can I have the summary now?|Can you tell me what you heard so far?"),
        ("help", "what can I say|what do you do|what should I ask"),
        ("good_night", "Good night!|ok good night then|I'm off to bed now|night night"),
        (
            "pause",
            "can we stop for a bit|pause please|could you pause for a moment|I'll be right back|let's take a break",
        ),
        (
            "wait",
            "give me a minute|hang on a sec|um hold on|just a moment please|let me think about that|don't rush me",
        ),
        ("go_on", "ok I'm back|carry on please|keep going|where were we"),
        ("repeat", "sorry, what was that|could you say that again please|I didn't catch that|what was the question"),
        (
            "slower",
            "could you slow down a bit|not so fast please|you're talking too fast|a bit slower|speak more slowly",
        ),
        ("faster", "speed up a little|can you go a bit faster please|that's too slow"),
        ("louder", "speak up please|I can't hear you|can you turn it up a bit|a little louder"),
        ("quieter", "not so loud|could you lower your voice please|you're too loud|turn it down a bit"),
        ("skip", "next question please|I'd rather not answer that|can we skip this one|ask me something else|move on"),
        ("back", "go back|can we go back to the last question|the previous question again please"),
        ("simpler", "say that simpler|in plain English please|I don't understand the question|what do you mean"),
        ("heard", "what did you hear|tell me what you heard|did you get what I said|read that back to me"),
        ("dont_save", "please don't record any of this|off the record|could we talk without saving tonight"),
        ("delete", "delete that please|forget what I just said|can you erase the last bit|forget I said that"),
        ("summary", "give me a recap|can you sum that up please|summarise everything"),
        ("more", "tell me more about that|is there more|what else"),
        ("help", "what can I say here|how does this work|what are my options"),
    ],
)
def test_each_command_is_understood_in_many_ways(expected: str, texts: str) -> None:
    for text in texts.split("|"):
        assert command(text) == expected, text
        assert command(f"{text.rstrip('.!')} please".lower()) in (expected, command(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "he told me to stop",
        "well done",
        "just one thing",
        "I should stop",
        "I don't want to carry on",
        "I want this to stop",
        "I've had enough of him",
        "I can't do this any more",
        "I don't want this any more",
        "I don't understand it anymore",
        "I'm done with him",
        "I'm done with this marriage",
        "I want to stop seeing him",
        "I need to stop crying",
        "leave me alone he says",
        "I asked him to leave me alone",
        "she said stop it and I did",
        "we don't talk about this any more",
        "the dishes are never done",
        "no more lies",
        "I don't want to save this marriage",
        "I don't want to keep this",
        "I don't want you to keep this from me",
        "don't write to him",
        "he doesn't save anything",
        "you never save anything, he says",
        "he told me to delete what I said about him",
        "we took a small step",
        "I asked him for one small step",
        "he gives me advice all day",
        "what was the next step, he asked",
        "Well what should I do?",
        "thank you",
        "I think she'll stop",
        "I don't want to talk about it any more with her",
        "I'm going to stop seeing him",
        "I'm going to lose it",
        "I'll forget it",
        "I'm going to quit",
        "I think I'll end it",
        "I'll help",
        "We'll take a break",
        "I don't know what",
        "Nothing else",
        "I don't want to go on any more",
        "I don't know",
        "I told her to slow down and she laughed",
        "she said give me a minute and never came back",
        "he always skips the question when I ask him",
        "we went back to the last place we were happy",
        "he wants me to be quieter",
        "she never speaks up for me",
        "I said louder and he walked off",
        "forget it, that's what he says every time",
        "he deleted that message",
        "I don't understand him",
        "I can't hear him when he mumbles",
        "I'd rather not see her",
        "we don't talk about that at home",
        "she summed it up, I'm too much",
        "he goes to bed and I lie there",
        "more and more it's me",
        "I need to think about us",
        "wait till he's home, I tell the kids",
        "she stopped and listened",
        "he said good night and that was all",
        "I have had enough of his mother",
        "what did he say, nothing",
        "I've said it again and again",
        "he hung up",
        "she helped me with the move",
        "we moved on after that row",
        "I hold on to small things",
    ],
)
def test_what_is_told_of_somebody_is_no_command(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize("text", ["Yes.", "yeah", "OK", "Yes, please.", "go ahead"])
def test_a_yes_takes_up_an_offer_and_nothing_else(text: str) -> None:
    assert command(text, offered=True) == "more"
    assert command(text) in (None, "go_on")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What are the signs of a lack of reciprocity?", True),
        ("what are the signs somebody isn't giving back", True),
        ("He forgot again. What should I do?", True),
        ("so how can we support each other", True),
        ("Is it normal to be tired", True),
        ("is one bad month a sign", True),
        ("are a few quiet weeks a warning sign", True),
        ("am I overreacting", True),
        ("um am I expecting too much", True),
        ("am I too needy", True),
        ("am I being unfair to him", True),
        ("do you think I'm being unreasonable", True),
        ("can people change", True),
        ("do couples recover from that", True),
        ("is it too much to ask", True),
        ("are you judging me", True),
        ("whose side are you on", True),
        ("So it's my fault then?", True),
        ("so you think it's my fault then", True),
        ("You didn't answer me again. Should I stay or should I go?", True),
        ("does it ever get better", True),
        ("can a marriage survive this", True),
        ("do all couples do this", True),
        ("is there any hope for us", True),
        ("is it wrong to want more", True),
        ("so what can I do", True),
        (
            "is it bad that i'm relieved when he's away like um no not relieved but flat and then i jolly him along",
            False,
        ),
        ("does it matter to him no", False),
        ("what can I do he's my son", False),
        ("am I invisible", False),
        ("am I his cleaner or what", False),
        ("am I supposed to wait up again", False),
        ("do I ever get a thank you", False),
        ("people can change, she says", False),
        ("it's my fault", False),
        ("it's all my fault he left", False),
        ("he says it's my fault then he cries", False),
        ("is he even trying", False),
        ("can she not ask me once", False),
        ("he asked me am I too needy", False),
        ("is one of us cooking at least", False),
        ("I always plan everything", False),
        ("I asked him what he wanted", False),
        ("When my mum was ill he drove me there", False),
        ("Can he not just call", False),
        ("", False),
    ],
)
def test_questions_with_and_without_a_question_mark(text: str, expected: bool) -> None:
    assert is_question(text) is expected


@given(st.text(st.characters()), st.booleans())
def test_any_text_can_be_looked_at(text: str, offered: bool) -> None:
    named = command(text, offered)
    assert named is None or isinstance(named, str)
    assert isinstance(is_question(text), bool)


def test_the_words_of_the_users_choice_clear_the_screen() -> None:
    assert command("Blue Umbrella!", panic="blue umbrella") == "panic"
    assert command("clear the screen") == "panic"
    assert command("blue umbrella") is None
