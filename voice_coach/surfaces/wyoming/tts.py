"""Text to speech, sentence by sentence: the first one sounds while the rest is still being made."""

from __future__ import annotations

import textwrap

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.tts import SynthesizeStopped

from voice_coach.conversation.answering import MAX_CHARACTERS
from voice_coach.core.audio import OUTPUT_RATE, to_pcm16
from voice_coach.core.transcript import printable, sentences
from voice_coach.surfaces.speaker.voices import Voices
from voice_coach.surfaces.workers import Workers
from voice_coach.surfaces.wyoming.connection import Send
from voice_coach.surfaces.wyoming.wire import Refused

_PIECE = 300
"""Characters said in one go: a text without a stop must not keep the others waiting."""
_CHUNK = 2 * 2400
"""Bytes of a chunk: a tenth of a second."""
_FORMAT = {"rate": OUTPUT_RATE, "width": 2, "channels": 1}


class Speaking:
    """The voice for one client. Everything that is said in a row has one format."""

    def __init__(self, workers: Workers, voices: Voices, send: Send) -> None:
        self._workers, self._voices, self._send = workers, voices, send
        self._streaming = False
        self._open = False
        """Whether `audio-start` was sent."""
        self._text = ""
        """What came and was not said yet."""
        self._length = 0

    async def say(self, text: str) -> None:
        """The whole of a text. Inside a stream it repeats what the stream brings, and is left out."""
        if self._streaming:
            return
        self._reset()
        await self._more(text)
        await self._finish()

    async def start(self) -> None:
        """Text will come in pieces."""
        self._reset()
        self._streaming = True

    async def more(self, text: str) -> None:
        """The next piece; whole sentences are said at once."""
        if self._streaming:
            await self._more(text)

    async def stop(self) -> None:
        """All of the text is there."""
        if self._streaming:
            await self._finish()
            await self._send(SynthesizeStopped().event())
            self._streaming = False

    def _reset(self) -> None:
        self._open, self._text, self._length = False, "", 0

    async def _more(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise Refused("too-large", f"at most {MAX_CHARACTERS:,} characters are said in one go.")
        self._text += text
        pieces = sentences(self._text)
        if len(pieces) > 1:
            # The last one may go on.
            self._text = self._text[self._text.rindex(pieces[-1]) :]
            for sentence in pieces[:-1]:
                await self._sentence(sentence)

    async def _finish(self) -> None:
        for sentence in sentences(self._text):
            await self._sentence(sentence)
        self._text = ""
        await self._begin()
        await self._send(AudioStop().event())

    async def _sentence(self, sentence: str) -> None:
        sentence = printable(sentence)
        if not any(character.isalnum() for character in sentence):
            return
        await self._begin()
        voice = self._voices.of(sentence)
        for piece in textwrap.wrap(sentence, _PIECE):
            for chunk in await self._workers.speak(piece, voice):
                sound = to_pcm16(chunk.samples)
                for at in range(0, len(sound), _CHUNK):
                    await self._send(AudioChunk(**_FORMAT, audio=sound[at : at + _CHUNK]).event())

    async def _begin(self) -> None:
        if not self._open:
            self._open = True
            await self._send(AudioStart(**_FORMAT).event())
