"""The only wiring: settings in, a coach out. Engines are made here and opened on first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from voice_coach import assets, registry
from voice_coach.config import Paths, Port, Settings, country_of_locale
from voice_coach.config import paths as default_paths
from voice_coach.conversation.answering import Answerer
from voice_coach.conversation.guarded_model import GuardedModel
from voice_coach.conversation.model_answers import ModelAnswers
from voice_coach.conversation.model_reflecting import ModelReflector
from voice_coach.conversation.model_signals import ModelSignals
from voice_coach.conversation.own_knowledge import OwnKnowledge
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.reflecting import Reflecting
from voice_coach.conversation.remembered_voice import RememberedVoice, fixed_sentences
from voice_coach.conversation.safety_reply import SafetyReplies
from voice_coach.conversation.scorer import Scorer
from voice_coach.conversation.screening import Screener
from voice_coach.conversation.session import Session
from voice_coach.conversation.shared import shared
from voice_coach.conversation.tools import Tools
from voice_coach.core.entries import DEFAULT_PROFILE
from voice_coach.core.heads import Heads
from voice_coach.core.named import SURE, fold
from voice_coach.core.pronouns import HE, SHE, THEY
from voice_coach.core.scoring import Score
from voice_coach.core.state import Flow
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Answer, Voice
from voice_coach.models import ModelStore
from voice_coach.ports import (
    AudioReader,
    Embedder,
    Journal,
    Lexicon,
    Reflector,
    Retriever,
    Synthesizer,
    Transcriber,
    VoiceActivityDetector,
)
from voice_coach.shelf import Shelf
from voice_coach.trace import Trace

_COUNTRY, _CODE = "country", 2
"""File in the data folder with the code of a country that was told; letters of a code."""


@dataclass(frozen=True)
class Services:
    """What engines may ask for."""

    models: ModelStore
    index_folder: Path
    encoder_folder: Path
    """The coach's own encoder: model.onnx, tokenizer.json, heads.npz."""
    data: Path
    """Where the journal lives."""
    own: bool = False
    """Whether nothing outside that folder may be touched (--data)."""


class Coach:
    """The whole product behind one object. Cheap to make; each engine opens when it is first used."""

    def __init__(self, settings: Settings, where: Paths, lender: Coach | None = None) -> None:
        self.settings, self.where, self._lender = settings, where, lender
        own = Path(settings.models_dir).expanduser() if settings.models_dir else None
        self.models = ModelStore(where.model_reads, where.model_writes, own)
        index = (where.data if where.own else where.cache) / "index"
        self._services = Services(self.models, index, assets.folder("knowledge") / "encoder", where.data, where.own)

    def beside(self, settings: Settings, where: Paths) -> Coach:
        """A coach for someone else on this machine: another journal with its key, other documents and settings; the
        same engines, opened once."""
        lent = {port: chosen for port, chosen in self.settings if isinstance(chosen, Port) and port != "journal"}
        return Coach(settings.model_copy(update=lent), where, self)

    def engine(self, port: str) -> Any:
        """The configured engine of a port, made once."""
        if self._lender and port != "journal":
            return self._lender.engine(port)
        made: dict[str, Any] = self.__dict__.setdefault("_made", {})
        if port not in made:
            chosen = getattr(self.settings, port)
            made[port] = registry.create(port, chosen.engine, chosen.options, self._services)
        return made[port]

    @cached_property
    def answerer(self) -> Answerer:
        """Screening, search, composition."""
        embedder: Embedder = self.engine("embedder")
        store: Retriever = self.engine("store")
        coach = self.prompts("coach")
        lexicon: Lexicon | None = self.engine("lexicon") if self.heads else None
        return Answerer(
            assets.knowledge(),
            self.screener,
            self.safety_replies,
            embedder,
            store,
            coach,
            self.heads,
            lexicon,
            (*assets.phrasings(), *assets.passages_as_phrasings()) if lexicon else (),
            ModelAnswers(self.model, self.prompts("model"), assets.output_rules()) if self.model else None,
            self.own if self.shelf.names() else None,
        )

    @cached_property
    def shelf(self) -> Shelf:
        """The person's own documents."""
        return Shelf(self.where.data / "knowledge")

    @cached_property
    def own_embedder(self) -> Embedder:
        """The general encoder: ours was trained for the guide's questions and finds nothing else (evals/growth)."""
        if self.settings.embedder.engine != "encoder":
            return self.engine("embedder")  # type: ignore[no-any-return]
        made: Embedder = registry.create("embedder", "minilm", {}, self._services)
        return made

    @cached_property
    def own(self) -> OwnKnowledge:
        """Answers from them, in an index of their own."""
        embedder = self.own_embedder
        chosen = self.settings.store
        services = replace(self._services, index_folder=self._services.index_folder / "own")
        store: Retriever = registry.create("store", chosen.engine, chosen.options, services)
        vectors = lambda texts: self.shelf.vectors(texts, embedder.fingerprint, embedder.embed)  # noqa: E731
        return OwnKnowledge(self.shelf.everything, vectors, embedder, store)

    @cached_property
    def model(self) -> GuardedModel | None:
        """The language model, where one is set."""
        if self.settings.llm.engine == "none":
            return None
        from voice_coach.core.redaction import Redactor  # Its patterns are compiled where a model is set.

        return GuardedModel(self.engine("llm"), lambda: Redactor(assets.names()))

    @cached_property
    def screener(self) -> Screener:
        """Signs of danger."""
        return Screener(assets.safety_cues(), self.engine("embedder") if self.heads else None, self.heads, _steers)

    @cached_property
    def heads(self) -> Heads | None:
        """The trained heads, which fit the coach's own encoder only."""
        return assets.heads() if self.settings.embedder.engine == "encoder" else None

    @cached_property
    def safety_replies(self) -> SafetyReplies:
        """What is said about them, for the country that is set or that the locale names."""
        return SafetyReplies(self.prompts("safety"), assets.help_lines(), self._country)

    @property
    def _country(self) -> str:
        return (self.settings.country or self._told_country() or country_of_locale()).upper()

    def _told_country(self) -> str:
        """The country that the person named in an earlier session: it is asked for once."""
        with suppress(OSError, UnicodeDecodeError):
            told = (self.where.data / _COUNTRY).read_text("utf-8").strip()
            return told if len(told) == _CODE and told.isalpha() else ""
        return ""

    def remember_country(self, code: str, keep: bool) -> None:
        """Use the country that the person just named, and in later sessions too, where anything may be kept."""
        self.safety_replies.country = code
        if keep:
            with suppress(OSError):  # Then it is asked for again.
                self.where.data.mkdir(mode=0o700, parents=True, exist_ok=True)
                file = self.where.data / _COUNTRY
                file.touch(mode=0o600)
                file.write_text(code + "\n", "utf-8")

    @cached_property
    def scorer(self) -> Scorer:
        """Evidence and states."""
        embedder: Embedder = self.engine("embedder")
        marks = self.model if self.settings.model_signals else None
        model = ModelSignals(marks, self.prompts("model"), assets.signals()) if marks else None
        asked = self.prompts("reflect")
        questions = {
            text.format_map(them): name
            for name in assets.signals()
            for text in asked.variants(f"question.signal.{name}")
            for them in (THEY, SHE, HE)
        }
        return Scorer(
            assets.signals(),
            self.screener,
            embedder,
            self.heads,
            model=model,
            questions=questions,
            about_safety=assets.toml("prompts", "safety")["question"].values(),
            steers=_steers,
            is_name=_is_name,
            short=assets.short_answers(),
        )

    @cached_property
    def tools(self) -> Tools:
        """What sessions share."""
        reflector: Reflector = self.engine("reflector")
        journal: Journal = self.engine("journal")
        return Tools(
            self.answerer,
            self.scorer,
            Reflecting(
                reflector,
                self.scorer,
                assets.knowledge(),
                self.prompts("reflect"),
                self.prompts("summary"),
                assets.output_rules(),
                ModelReflector(self.model, self.prompts("model"), assets.output_rules()) if self.model else None,
            ),
            journal,
            self.prompts("coach"),
            self.prompts("summary"),
            assets.commands(),
            bool(self.model and self.model.remote),
            self.settings.panic_word,
            told_country=self.remember_country,
        )

    @property
    def vad(self) -> VoiceActivityDetector:
        """A detector of its own for each caller: it keeps state between frames."""
        chosen = self.settings.vad
        made: VoiceActivityDetector = registry.create("vad", chosen.engine, chosen.options, self._services)
        return made

    @property
    def transcriber(self) -> Transcriber:
        """Speech to text."""
        made: Transcriber = self.engine("stt")
        return made

    @property
    def synthesizer(self) -> Synthesizer:
        """Text to speech."""
        made: Synthesizer = self.engine("tts")
        return made

    @cached_property
    def voice(self) -> RememberedVoice:
        """The coach's voice with a memory for what is said in every session."""
        return self.voice_of(self.synthesizer)

    @staticmethod
    def voice_of(synthesizer: Synthesizer) -> RememberedVoice:
        """A voice with such a memory, likeliest sentences first."""
        coach, *others = (assets.toml("prompts", name) for name in ("coach", "reflect", "safety"))
        return RememberedVoice(synthesizer, fixed_sentences(coach["opening"], coach, *others))

    @property
    def reader(self) -> AudioReader:
        """Recorded sound."""
        made: AudioReader = self.engine("reader")
        return made

    @staticmethod
    def prompts(name: str) -> Prompts:
        """One file of prompts/."""
        return Prompts(assets.toml("prompts", name))

    def answer(self, text: str, history: Sequence[Turn] = (), trace: Trace | None = None) -> Answer:
        """Answer one question. Raises InputError for an empty or endless one."""
        return self.answerer.answer(text, history, trace)

    def score(self, turns: Sequence[Turn]) -> Score:
        """Score a conversation; only user turns count."""
        return self.scorer.score(turns, whole=True)

    @cached_property
    def shared_tools(self) -> Tools:
        """What sessions share on a speaker that others hear."""
        return shared(self.tools)

    def session(
        self,
        flow: Flow,
        now: Callable[[], datetime] | None = None,
        save: bool | None = None,
        profile: str = DEFAULT_PROFILE,
    ) -> Session:
        """A new conversation. `now` stands in for the clock; `save=False` keeps nothing of it (None: as is set).

        `profile` names the relationship it is about.
        """
        kept = self.settings.save if save is None else save
        clock = now or (lambda: datetime.now().astimezone())
        return Session(flow, self.tools, clock, save=kept, profile=profile, voice=Voice(self.settings.pace))

    def change(self, **values: Any) -> None:
        """Set something in the settings file and from now on. Raises ConfigError, StorageError."""
        from voice_coach.settings_file import change  # Only where something is changed: its library is an extra.

        found = change(self.where, values)
        self.settings = self.settings.model_copy(update={name: getattr(found, name) for name in values})
        self.safety_replies.country = self._country


def _steers(text: str) -> bool:
    return assets.commands().find(text) is not None


def _is_name(word: str) -> bool:
    return assets.names().doubt(fold(word), ()) == SURE


def build(settings: Settings, where: Paths | None = None) -> Coach:
    """A coach with these settings. Opens nothing yet."""
    return Coach(settings, where or default_paths())
