"""Words for the people of a story, as parts of patterns: "my older sister"."""

from __future__ import annotations

PEOPLE = (
    "(?:mother|father|sister|brother|son|daughter) in law|step ?(?:mum|mom|dad|son|daughter|brother|sister)"
    "|line manager|manager|mum|mam|mom|mother|dad|father|husband|wife|partner|boyfriend|girlfriend|fiance|fiancee|ex"
    "|sister|brother|friend|mate|flatmate|roommate|housemate|colleague|boss|neighbour|neighbor|cousin|aunt|auntie|uncle|nan|gran|grandma"
    "|mummy|nana|grandad|grandmother|grandfather|daughter|son|niece|nephew"
)
KIND = (
    "(?:(?:best|new|former|second|old|oldest|younger|youngest|older|little|big|late|own|eldest|ex|grown ?up|other|dear"
    "|lovely) )*"
)
PETS = "dog|cat|puppy|kitten|horse|pony|rabbit|hamster|guinea pig|parrot|budgie|bird|tortoise"
