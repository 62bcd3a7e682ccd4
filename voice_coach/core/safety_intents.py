"""What people bring up in a conversation about danger, besides the danger itself: wishes, worries, objections.

Patterns run on the text of `normalise`, in the order of the table: what comes first is answered first.
"""

from __future__ import annotations

import re

from voice_coach.core.safety_words import ASKS_LINES, KIN, PEOPLE, THEY, UNSURE, any_of

_AMOUNT = (
    r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|a hundred|[1-9]\d"
    r"|(?:a|the) (?:whole |entire |full )?(?:load|box|packet|pack|bottle|strip|lot|bunch|handful)|loads|lots|boxes"
    r"|handfuls|too many)"
)
_PILLS = (
    r"(?:tablets?|pills?|paracetamols?|tylenol|ibuprofens?|aspirins?|antidepressants?|painkillers?|sleepers|codeine"
    r"|co ?codamol|tramadol|morphine|diazepam|valium|xanax)"
)
_TAKEN = (
    rf"(?:them all|too many|the lot|all of them|an overdose|{_AMOUNT} (?:\w+ ){{0,3}}{_PILLS}"
    rf"|all (?:of )?(?:my|his|her|the) (?:\w+ )?{_PILLS})"
)
_THEIRS = (
    rf"(?:he|she|they|my (?:{KIN}|brother|sister|friend|mate|mother|father|child|baby))(?:'s|'ve| is| are| has| have)?"
)
INTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "already",
        any_of(
            rf"i(?:'ve| have)? (?:just |already |only )?(?:took|taken|swallowed|necked|downed) {_TAKEN}",
            r"i(?:'ve| have)? (?:just |already )?(?:drank|drunk|swallowed) "
            r"(?:\w+ ){0,3}(?:bleach|antifreeze|weed ?killer)",
            r"i(?:'ve| have)? already (?:took|taken) (?:them|it|some)$",
            r"i(?:'ve| have)? (?:already )?had (?:them all|the lot|all of them)",
        ),
    ),
    (
        "acute",
        any_of(
            rf"{_THEIRS} (?:not|isn't|aren't|stopped) breathing|{_THEIRS} (?:won't|doesn't|can't) wake(?: up)?$",
            rf"{_THEIRS} (?:just )?(?:unconscious|passed out|collapsed)(?: and| now| on the floor|$)",
            rf"{_THEIRS} (?:just )?(?:taken|took|swallowed) (?:{_TAKEN}|all (?:of )?(?:his|her|their|the) {_PILLS}"
            rf"|the {_PILLS}|some(?: {_PILLS})?$)",
            rf"{_THEIRS} (?:just )?(?:cut (?:himself|herself|themselves)(?! off)|slit (?:his|her|their)|jumped$"
            r"|jumped (?:off|from))",
            r"blood everywhere|bleeding (?:a lot|badly|so much)",
        ),
    ),
    (
        "yes_hurt",
        any_of(
            r"i(?:'ll| will| might| may| could|'m going to| am going to|'m gonna| want to) (?:\w+ )?"
            r"(?:do it again|(?:hurt|hit|kill|hurting|hitting|strangle|punch) (?:him|her|them))"
        ),
    ),
    (
        "lines",
        any_of(
            ASKS_LINES.pattern,
            r"^(?:the )?phone numbers?(?: please)?$|^again(?: please)?$",
            r"read (?:me )?(?:the|that|it)(?: number)? (?:again|slowly)",
            r"(?:the )?text one|is there (?:a|any) (?:chat|text|web ?chat)",
            r"(?:is|are) there (?:anyone|someone|somewhere|any help)",
            r"where (?:can|could|do) i go",
        ),
    ),
    ("help", re.compile(r"^(?:please )?(?:help|help me)(?: please)?$|\bi (?:need|want) help\b")),
    (
        "asks_after",
        any_of(
            r"what (?:happens|would happen|will happen|do they do|will they|would they|do they (?:say|ask))",
            r"(?:do|will|would|can|could) they (?:\w+ )?(?:trace|send|come|call|ask|record|judge|laugh|tell|"
            r"lock|section)",
            r"lock me up|put me away|section me|take me away|hang up on me",
        ),
    ),
    (
        "tried",
        any_of(
            r"(?:called|rang|phoned|tried|texted) (?:\w+ ){0,5}(?:no ?(?:one|body)|nothing|hold|busy|engaged|"
            r"gave up|useless|hung up|didn't help|no answer)",
            r"(?:on hold|line was busy|nobody picked up|no one picked up|didn't help)",
            r"tried (?:that|them|it|calling|a line|therapy|a helpline)(?: once| before)?",
        ),
    ),
    (
        "reached",
        any_of(
            r"i(?:'ll| will|'m going to|'m gonna| am going to| promise i'll) (?:\w+ )?(?:call|ring|phone|text|"
            r"message|ask|tell my|talk to my)",
            r"i(?:'ve| have)? (?:just )?(?:called|rang|phoned|texted|messaged|told my|spoke to|spoken to)",
            r"(?:on (?:her|his|their) way|coming over|calling (?:them )?now|i'm calling)",
        ),
    ),
    (
        "found_out",
        any_of(
            rf"(?:if )?{THEY}(?:'ll| will|'d| would|'s going to| might)? (?:\w+ )?(?:finds?|find out|found out|"
            rf"sees? (?:this|it)|knows? (?:about|i)|go mad|hear me|checks? my phone)",
        ),
    ),
    (
        "no_call",
        any_of(
            rf"(?:don't|do not|won't|can't|couldn't|not going to|hate|never|rather not|"
            rf"not) (?:\w+ ){{0,3}}(?:call|calling|ring|ringing|phone|phoning|phones|text|talk to {PEOPLE}|"
            rf"talking to {PEOPLE}|speak to {PEOPLE}|go to (?:the )?police)",
            r"no (?:police|calls|phone)|(?:not|never) the police|(?:don't|not) (?:\w+ )?the (?:tele)?phone",
        ),
    ),
    (
        "unbelieved",
        any_of(
            r"(?:won't|wouldn't|would|will|never|not|don't|didn't|ever) (?:ever )?believe",
            r"(?:no|any) (?:proof|evidence|bruises|marks)|who(?:'d| would| will) believe|think i'm (?:mad|crazy|"
            r"lying|making)",
        ),
    ),
    (
        "kids",
        any_of(
            r"(?:leave|lose|take|without|uproot|happen to|about|for|got|have) (?:the|my|our) (?:kids?|children|"
            r"baby|son|daughter|boys?|girls?|little one)",
            r"(?:social services|custody|take (?:the|my|our) (?:kids|children))",
        ),
    ),
    (
        "means",
        any_of(
            r"can't afford|no money|my own money|nowhere (?:else )?(?:to go|to live)|where would i (?:even )?go|"
            r"(?:his|her|their) (?:name|"
            r"house|flat|money)",
            r"visa|immigration|papers|deport\w*|the mortgage|the rent",
        ),
    ),
    (
        "confront",
        any_of(
            rf"(?:should|shall|do|could|can|must) i (?:\w+ )?"
            rf"(?:tell|confront|face|talk to|ask|warn|speak to) (?:{THEY}|"
            rf"him|her|them|my (?:mum|mom|dad|mother|father|parents|teacher|brother|sister|friend))"
        ),
    ),
    (
        "verdict",
        any_of(
            r"(?:should|shall|do|must|could|can) i (?:just )?(?:leave|stay|go|go back|end|divorce|break|walk|"
            r"get out)",
            r"(?:what|which) (?:should|do|would|shall|can|could) (?:i|you) do\b",
            r"(?:just )?tell me what to do|would you (?:leave|stay)",
        ),
    ),
    (
        "label",
        any_of(
            r"(?:is|isn't|does) (?:it|that|this|he|she|they|that make \w+) (?:an? |really |even )*(?:abus\w+|"
            r"narciss\w+|toxic|gaslight\w*|psycho\w*|normal|violence|rape|assault)",
            r"am i (?:being )?(?:abus\w+|crazy|mad|going mad|a bad person|the problem|a monster|ill|depressed)",
            r"(?:i'm|i am) (?:a monster|a bad (?:person|mother|father|mum|dad)|going mad|crazy)",
        ),
    ),
    (
        "love",
        any_of(
            r"i (?:still |do |really |just )?love (?:him|her|them)",
            r"(?:he|she|they)(?:'s|'re| is| are)(?: not| n't)? (?:\w+ )?(?:a good|a bad|lovely|kind|wonderful|"
            r"sweet|my son|my daughter|my best)",
            r"most of the time (?:he|she|they)",
            r"love of my life|don't want (?:him|her|them) (?:in trouble|hurt|arrested)",
        ),
    ),
    (
        "sorry",
        any_of(
            rf"(?:{THEY}(?:'s| was| is| has| have|'ve)? (?:\w+ )?(?:sorry|apologi\w+|promised|promises|cried|"
            rf"in bits|changed))",
            r"won't happen again|bought me flowers|never do it again",
        ),
    ),
    (
        "blame",
        any_of(
            r"(?:my|all my|partly my) (?:own )?fault",
            r"i (?:deserve\w*|provoke\w*|asked for it|wound \w+ up|wind \w+ up|pushed (?:his|her|their) buttons|"
            r"made (?:him|her|them))",
            r"i'm to blame|i should(?:n't| not)? have",
            r"(?:i'm|i am) (?:no angel|difficult|too much)",
        ),
    ),
    (
        "worth",
        any_of(
            r"burden",
            r"worthless",
            r"better off",
            r"(?:hate|ashamed of|disgusted with) myself",
            r"pathetic",
            r"ashamed",
            r"embarrass\w*",
            r"weak",
            r"i'm (?:a )?(?:failure|nothing|useless)",
            r"selfish",
        ),
    ),
    (
        "crying",
        any_of(
            r"(?:i'm|i am|can't stop|keep|been|i just|started) (?:\w+ )?(?:cry|crying|sobbing|in tears|shaking)",
            r"(?:in )?tears",
        ),
    ),
    (
        "alone",
        any_of(
            r"no ?(?:one|body) (?:\w+ )?(?:cares?|else|to talk to|to tell|i can|would (?:notice|miss|come)|"
            r"understands)",
            r"(?:i'm|i am|so|feel) (?:\w+ )?(?:lonely|all alone|on my own with)",
            r"(?:don't|do not) (?:really )?have (?:anyone|anybody|friends|any friends|family)",
            r"there's (?:no ?(?:one|body)|only you)",
            r"only (?:one|thing) i (?:can )?talk to",
        ),
    ),
    (
        "joke",
        any_of(
            r"(?:jok|kidd|mess)ing", r"a joke", r"lol", r"ha ?ha\w*", r"having a laugh", r"dark humou?r", r"kidding"
        ),
    ),
    (
        "retract",
        any_of(
            r"(?:didn't|don't|did not) (?:really )?mean (?:it|that|any of)",
            r"forget (?:it|i|that|what)",
            r"(?:take|taking) (?:it|that) back",
            r"ignore (?:me|that|what)",
            r"never ?mind",
            r"made (?:it|that) up",
            r"(?:came|comes) out wrong",
            r"shouldn't have said",
            r"said too much",
        ),
    ),
    (
        "not_now",
        any_of(
            r"stop asking",
            r"(?:don't|do not|rather not|can't) (?:really )?(?:want to |wanna )?(?:talk|go|get|"
            r"say more) (?:into )?(?:about )?(?:it|that|this|anymore|any more)",
            r"(?:leave|drop) it(?: there)?",
            r"change the subject",
            r"(?:talk about|do) something else",
            r"(?:can|could) we (?:just )?(?:go back|talk about)",
            r"back to (?:the|what|him|her|us)",
        ),
    ),
    (
        "human",
        any_of(
            r"are you (?:an? |even |actually )*(?:human|real|person|therapist|counsell?or|doctor|robot|computer|"
            r"bot|machine|ai)",
            r"who am i (?:even )?talking to",
            r"(?:is this|am i talking to) an? (?:real |actual )?(?:person|human|bot|machine|computer)",
            r"do you (?:care|feel|worry|love|like me|miss)",
        ),
    ),
    (
        "angry",
        any_of(
            r"(?:just|only|stupid|bloody) (?:an? )?(?:machine|robot|computer|program|thing|app|bot)",
            r"you (?:don't|can't|wouldn't) (?:\w+ )?(?:care|get it|understand|know|help)",
            r"what do you know",
            r"you sound like",
            r"this is (?:stupid|useless|pointless)",
            r"shut up",
            r"leave me alone",
            r"lecture",
        ),
    ),
    (
        "secret",
        any_of(
            r"(?:don't|do not|won't|not|never) (?:\w+ )?(?:tell|say (?:anything|a word)|report|repeat)",
            r"(?:keep|stays?|stay) (?:it |this |that )(?:a secret|secret|between us|quiet|to yourself|private|in here)",
            r"(?:keep|stays?|stay) (?:a secret|secret|between us|private)",
            r"promise (?:me )?(?:you won't|not to|you)",
            r"you can't tell",
            r"no ?(?:one|body) (?:else )?(?:can|must|should|ever|has to|knows?)(?: ever)? ?(?:know|find out)?",
            r"our secret",
            r"(?:are|will) you (?:going to )?(?:tell|report|record\w*)",
            r"anyone (?:else )?(?:know|hear|find)",
        ),
    ),
    (
        "hopeless",
        any_of(
            r"no (?:hope|point|way out|future|end)",
            r"pointless",
            r"(?:never|not) (?:going to |gonna )?(?:get|gets|getting|be) (?:any )?(?:better|easier|okay|ok)",
            r"nothing (?:\w+ )?(?:helps|help|works|changes?|will change|left|matters)",
            r"what's the point",
            r"trapped",
            r"stuck",
        ),
    ),
    (
        "tired",
        any_of(
            r"(?:so|just|really|bone|too|always|i'm|am) (?:tired|exhausted|drained|worn out|done)",
            r"can't (?:do this|go on|cope|take (?:it|this|any ?more)|sleep|keep)",
            r"no energy",
            r"haven't slept",
            r"don't sleep",
        ),
    ),
    (
        "afraid",
        any_of(
            r"(?:i'm|i am|so|really|bit|feel|get|am) (?:\w+ )?(?:scared|afraid|frightened|terrified|worried|"
            r"nervous|on edge)",
            r"walking on eggshells",
            r"panic\w*",
        ),
    ),
    (
        "minimise",
        any_of(
            r"i'm (?:\w+ )?(?:fine|ok|okay|alright|all right|grand|coping)",
            r"it's (?:\w+ )?(?:fine|nothing|ok|okay|alright)",
            r"(?:not|isn't|wasn't) (?:that|so|even that) bad",
            r"no big deal",
            r"doesn't matter",
            r"overreact\w*",
            r"exaggerat\w*",
            r"a fuss",
            r"being (?:silly|dramatic|stupid)",
            r"(?:others|other people|people) (?:\w+ )?(?:have it )?worse",
            r"could be worse",
            r"only (?:once|twice|the once|when)",
            r"just (?:a|once|stress\w*|tired)",
            r"bad (?:day|week|patch|mood)",
            r"everyone (?:gets|has|does)",
        ),
    ),
    (
        "bye",
        any_of(
            r"good ?bye",
            r"^bye",
            r"bye(?: then| now)?$",
            r"good ?night",
            r"(?:i(?:'ll| will|'ve| have|'d)?(?: better| got to| have to| need to| should| gotta| must)+ (?:go|"
            r"run|stop))",
            r"i'm (?:off|going)(?: now| to bed)?$",
            r"^stop(?: now| please| here)?$",
            r"see you",
            r"talk (?:later|soon|tomorrow)",
            r"that's (?:all|it|everything)(?: for)?",
        ),
    ),
    (
        "thanks",
        any_of(
            r"thank(?:s| you)",
            r"cheers",
            r"that helps",
            r"good to (?:say|talk)",
            r"feels? (?:a bit )?(?:better|lighter)",
        ),
    ),
    (
        "person",
        any_of(
            r"my (?:brother|sister|aunt|uncle|cousin|friend|neighbour|neighbor|mate|roommate|flatmate|housemate|"
            r"colleague|boss|nurse|doctor|teacher)(?: \w+)?(?:'s| is| would| could| might| lives| texts|"
            r" has a couch)",
            r"(?:would|could) (?:come|pick up|sit with me|believe me|understand)",
        ),
    ),
    ("safe", any_of(r"(?:i'm|i am) (?:perfectly |quite |totally |really )?safe(?! enough)")),
    ("guide", any_of(r"reciproc\w+", "the guide", r"signs? of", r"red flags?")),
    ("unsure", UNSURE),
)


def intent(said: str) -> str:
    """The first intent that is heard in normalised text; empty when there is none."""
    return next((name for name, pattern in INTENTS if pattern.search(said)), "")
