from __future__ import annotations

import pytest

from voice_coach.core.uptake import accepts, declines, take_up


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("no that was my ex", "corrected"),
        ("Sorry, I meant my sister.", "corrected"),
        ("That's not what I meant.", "corrected"),
        ("No, it didn't land at all, that's not what I said. I told her I'd got engaged.", "corrected"),
        ("No, that's wrong, it was his brother who said that", "corrected"),
        ("what? that's not what I said", "corrected"),
        ("No it's not that he's mean. He was ill two years ago.", "told"),
        ("He said that's not what I meant", "told"),
        ("I literally just told you, the interview.", "aside"),
        ("dont know what you mean by carrying", "aside"),
        ("You asked me that already", "aside"),
        ("dont ask me how it makes me feel", "aside"),
        ("You keep asking the same thing.", "aside"),
        ("don't ask her to come, I said, and she came", "told"),
        ("you asked me to tell you about my week so", "told"),
        ("I told her on Sunday that it hurt me", "told"),
        ("I don't have any other news. My dad died.", "loss"),
        ("i had a miscarriage in march", "loss"),
        ("Since my mum died I do all of it, the house and the bank and everything else", "told"),
        ("I'm absolutely furious with my boss. Third time this month he has presented my slides as his.", "anger"),
        ("I'm crying, sorry", "tears"),
        ("i can't stop crying", "tears"),
        ("I don't know where to start. I cried all evening.", "tears"),
        ("I just feel so empty.", "low"),
        ("I feel lonely. He never asks me about my day and I do all the cooking.", "told"),
        ("Don't ask me why but he came round with soup", "told"),
        ("You keep saying sorry, she tells me", "told"),
        ("I want to forget the thing he said at the wedding", "told"),
        ("I feel so low tonight, my husband told me he doesn't love me any more", "told"),
        ("im sad", "low"),
        ("I was sad when he left me at the station for an hour", "told"),
        ("Take back what I said about the birthday.", "corrected"),
        ("Actually scrap the last thing I said, it isn't true.", "corrected"),
        ("I'm so angry with him", "anger"),
        ("I don't know", "unknown"),
        ("um i really dont know", "unknown"),
        ("not sure", "unknown"),
        ("Um, I've no idea.", "unknown"),
        ("I can't think of one", "unknown"),
        ("I couldn't say.", "unknown"),
        ("I don't like to say", "unknown"),
        ("I don't want to talk about it", "unknown"),
        ("I don't want to talk about it with him in the house", "told"),
        ("I don't", "brief"),
        ("I can't say no to her", "told"),
        ("fine", "brief"),
        ("A bit tired.", "brief"),
        ("Hi", "hello"),
        ("um hello there", "hello"),
        ("Hello is all he ever says to me", "told"),
        ("yes please", "yes"),
        ("no thank you", "no"),
        ("I don't know why he does that to me", "told"),
        ("He never asks, and it makes me so angry that I end up cleaning the whole kitchen at night", "told"),
        ("When I was a child I was crying for weeks about it", "told"),
        ("", "brief"),
    ],
)
def test_what_a_turn_does(text: str, act: str) -> None:
    assert take_up(text).act == act


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my sister rings me every week", "sister"),
        ("no, that was my ex", "ex"),
        ("I told my best friend about it", "friend"),
        ("my sister's friend came by and sat down with us", ""),
        ("no, I meant my mother-in-law, not my mum", "mother-in-law"),
        ("my grown-up son never rings", "son"),
        ("my ex husband's new wife", ""),
        ("he is late", ""),
    ],
)
def test_whom_a_turn_names(text: str, who: str) -> None:
    assert take_up(text).who == who


@pytest.mark.parametrize("text", ["no it's okay", "no that's all", "no it was nothing", "no that's fine"])
def test_a_polite_no_corrects_nothing(text: str) -> None:
    assert take_up(text).act != "corrected"
    assert take_up("no, it was my sister").act == "corrected"


@pytest.mark.parametrize(
    "text", ["I'm so sick of him, he's a lazy git and I do everything", "don't tell me to calm down"]
)
def test_anger_without_its_name(text: str) -> None:
    assert take_up(text).act == "anger"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("my sister rang me about the house", True),
        ("it's about my dad really", True),
        ("he did turn up when my dad passed away", False),
        ("she tells my sister she's the favourite", False),
    ],
)
def test_who_is_only_named_is_not_who_it_is_about(text: str, about: bool) -> None:
    assert take_up(text).about == about


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("I suppose I'd like her to notice", True),
        ("I just wish he would ring me first for once", True),
        ("all I want is a thank you", True),
        ("What I really need is an hour to myself", True),
        ("i would love to be asked for once", True),
        ("I'd like to think he tries", False),
        ("I want to go home early on Friday", False),
        ("He likes it when I cook", False),
        ("I wish you could see the garden", False),
    ],
)
def test_a_wish_is_heard(text: str, wish: bool) -> None:
    assert take_up(text).wish is wish


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("wife", "wife"),
        ("It's just my mum really", "mum"),
        ("um the mother-in-law again", "mother-in-law"),
        ("wifely duties", ""),
        ("My wife died two years ago, and now it's my son and me.", "son"),
        ("It's about my daughter Ruth, since my late husband passed", "daughter"),
        ("My wife died two years ago.", "wife"),
        ("dad died", ""),
    ],
)
def test_a_word_for_somebody_alone_says_whom_it_is_about(text: str, who: str) -> None:
    assert take_up(text).who == who


def test_a_turn_may_begin_by_leaving_the_question_open() -> None:
    assert declines("I don't like to say. She's got enough on.")
    assert not declines("She's got enough on. I don't like to say.")


@pytest.mark.parametrize(
    ("text", "who"),
    [("dad listens", "dad"), ("And mum never says thank you.", "mum"), ("mum's house is cold", ""), ("I saw dad", "")],
)
def test_family_needs_no_my(text: str, who: str) -> None:
    found = take_up(text)
    assert (found.who, found.about) == (who, bool(who))


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("Well I lost my Margaret two years ago in March", True),
        ("I lost my mum", True),
        ("we lost our dog", True),
        ("I lost my confidence", False),
        ("We lost our spark", False),
        ("I lost my job", False),
        ("I lost my friends because of him", False),
    ],
)
def test_a_loss_is_of_somebody(text: str, loss: bool) -> None:
    assert (take_up(text).act == "loss") == loss


def test_a_subject_that_is_refused_is_left() -> None:
    assert take_up("I don't want to talk about my dad.").act == "unknown"
    assert take_up("I don't want to talk to my dad").act != "unknown"


@pytest.mark.parametrize(
    ("text", "glad"),
    [
        ("She said sorry and we hugged, I'm so happy", True),
        ("It was a lovely weekend, we laughed the whole time", True),
        ("I was so relieved when he came", True),
        ("I had the best day with her", True),
        ("He made me laugh today", True),
        ("I'd be happy if he rang", False),
        ("I'm not happy about it", False),
        ("We had a great time until he got his phone out", False),
        ("it was lovely but she left early", False),
        ("I'm happy for her", False),
        ("That was brilliant, he just walked out", False),
        ("Oh great, he forgot again", False),
        ("I'm really pleased with how it went.", True),
        ("I don't think I'm happy with him.", False),
        ("It was a great shame about the holiday.", False),
        ("It's been a great worry to us all.", False),
        ("We had a great big row.", False),
        ("I was so happy and then he left me.", False),
        ("I was excited to see him and he cancelled.", False),
        ("He thinks I'm happy.", False),
        ("I'm happy when he's out.", False),
        ("I'm glad he's gone, he frightened me.", False),
    ],
)
def test_something_good_is_told_plainly_or_it_is_not(text: str, glad: bool) -> None:
    assert take_up(text).glad == glad


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("um i dont really know where to start", "lost"),
        ("I'm not sure how to begin.", "lost"),
        ("Where do I even start?", "lost"),
        ("I don't know where he starts and I end.", "told"),
        ("I don't know how to start a conversation with her.", "told"),
        ("I'm not sure where to start with getting away from him.", "told"),
        ("angry", "anger"),
        ("just really furious", "anger"),
        ("He was angry.", "brief"),
    ],
)
def test_who_does_not_know_where_to_begin_or_is_only_angry(text: str, act: str) -> None:
    assert take_up(text).act == act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("he passed in maths", "told"),
        ("they passed a law", "told"),
        ("I lost my Visa", "told"),
        ("I lost my mum in the shop", "told"),
        ("I lost my Margaret two years ago", "loss"),
        ("She died of cancer", "loss"),
        ("I'm crying laughing honestly", "told"),
        ("he made me so angry", "anger"),
        ("I'm so vexed with my brother", "anger"),
        ("I'm sick with worry", "told"),
    ],
)
def test_a_mood_is_told_in_its_own_sense(text: str, act: str) -> None:
    assert take_up(text).act == act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("he left me", "hurt"),
        ("We broke up tonight.", "hurt"),
        ("my heart is broken", "hurt"),
        ("it just hurts", "hurt"),
        ("I hate him", "hurt"),
        ("He said he doesn't love me anymore", "hurt"),
        ("I'm so upset I can't breathe", "hurt"),
        ("she's seeing someone else", "hurt"),
        ("well, he's left me. I don't know what to do now.", "hurt"),
        ("i can't do this", "hurt"),
        ("he left me to do the dishes again", "told"),
        ("he left me on my own at the party for three hours and I had to find a taxi", "told"),
        ("we split up two years ago", "told"),
        ("it hurts when he does that and he knows it", "told"),
        ("I hate it when he does that", "told"),
        ("I can't cope with the washing", "told"),
        ("He left me a note on the fridge", "told"),
        ("I'm sorry", "sorry"),
        ("oh sorry, I'm being silly", "sorry"),
        ("He never says sorry", "told"),
        ("I am so bloody sick of my husband.", "anger"),
    ],
)
def test_a_hurt_is_met_before_anything_is_asked(text: str, act: str) -> None:
    assert take_up(text).act == act


def test_a_long_story_that_begins_with_a_hurt_is_a_story() -> None:
    assert (
        take_up("It hurts. " + "He came home at nine and put his phone on the table and said nothing. " * 3).act
        == "told"
    )


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("I already told you", "aside"),
        ("you keep asking me that", "aside"),
        ("I just told you, the night my patient died. He was there. It's the everyday stuff where he isn't.", "told"),
        ("that's a stupid question, he never listens to a word I say", "told"),
    ],
)
def test_what_is_told_behind_words_about_the_coach_is_heard(text: str, act: str) -> None:
    assert take_up(text).act == act


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("Fine", True),
        ("Fine, yes, give me the step.", True),
        ("a small step like what", True),
        ("Maybe. Like what?", True),
        ("Yes, please. One small step is good.", True),
        ("what would it be?", True),
        ("Whose side are you on? BOTH of us?", False),
        ("no I don't want a bloody step", False),
        ("I don't think a step would help", False),
        ("not now thanks", False),
        ("He'd never do that", False),
    ],
)
def test_a_step_is_taken_in_many_words(text: str, takes: bool) -> None:
    assert accepts(text) == takes
