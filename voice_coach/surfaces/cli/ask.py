"""`voice-coach ask`: one question, one grounded answer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import (
    Data,
    Duplex,
    Jsonl,
    Microphone,
    Offline,
    Plain,
    ReflectorName,
    Speaker,
    announce_sending,
    console,
    devices,
    loading,
    open_coach,
    sends,
    stderr,
)


def ask(
    text: Annotated[str | None, typer.Argument(help="Your question.", show_default=False)] = None,
    more: Annotated[bool, typer.Option("--more", help="Say the rest at once.")] = False,
    speak: Annotated[bool, typer.Option("--speak", help="Speak the answer too.")] = False,
    plain: Plain = False,
    microphone: Microphone = None,
    speaker: Speaker = None,
    duplex: Duplex = False,
    jsonl: Jsonl = False,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Ask the guide a question; without one, ask aloud.

    \b
    voice-coach ask "What are the signs of a lack of reciprocity?"
    voice-coach ask "How can we support each other better?" --more
    echo '{"id": 1, "text": "Is one bad week a sign?"}' | voice-coach ask --jsonl
    """
    coach = open_coach(data, offline, reflector, devices(microphone, speaker, duplex))
    if jsonl:
        return _serve(coach)
    if text is None:
        from voice_coach.surfaces.cli.live import converse

        return converse(coach, coach.session("ask"), plain)
    from voice_coach.conversation.answering import checked

    text = checked(text)
    with loading(("Opening the guide", coach.answerer.load)):
        pass
    # What the coach is, and where the words go, before they do; stdout is for the answer.
    notice = coach.prompts("coach").say("notice.once_remote" if sends(coach) else "notice.once")
    stderr(notice)
    answer = coach.answer(text)
    if answer.trouble:
        typer.echo(f"{answer.trouble} This is the guide's own answer.", err=True)
    out = console()
    said = [*answer.sentences, *(answer.more if more else ())]
    if more and answer.more:
        said = [s for s in said if s.citations]
    out.print(" ".join(s.text for s in said), markup=False)
    _print_sources(coach, out, said, answer)
    if answer.outcome == "safety":
        from voice_coach.surfaces.help_note import note_under

        if dated := note_under([answer.text]):
            out.print(dated, style="dim", markup=False)
        # One question is no conversation: this one has to go on somewhere.
        out.print("To go on from here: voice-coach talk --type", style="dim", markup=False)
    if speak:
        from voice_coach.surfaces.cli.live import say_aloud

        say_aloud(coach, [notice, *(s.text for s in said)])


def _print_sources(coach: Any, out: Any, said: Any, answer: Any) -> None:
    passages = coach.answerer.knowledge.passages
    own = {c.id: c.section for c in answer.citations if c.id not in passages}
    for id in dict.fromkeys(c for sentence in said for c in sentence.citations):
        if id in own:
            out.print(f"  {id}  {own[id]}", style="dim", markup=False)
            continue
        out.print(f"  {id}  {passages[id].section} (line {passages[id].guide_line})", style="dim", markup=False)


def _serve(coach: Any) -> None:
    import time

    from voice_coach.surfaces.cli import contract
    from voice_coach.trace import elapsed_ms

    told: list[str] = []

    def handle(item: dict[str, Any]) -> dict[str, Any]:
        text, history = contract.text_of(item), contract.turns_of(item, "history", required=False)
        began = time.perf_counter()
        answer = coach.answer(text, history)
        if answer.trouble and not told:
            told.append(answer.trouble)
            typer.echo(f"{answer.trouble} The guide's own answers are given.", err=True)
        return contract.answer_json(answer, elapsed_ms(began))

    coach.answerer.load()
    announce_sending(coach)
    contract.serve(handle)
