"""What is given back of a turn, read over line by line: many voices, half of them as a recogniser writes."""

from __future__ import annotations

import pytest

from voice_coach.core.mirror import mirrors, quotable

SWITCHED = [
    ('He started it, he said "we\'re the last two, you know."', 'he started it, he said "we\'re the last two"'),
    ("Nothing to add really, we're happy.", "you're happy"),
    ("nothing bad, my wife and I had a lovely weekend", "you and your wife had a lovely weekend"),
    ("I can't remember. She read to me all night.", "she read to you all night"),
    (
        "it's just annoying like I come home from lectures and it's all there the pans and I end up doing it",
        "it's all there the pans and you end up doing it",
    ),
    ("He cooks. I wash up. It feels like home.", "it feels like home"),
    ("Well, it's done now, isn't it.", "it's done now"),
    ("he never rings me does he", "he never rings you"),
    ("I've not thanked her for that, have I.", "you've not thanked her for that"),
    ("it's all on me isn't it", "it's all on you"),
    ("Sorry, I just miss him.", "you just miss him"),
    ("she's like that with everyone but me", "she's like that with everyone but you"),
    ("he goes on and on and i just sit there", "he goes on and on and you just sit there"),
    ("I did it all myself anyway", "you did it all yourself anyway"),
    ("Ada never rings when she says she will.", "Ada never rings when she says she will"),
    ("Tunde paid my rent when I lost the job.", "Tunde paid your rent when you lost the job"),
    ("Sarah's always got an excuse.", "Sarah's always got an excuse"),
    ("Priya and Meera forgot my birthday again.", "Priya and Meera forgot your birthday again"),
    ("Although she did once write me a letter.", "she did once write you a letter"),
    ("Suddenly he just stopped ringing.", "suddenly he just stopped ringing"),
    ("Neither of us rings.", "neither of you rings"),
    ("it was the pair of us against the world", "it was the pair of you against the world"),
    ("Three of us shared that room", "three of you shared that room"),
    ("He never chose either of us", "he never chose either of you"),
    ("one of us has to say sorry and it's always me", "one of you has to say sorry and it's always you"),
    ("She forgot both of us at Christmas.", "she forgot both of you at Christmas"),
    ("He keeps it between us.", "he keeps it between you"),
    ("he took us to the sea when mum died", "he took you both to the sea when mum died"),
    ("She told us to wait outside.", "she told you both to wait outside"),
    ("We both said sorry in the kitchen.", "you both said sorry in the kitchen"),
    ("we've been friends since we two were four", "you've been friends since you two were four"),
    (
        "We do this thing where we ask each other how we're doing",
        "you two do this thing where you ask each other how you're doing",
    ),
    (
        "My sister and I share it and we swap when we're tired.",
        "you and your sister share it and you swap when you're tired",
    ),
    ("She talks for an hour and then goes, anyway I've got to run.", "she talks for an hour"),
    ("He said he'd call me back and he never did", "he said he'd call you back and he never did"),
    ("he told me I'm too much for him", "he told you you're too much for him"),
    ('She says "you should have asked" and then she sulks.', 'she says "you should have asked" and then she sulks'),
    (
        'He says "nice one, Mum" and asks if I\'ve topped up his phone.',
        'he says "nice one, Mum" and asks if you\'ve topped up his phone',
    ),
    ("he said he doesn't want to talk about it", "he said he doesn't want to talk about it"),
    ("I'm like a taxi to them", "you're like a taxi to them"),
    ("That he'd see the sink before I do.", "you'd want him to see the sink before you do"),
    ("That she'd ring first.", "you'd want her to ring first"),
    ("that he would just ask me how I am", "you'd want him to just ask you how you are"),
    ("That I'd ring him tonight, I suppose, and just say it.", "you'd want to ring him tonight, and just say it"),
    ("That he wouldn't shout at the kids.", "you'd want him not to shout at the kids"),
    ("Just that they'd say thank you once.", "you'd want them to say thank you once"),
    ("That my mum would come to me for once.", "you'd want your mum to come to you for once"),
    ("I'd like him to see it before I do.", "you'd like him to see it before you do"),
    ("you know I'd say um I'd say I'm tired of it", "you'd say you're tired of it"),
    ("I was I was just standing there on my own", "you were just standing there on your own"),
    ("he he's always late for me", "he's always late for you"),
    ("it goes on and on and I wait for it to stop", "it goes on and on and you wait for it to stop"),
    ("I plan everything", "you plan everything"),
    ("I plan everything.", "you plan everything"),
    ("He forgets things.", "he forgets things"),
    ("I'm exhausted.", "you're exhausted"),
    ("It hurts me", "it hurts you"),
    ("She doesn't listen.", "she doesn't listen"),
    ("I always ring", "you always ring"),
    ("I'm tired, my dear.", "you're tired"),
    (
        "Well, my dear, I'm seventy-eight and my husband Arthur sleeps all day.",
        "you're seventy-eight and your husband Arthur sleeps all day",
    ),
    ("I love him to bits but he never asks", "you love him to bits but he never asks"),
    ("Look, love, I do it all myself.", "you do it all yourself"),
    ("My wife she never asks me anything", "your wife never asks you anything"),
    ("he don't even look up when I come in", "he don't even look up when you come in"),
    ("He never asks about my day. Is that normal?", "he never asks about your day"),
    ("he never asks about my day is that normal", "he never asks about your day"),
    ("she forgot my birthday what should i do", "she forgot your birthday"),
    ("I do all of it. Am I being silly?", "you do all of it"),
    ("You've left the scan out. I said I'm frightened.", "you said you're frightened"),
    ("You asked me that already. I feel like a fool.", "you feel like a fool"),
    ("I told you one. I named the scan.", "you named the scan"),
    ("That isn't an answer. I feel like a lodger in my own house.", "you feel like a lodger in your own house"),
    ("I just said it. He never comes.", "he never comes"),
    ("Never mind. I need to be asked.", "you need to be asked"),
    (
        "The other day we were at his mum's and he sat with his phone. I feel invisible in that family.",
        "you feel invisible in that family",
    ),
    ("We went to Wales last week. It was wet. But he never once asked how I was.", "he never once asked how you were"),
    ("He's seventy-four, I'm seventy. We haven't spoken since Easter.", "you two haven't spoken since Easter"),
    ("I don't know how else to say it. In the daily things I'm invisible.", "in the daily things you're invisible"),
    (
        "Not our strong point. But I'd like to tell him I'm frightened about the scan.",
        "you'd like to tell him you're frightened about the scan",
    ),
    ("I got a raise in April. She made me a cake and I cried.", "she made you a cake and you cried"),
    ("She noticed last week. I'd forgotten that.", "she noticed last week"),
    ("I know how that sounds. I just want her to stop.", "you just want her to stop"),
    (
        "um so basically my flatmate she never cleans the bathroom like ever and i end up doing it",
        "your flatmate never cleans the bathroom like ever",
    ),
    (
        "i was telling him about my nan and he just walks off mid sentence",
        "you were telling him about your nan and he just walks off mid sentence",
    ),
    (
        "so me and my sister share a room and she takes my clothes without asking",
        "you and your sister share a room and she takes your clothes without asking",
    ),
    ("My wife and I barely talk these days.", "you and your wife barely talk these days"),
    ("sure himself is grand but he never lifts a finger for me", "he never lifts a finger for you"),
    ("I do be sitting there on my own every evening", "you do be sitting there on your own every evening"),
    (
        "my oga at work sends my husband everywhere and I carry the house alone",
        "your oga at work sends your husband everywhere and you carry the house alone",
    ),
    ("me mam never rings me but she rings our kid", "she rings your kid"),
    ("He's wonderful with the kids, I can't fault him.", "he's wonderful with the kids, you can't fault him"),
    ("When I had the flu he brought me soup.", "when you had the flu he brought you soup"),
    ("What matters is that he never came.", "what matters is that he never came"),
    (
        "What I'd like to know is why he tells her everything and me nothing.",
        "what you'd like to know is why he tells her everything and you nothing",
    ),
    (
        "I can't remember. Even on my birthday her phone was face up on the table.",
        "even on your birthday her phone was face up on the table",
    ),
    (
        "I told her by text because she didn't pick up. She sent a thumbs up.",
        "you told her by text because she didn't pick up",
    ),
    ("I should have rung him that night.", "you feel you should have rung him that night"),
    ("She cries and says I'm punishing her. And then I'm the one comforting her.", "you're the one comforting her"),
    ("Like walking on ice. I weigh every word.", "you weigh every word"),
    ("I'm sick of it, to be honest.", "you're sick of it"),
    ("He came round, though, and fixed my tap.", "he came round, though, and fixed your tap"),
    ("With my sister it's always me who rings first.", "with your sister it's always you who rings first"),
    ("In the big things he's there.", "in the big things he's there"),
    ("A week later there's a bag of them on my step.", "a week later there's a bag of them on your step"),
    ("Work has been mad and he hasn't noticed.", "work has been mad and he hasn't noticed"),
    (
        "I asked him one thing, keep our money private, and he promised!",
        "you asked him one thing, keep your money private, and he promised",
    ),
    ("She was happy and so was I.", "she was happy and so were you"),
    (
        "I am not his mother and I'm tired of acting like it.",
        "you're not his mother and you're tired of acting like it",
    ),
    (
        "honestly it's the best bit of my week honestly I come home and I can breathe",
        "it's the best bit of your week, you come home and you can breathe",
    ),
    ("i feel like a burden to my kids", "you feel like a burden to your kids"),
    ("nobody ever asks how i'm doing", "nobody ever asks how you're doing"),
    ("he did hold me when my cat died", "he did hold you when your cat died"),
    (
        "my best mate kinda ghosted me since he got a girlfriend",
        "your best mate kinda ghosted you since he got a girlfriend",
    ),
    (
        "I told him about my divorce and he told me about his.",
        "you told him about your divorce and he told you about his",
    ),
    ("He never says sorry to me.", "he never says sorry to you"),
    ("she never says thank you to me", "she never says thank you to you"),
    ("Half of us don't speak any more", "half of you don't speak any more"),
    ("He calls us his girls.", "he calls you both his girls"),
    ("I miss us.", "you miss the two of you"),
    ("My nan, God rest her, she listened to me.", "your nan, God rest her, she listened to you"),
    (
        "My uncle is doing drama again and nobody is asking me how I am.",
        "your uncle is doing drama again and nobody is asking you how you are",
    ),
    ("bruv i always pay for him and he never pays me back", "you always pay for him and he never pays you back"),
    ("ngl i feel used", "you feel used"),
    ("she left me on read again lol", "she left you on read again"),
    ("My girlfriend don't talk to me no more.", "your girlfriend don't talk to you no more"),
    ("It's grand, I suppose, but I do miss him of an evening.", "you do miss him of an evening"),
    (
        "I've been married to that man forty-six years and I still don't know what he's thinking.",
        "you've been married to that man forty-six years and you still don't know what he's thinking",
    ),
    ("I wish he'd just hold my hand.", "you wish he'd just hold your hand"),
    ("He holds my hand in the car.", "he holds your hand in the car"),
    (
        "My son rings every Sunday and I look forward to it all week.",
        "your son rings every Sunday and you look forward to it all week",
    ),
    ("i dont know i just feel like im talking to a wall", "you just feel like you're talking to a wall"),
    ("I mean he's not a bad man but I do everything", "he's not a bad man but you do everything"),
    ("Every time I bring it up he walks out.", "every time you bring it up he walks out"),
    ("We used to laugh about everything.", "you two used to laugh about everything"),
    ("we don't laugh anymore", "you two don't laugh anymore"),
    (
        "He said I was the only boss who'd ever been fair to him.",
        "he said you were the only boss who'd ever been fair to him",
    ),
    ("i cooked jollof for his people and not one thank you", "you cooked jollof for his people and not one thank you"),
    (
        "My in-laws came and I cooked for eleven people and he watched the cricket.",
        "your in-laws came and you cooked for eleven people and he watched the cricket",
    ),
    ("She's my rock, honestly.", "she's your rock, honestly"),
    (
        "You wait, and then he needs something and it's as if nothing happened.",
        "he needs something and it's as if nothing happened",
    ),
    ("What hurts is that he didn't even notice.", "what hurts is that he didn't even notice"),
    ("She walked out.", "she walked out"),
    (
        "She said she'd come and she didn't come, and I'd made the bed up for her and everything.",
        "she didn't come, and you'd made the bed up for her and everything",
    ),
    (
        "He took my side in front of his whole family for once.",
        "he took your side in front of his whole family for once",
    ),
    ("Nobody rang. I sat there all evening with the phone.", "you sat there all evening with the phone"),
    ("i paid the rent again and he bought trainers", "you paid the rent again and he bought trainers"),
]
QUOTED = [
    ("I'm like, it's not an estate sale", "I'm like, it's not an estate sale"),
    ("she was like it's not that deep", "she was like it's not that deep"),
    ("sorry for her really", "sorry for her really"),
    ("he went aye he gets that off me", "he went aye he gets that off me"),
    ("One small step is good", "One small step is good"),
    ("More weekends like that one.", "More weekends like that one"),
    ("Lighter, if I've managed to say something.", "Lighter, if I've managed to say something"),
    ("Except for the tomatoes.", "Except for the tomatoes"),
    ("Eleven years of coffee.", "Eleven years of coffee"),
    ("Sundays with my nan.", "Sundays with my nan"),
    (
        "I cleaned the whole oven and she said oh did we get a new oven",
        "I cleaned the whole oven and she said oh did we get a new oven",
    ),
    (
        "I said can we do a rota and she said rotas are for old people",
        "I said can we do a rota and she said rotas are for old people",
    ),
    ("he goes I'm busy innit and puts the phone down", "he goes I'm busy innit and puts the phone down"),
    ("and she was like I never said that", "she was like I never said that"),
    ("I'm like whatever and he's like I didn't ask you", "I'm like whatever and he's like I didn't ask you"),
    ("She texted I'm running late again", "She texted I'm running late again"),
    ("That she listens when I talk.", "That she listens when I talk"),
    ("That he won't ring on Sunday.", "That he won't ring on Sunday"),
    ("you hate conflict you you just go quiet", "you hate conflict you just go quiet"),
    ("fifty fifty really he cooks and I clean", "fifty fifty really he cooks and I clean"),
    ("He texted.", "He texted"),
    ("look after him all day and not a word", "look after him all day and not a word"),
    ("my husband he is not help me", "my husband he is not help me"),
    ("She look only at the phone.", "She look only at the phone"),
    ("she is not talking with me since three days", "she is not talking with me since three days"),
    ("I said her, please sit with me.", "I said her, please sit with me"),
    ("He no dey call me again.", "He no dey call me again"),
    ("I not understand why he is like this", "I not understand why he is like this"),
    ("he always shouting at me for small thing", "he always shouting at me for small thing"),
    ("Tired.", "Tired"),
    ("Mostly me.", "Mostly me"),
    ("Sleep. He snores.", "Sleep. He snores"),
    ("Never.", "Never"),
    ("He's honest, I'll give him that.", "He's honest"),
    ("when he gets home late", "when he gets home late"),
    ("The way he made tea every morning.", "The way he made tea every morning"),
    ("His hand on my back when we crossed the road.", "His hand on my back when we crossed the road"),
    ("I did appreciate that.", "I did appreciate that"),
    (
        "Like I've been babysitting, but without the hourly rate.",
        "Like I've been babysitting, but without the hourly rate",
    ),
    ("No thanks from him, ever.", "No thanks from him, ever"),
    ("He lied.", "He lied"),
    ("I cried.", "I cried"),
]
NOTHING = [
    "a small step like what",
    "You ended it. I asked what kind of step.",
    "Oh for goodness' sake. I'm safe, let's go on.",
    "Ask me something about the promise!",
    "I am fine.",
    "I'm okay",
    "You're not listening.",
    "Give me a minute.",
    "Please stop asking me that.",
    "Let me think.",
    "I'm safe, let's go on.",
    "the phone",
    "and he",
    "it depends",
    "whatever",
    "idk",
    "Nothing.",
    "My boyfriend.",
    "It's my wife.",
    "Me.",
    "Both of us.",
    "We don't.",
    "Yes please",
    "Can you tell me what to do",
    "how do i tell him",
    "who knows",
    "I'm not sure.",
]


@pytest.mark.parametrize(("text", "back"), SWITCHED)
def test_the_point_is_given_back_with_the_person_switched(text: str, back: str) -> None:
    assert mirrors(text)[0] == back


@pytest.mark.parametrize(("text", "quote"), QUOTED)
def test_what_cannot_be_switched_is_quoted_as_it_was_said(text: str, quote: str) -> None:
    assert mirrors(text) == []
    assert quotable(text) == quote


@pytest.mark.parametrize("text", NOTHING)
def test_a_question_an_order_and_what_says_nothing_are_not_given_back(text: str) -> None:
    assert mirrors(text) == []
    assert quotable(text) == ""


def test_a_second_statement_says_nothing_of_the_first_again() -> None:
    told = "My back went out in spring and she did everything for a fortnight, she even tied my shoes. We laughed."
    given = mirrors(told)
    assert given[0] == "she did everything for a fortnight, she even tied your shoes"
    assert "your back went out in spring and she did everything for a fortnight" not in given
