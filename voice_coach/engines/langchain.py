"""Any chat model that speaks the OpenAI protocol, by LangChain: OpenAI itself, Ollama, llama.cpp, vLLM.

A model may be down, slow or endless; whoever asks gets text within the limits or an EngineFailed, never a
hang. The library runs on a thread of its own, because a socket that sends nothing can't be interrupted.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import queue
import re
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from voice_coach.errors import EngineFailed
from voice_coach.ports import Message
from voice_coach.registry import needs_extra

_REST_S = 30.0
"""After a failure the model is left alone for so long: a person must not wait for it at every turn."""
Messages = list[tuple[str, str]]
_UNKNOWN_FORM = (400, 404, 415, 422, 500, 501)
"""What servers answer to a response format that they don't know."""
_SENTENCE = re.compile(r"[.!?…][\"'”’\]]*(?:\s|$)")
_SENTENCE_IN_JSON = re.compile(r"""\{.*?(?:[.!?…][\\"'”’)]*(?:\s|$)|(?<!\\)"\s*[,\]}])""", re.DOTALL)
"""No white space follows the last sentence of a text there: its quotation mark does. Words before it don't count."""
_QUIET = ("openai", "httpx", "httpcore", "langchain", "langchain_core", "langsmith")
_STATUS = {
    400: "refused the request (400): check the name of the model",
    401: "refused the key (401): set OPENAI_API_KEY",
    403: "refused the key (403): set OPENAI_API_KEY",
    404: "knows no such model or path (404): check base_url and model",
    429: "is busy or over its limit (429)",
}


class LangChain:
    """Chat completions, streamed."""

    name = "langchain"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine. The key comes from OPENAI_API_KEY or the system keyring, never from a file."""

        base_url: str = Field("http://127.0.0.1:8080/v1", pattern=r"^https?://")
        model: str = "local"
        first_s: float = Field(3.0, gt=0, le=600)
        """Seconds until the first sentence must be there."""
        total_s: float = Field(20.0, gt=0, le=3600)
        """Seconds until the last one must."""
        most_tokens: int = Field(300, ge=16, le=8192)
        temperature: float = Field(0.3, ge=0, le=2)

    def __init__(self, options: Options, services: object = None) -> None:
        self._options = options
        self._chat: Any = None
        self._down_until = 0.0
        self._form = 0
        """Which of the forms of structured output this server knows; found out by asking."""
        self._lock = threading.Lock()

    @property
    def remote(self) -> bool:
        """Whether what is sent leaves this machine."""
        host = urlsplit(self._options.base_url).hostname or ""
        try:
            return not ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host != "localhost"

    def load(self) -> None:
        """Import the library. Raises MissingExtra, or EngineFailed where a remote model has no key."""
        with self._lock:
            if self._chat is not None:
                return
            key = _key()
            if self.remote and not key:
                raise EngineFailed("a remote language model needs a key: set OPENAI_API_KEY, or use --offline.")
            # Traces of LangSmith would carry what the person said; logs of the client carry the request.
            os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
            for name in _QUIET:
                logging.getLogger(name).setLevel(logging.ERROR)
            with needs_extra(self.name):
                from langchain_openai import ChatOpenAI
            given = self._options
            self._chat = ChatOpenAI(
                base_url=given.base_url,
                model=given.model,
                api_key=lambda: key or "none",
                timeout=given.total_s,
                max_retries=0,
                max_completion_tokens=given.most_tokens,
                temperature=given.temperature,
                stream_usage=False,
                use_responses_api=False,
                output_version="v0",
            )

    def stream(self, messages: Sequence[Message], schema: dict[str, Any] | None = None) -> Iterator[str]:
        """Pieces of the reply as they come. Raises EngineFailed; `schema` asks for JSON of that form."""
        if time.monotonic() < self._down_until:
            raise EngineFailed("the language model failed a moment ago and is left alone for half a minute.")
        self.load()
        sent: Messages = [(message.role, message.text) for message in messages]
        began = time.monotonic()
        try:
            if schema is None:
                yield from self._once(self._chat, sent, began, _SENTENCE)
            else:
                yield from self._structured(sent, schema, began)
        except EngineFailed:
            self._down_until = time.monotonic() + _REST_S
            raise

    def _structured(self, sent: Messages, schema: dict[str, Any], began: float) -> Iterator[str]:
        """In the form that the server knows: servers differ, and some answer 500 to one they don't."""
        forms: list[dict[str, Any] | None] = [
            {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}},
            {"type": "json_object", "schema": schema},
            {"type": "json_object"},
            None,  # The prompt says what is wanted, too.
        ]
        while True:
            form = forms[self._form]
            try:
                chat = self._chat.bind(response_format=form) if form else self._chat
                yield from self._once(chat, sent, began, _SENTENCE_IN_JSON)
                return
            except _FormRefused as refused:
                if self._form + 1 == len(forms):
                    raise EngineFailed(str(refused)) from None
                self._form += 1

    def _once(self, chat: Any, sent: Messages, began: float, sentence: re.Pattern[str]) -> Iterator[str]:
        pieces: queue.Queue[str | Exception | None] = queue.Queue()
        stop = threading.Event()
        threading.Thread(target=_pump, args=(chat, sent, pieces, stop), daemon=True).start()
        try:
            yield from self._within_limits(pieces, began, sentence)
        finally:
            stop.set()

    def _within_limits(
        self, pieces: queue.Queue[str | Exception | None], began: float, sentence: re.Pattern[str]
    ) -> Iterator[str]:
        """The pieces; until `sentence` is found in them the first limit holds, then the last one."""
        text = ""
        while True:
            limit = self._options.total_s if sentence.search(text) else self._options.first_s
            try:
                piece = pieces.get(timeout=max(0.0, began + limit - time.monotonic()))
            except queue.Empty:
                raise EngineFailed(f"the language model took longer than {limit:g} seconds.") from None
            if isinstance(piece, Exception):
                if not text and getattr(piece, "status_code", None) in _UNKNOWN_FORM:
                    raise _FormRefused(f"the language model {_reason(piece)}.") from None
                raise EngineFailed(f"the language model {_reason(piece)}.") from None
            if piece is None:
                break
            text += piece
            if len(text) > 40 * self._options.most_tokens:
                raise EngineFailed("the language model did not stop.")
            yield piece
        if not text.strip():
            raise EngineFailed("the language model sent no text.")


class _FormRefused(EngineFailed):
    """Perhaps only the form of the reply was refused."""


def _pump(chat: Any, messages: Messages, pieces: queue.Queue[Any], stop: threading.Event) -> None:
    """Read the stream until it ends, fails, or nobody wants it any more."""
    try:
        for chunk in chat.stream(messages):
            if stop.is_set():
                return
            if isinstance(chunk.content, str):
                pieces.put(chunk.content)
        pieces.put(None)
    except Exception as failure:
        pieces.put(failure)


def _reason(failure: Exception) -> str:
    """What happened, in words that hold nothing of the conversation."""
    status = getattr(failure, "status_code", None)
    if isinstance(status, int):
        return _STATUS.get(status, f"failed ({status})")
    if "Timeout" in type(failure).__name__:
        return "took too long"
    if "Connect" in type(failure).__name__:
        return "can't be reached: check base_url, and whether it runs"
    return f"sent what can't be read ({type(failure).__name__})"


def _key() -> str:
    """The key from the environment, else from the system keyring where that is installed."""
    if os.environ.get("OPENAI_API_KEY"):
        return os.environ["OPENAI_API_KEY"]
    try:
        import keyring
    except ImportError:
        return ""
    try:
        return keyring.get_password("voice-coach", "language-model") or ""
    except Exception:  # A keyring may be locked or absent in many ways; then there is no key.
        return ""
