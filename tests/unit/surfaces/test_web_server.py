"""The voice page's server on loopback, with scripted engines: who gets in, what is refused, and a session over it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from voice_coach import __version__, assets
from voice_coach.app import Coach
from voice_coach.core.audio import FRAME, INPUT_RATE, Samples, silence, to_pcm16
from voice_coach.core.state import State
from voice_coach.surfaces.web import limits
from voice_coach.surfaces.web.app import pages
from voice_coach.surfaces.web.serve import Page, listen

MakeCoach = Callable[..., Coach]
Tone = Callable[[float], Samples]
pytestmark = pytest.mark.real_time
SIGNS = assets.knowledge().faqs["Q2"].question
START = {"type": "start", "flow": "ask", "save": True, "pace": 1}
PATIENCE = 20
"""Seconds after which a server counts as hanging."""


@dataclass
class Browser:
    """What a browser does: a cookie, requests, sockets."""

    page: Page
    cookie: str = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.page.port}"

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request; a header given as "" is left out."""
        sent = {"Host": self.host, "Cookie": self.cookie}
        if method == "POST":
            sent["Origin"] = f"http://{self.host}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        link = http.client.HTTPConnection("127.0.0.1", self.page.port, timeout=PATIENCE)
        with contextlib.closing(link):
            link.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {**sent, "Content-Length": str(len(body))}.items():
                if value:
                    link.putheader(name, value)
            link.endheaders(body.encode())
            answer = link.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def enter(self) -> Browser:
        """With a token of its own."""
        status, headers, _ = self.ask("POST", "/enter", self.page.entrance.token())
        assert status == 204
        return Browser(self.page, headers["set-cookie"].split(";")[0])

    @contextmanager
    def socket(self, **headers: str) -> Iterator[Tab]:
        """A tab, after its greeting."""
        sent = {"Host": self.host, "Origin": f"http://{self.host}", "Cookie": self.cookie}
        sent |= headers
        with connect(
            f"ws://127.0.0.1:{self.page.port}/socket",
            additional_headers={name: value for name, value in sent.items() if value and name != "Host"},
            open_timeout=PATIENCE,
            compression=None,
            max_queue=None,
            proxy=None,
        ) as raw:
            tab = Tab(raw)
            while not tab.until("hello")["ready"]:
                pass
            yield tab


@dataclass
class Tab:
    """One socket and what came over it. Its microphone is the clock: while nothing comes, silence is heard."""

    raw: ClientConnection
    sound: bytes = b""
    told: list[dict[str, Any]] = field(default_factory=list)

    def say(self, *messages: dict[str, Any] | bytes | str) -> None:
        for message in messages:
            self.raw.send(json.dumps(message) if isinstance(message, dict) else message)

    def hear(self, samples: Samples) -> None:
        data = to_pcm16(samples)
        for at in range(0, len(data), 2048):
            self.raw.send(data[at : at + 2048])

    def next(self) -> dict[str, Any] | bytes:
        for _ in range(PATIENCE * 31):
            try:
                message = self.raw.recv(timeout=FRAME / INPUT_RATE)
                break
            except TimeoutError:
                self.hear(silence(FRAME / INPUT_RATE))
        else:
            raise AssertionError("the server said nothing for many frames")
        if isinstance(message, bytes):
            self.sound += message
            return message
        told: dict[str, Any] = json.loads(message)
        self.told.append(told)
        return told

    def until(self, event: str) -> dict[str, Any]:
        while True:
            told = self.next()
            if isinstance(told, dict) and told["event"] == event:
                return told

    def until_heard(self, length: int) -> None:
        """So many bytes of sound."""
        while len(self.sound) < length:
            self.next()

    def closed(self) -> int:
        """The code with which the server closes; what comes before is let through."""
        while True:
            try:
                self.next()
            except ConnectionClosed as ended:
                return ended.rcvd.code if ended.rcvd else 0

    def texts(self, event: str) -> list[str]:
        return [told["text"] for told in self.told if told["event"] == event]


@contextmanager
def serving(coach: Coach) -> Iterator[Browser]:
    with listen(0) as listener:
        page = Page(coach, listener)
        thread = threading.Thread(target=lambda: asyncio.run(page.serve()))
        thread.start()
        try:
            yield Browser(page)
        finally:
            page.stop()
            thread.join(PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def stranger(make_coach: MakeCoach) -> Iterator[Browser]:
    """A browser that was not given the address."""
    with serving(make_coach(stt={"texts": (SIGNS,)})) as browser:
        yield browser


@pytest.fixture
def browser(stranger: Browser) -> Browser:
    return stranger.enter()


FOREIGN = [
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1:{port}.evil.example",
    "[::1]:{port}",
]


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_was_rebound_to_this_machine_gets_nothing(browser: Browser, host: str) -> None:
    foreign = host.format(port=browser.page.port)
    for path in ("/", "/static/main.js", "/alive"):
        status, headers, body = browser.ask("GET", path, Host=foreign)
        assert status == 403
        assert b"<" not in body
        assert "set-cookie" not in headers
    token = browser.page.entrance.token()
    assert browser.ask("POST", "/enter", token, Host=foreign, Origin=f"http://{foreign}")[0] == 403
    assert browser.ask("POST", "/enter", token)[0] == 204, "it was not used up"


def test_a_request_with_two_hosts_or_none_is_refused(browser: Browser) -> None:
    port = browser.page.port
    for lines in (f"Host: 127.0.0.1:{port}\r\nHost: evil.example", "X-No: host"):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.closing(link):
            link.connect()
            link.sock.sendall(f"GET / HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n".encode())
            answer = http.client.HTTPResponse(link.sock)
            answer.begin()
            with contextlib.closing(answer):
                assert answer.status in (400, 403)
                answer.read()


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "https://{host}", "http://127.0.0.1:1", "http://localhost:{port}"]
)
def test_no_page_of_another_site_opens_a_socket_or_changes_anything(browser: Browser, origin: str) -> None:
    given = origin.format(host=browser.host, port=browser.page.port)
    with pytest.raises(InvalidStatus) as refused, browser.socket(Origin=given):
        pass
    assert refused.value.response.status_code == 403
    token = browser.page.entrance.token()
    for path in ("/enter", "/panic"):
        assert browser.ask("POST", path, token, Origin=given)[0] == 403
    assert browser.ask("POST", "/enter", token)[0] == 204


@pytest.mark.parametrize("path", ["/journal", "/settings", "/enter"])
def test_a_body_that_is_broken_off_leaves_nothing_in_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: {browser.host}\r\nOrigin: http://{browser.host}\r\n"
    with socket.create_connection(("127.0.0.1", browser.page.port), timeout=PATIENCE) as line:
        line.sendall(f'{head}Cookie: {browser.cookie}\r\nContent-Length: 500\r\n\r\n{{"do"'.encode())
        line.shutdown(socket.SHUT_WR)
        while line.recv(1_024):
            pass
    assert browser.ask("GET", "/health")[0] == 200
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_a_tunnel_may_call_this_machine_localhost(stranger: Browser) -> None:
    host = f"localhost:{stranger.page.port}"
    assert stranger.ask("GET", "/", Host=host)[0] == 200
    assert stranger.ask("POST", "/enter", stranger.page.entrance.token(), Host=host, Origin=f"http://{host}")[0] == 204


def test_a_token_works_once_and_a_stranger_has_no_socket(stranger: Browser) -> None:
    token = stranger.page.entrance.token()
    status, headers, _ = stranger.ask("POST", "/enter", token)
    assert status == 204
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert token.lower() not in cookie
    for again in (token, "", "x" * 43, "x" * 5000, token.swapcase()):
        assert stranger.ask("POST", "/enter", again)[0] == 403
    assert stranger.ask("GET", "/enter")[0] == 405
    assert stranger.ask("GET", "/alive")[0] == 403
    for wrong in ("", "entered=1", f"{stranger.page.entrance.cookie}=1"):
        with pytest.raises(InvalidStatus), Browser(stranger.page, wrong).socket():
            pass


def test_a_server_that_was_started_anew_knows_no_former_visitor(browser: Browser, coach: Coach) -> None:
    assert browser.ask("GET", "/alive")[0] == 204
    with serving(coach) as other:
        renamed = browser.cookie.replace(browser.page.entrance.cookie, other.page.entrance.cookie)
        for cookie in (browser.cookie, renamed):
            assert Browser(other.page, cookie).ask("GET", "/alive")[0] == 403


def test_guessing_tokens_comes_to_an_end(stranger: Browser) -> None:
    codes = [stranger.ask("POST", "/enter", f"guess {n}")[0] for n in range(15)]
    assert codes[0] == 403
    assert codes[-1] == 429


def test_a_flood_of_requests_is_turned_away(stranger: Browser) -> None:
    codes = [stranger.ask("GET", "/alive")[0] for _ in range(300)]
    assert codes[0] == 403
    assert 429 in codes


def test_every_response_is_strict_and_only_the_page_is_served(stranger: Browser) -> None:
    paths = ["/", "/blank", *(f"/static/{name}" for name in pages() if not name.endswith(".html"))]
    for path in [*paths, "/nowhere", "/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/"]:
        status, headers, _ = stranger.ask("GET", path)
        assert status == (200 if path in paths else 404), path
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


def test_the_page_is_small_and_asks_nobody_else(stranger: Browser) -> None:
    assert sum(map(len, pages().values())) < 150_000
    for name, content in pages().items():
        text = content.decode()
        for address in ("http:", "https:", "//cdn", "@import"):
            allowed = text.count("http://www.w3.org/2000/svg") if address == "http:" else 0
            assert text.count(address) == allowed, name
        for risky in ("innerHTML", "eval(", "outerHTML", "insertAdjacentHTML", "document.write", "style="):
            assert risky not in text, name


MALFORMED = ["{", "[]", '{"type": "start"}', '{"type": "nothing"}', "[" * 2000, b"\0", b"", b"\0" * 1023]
OVERSIZED = ['{"type": "' + "x" * 2048 + '"}', b"\0" * (limits.AUDIO + 2), b"\0" * 100_000, "x" * 100_000]


@pytest.mark.parametrize(("messages", "code"), [(MALFORMED, 4400), (OVERSIZED, 1009)], ids=["malformed", "oversized"])
def test_what_is_wrong_or_too_long_closes_the_socket(browser: Browser, messages: list[Any], code: int) -> None:
    for message in messages:
        with browser.socket() as tab:
            tab.say(message)
            assert tab.closed() == code
    with browser.socket():
        pass  # And the server goes on.


@pytest.mark.parametrize("message", [{"type": "resume"}, b"\0\0", b"\0" * limits.AUDIO], ids=["words", "bits", "sound"])
def test_a_flood_of_messages_closes_the_socket(browser: Browser, message: Any) -> None:
    with browser.socket() as tab:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(3_000):
                tab.say(message)
        assert tab.closed() == 4429


def test_sockets_and_sessions_are_counted(stranger: Browser) -> None:
    visitors = [
        Browser(
            stranger.page,
            f"{stranger.page.entrance.cookie}={stranger.page.entrance.enter(stranger.page.entrance.token())}",
        )
        for _ in range(limits.ROOMS + 1)
    ]
    with contextlib.ExitStack() as tabs:
        opened = [tabs.enter_context(visitor.socket()) for visitor in visitors]
        for tab in opened[:-1]:
            tab.say(START)
            tab.until("session")
        opened[-1].say(START)
        opened[-1].until("full")
        for _ in range(limits.SOCKETS - len(opened)):
            tabs.enter_context(visitors[0].socket())
        with pytest.raises(InvalidStatus), visitors[0].socket():
            pass


def talk_to(tab: Tab, tone: Tone) -> None:
    """Say something, hear the answer, and let the silence after it pass."""
    tab.hear(tone(1.0))
    tab.hear(silence(1.0))


def opened(tab: Tab, flow: str = "ask") -> None:
    """Start a session and hear its opening to the end."""
    tab.say({**START, "flow": flow})
    coach_words = 0
    while not coach_words:
        session = tab.until("session")
        coach_words = sum(len(turn["text"].split()) for turn in session["turns"])
    words = coach_words + len(session["notice"].split())
    tab.until_heard(words * 4_800)
    tab.say({"type": "played", "epoch": 0, "samples": words * 2_400})


def answered(tab: Tab, already: int) -> int:
    """Hear an answer to the end, reporting it as played. Bytes of sound since the session began."""
    heard = already
    while True:
        told = tab.next()
        if isinstance(told, bytes):
            heard += len(told)
            tab.say({"type": "played", "epoch": 0, "samples": heard // 2})
        elif told["event"] == "record":
            return heard


def test_a_question_is_asked_and_answered_over_the_socket(browser: Browser, tone: Tone) -> None:
    with browser.socket() as tab:
        opened(tab)
        talk_to(tab, tone)
        assert tab.until("final")["text"] == SIGNS
        sentence = tab.until("sentence")
        assert sentence["at"] * 2 == len(tab.sound), "it says where in the sound it begins"
        first = tab.next()
        assert isinstance(first, bytes)
        tab.say({"type": "finish"})
        heard = len(tab.sound)
        tab.say({"type": "played", "epoch": 0, "samples": heard // 2})
        while not any(told["event"] == "over" for told in tab.told):
            if isinstance(tab.next(), bytes):
                tab.say({"type": "played", "epoch": 0, "samples": len(tab.sound) // 2})
        assert tab.told[-1]["report"] is None, "an answer is no conversation to sum up"


def test_talking_over_the_coach_stops_it(browser: Browser, tone: Tone) -> None:
    with browser.socket() as tab:
        opened(tab)
        talk_to(tab, tone)
        before, said = len(tab.sound), tab.until("sentence")["text"].split()
        tab.until_heard(before + len(said) * 4_800)
        tab.say({"type": "played", "epoch": 0, "samples": before // 2 + 3 * 2_400})
        tab.hear(tone(2.0))
        assert tab.until("flush") == {"event": "flush", "epoch": 1}
        tab.hear(silence(1.0))
        turns = tab.until("record")["turns"]
        assert turns[-1] == {"role": "coach", "text": " ".join(said[:3])}, "the record holds what was heard, no more"


def test_a_session_survives_its_connection(browser: Browser, tone: Tone) -> None:
    with browser.socket() as tab:
        opened(tab)
        talk_to(tab, tone)
        tab.until("sentence")
        before = len(tab.sound)
        tab.until_heard(before + 4_800)
        heard = before // 2 + 1_000
        tab.say({"type": "played", "epoch": 0, "samples": heard})
    with browser.socket() as again:
        hello = again.told[-1]
        assert hello["open"] == {"flow": "ask", "elsewhere": False}
        again.say({"type": "resume"})
        session = again.until("session")
        assert session["played"] == heard
        assert session["flight"][0]["text"] == SIGNS
        assert session["notice"]
        again.sound = b"\0" * (2 * heard)
        answered(again, 2 * heard)
        roles = [turn["role"] for turn in again.told[-1]["turns"]]
        assert roles == ["coach", "user", "coach"]


def test_a_second_tab_is_told_and_may_take_over(browser: Browser) -> None:
    with browser.socket() as first:
        opened(first)
        with browser.socket() as second:
            assert second.told[-1]["open"] == {"flow": "ask", "elsewhere": True}
            second.say(START)
            assert second.until("hello")["open"]["elsewhere"] is True, (
                "it must ask before it ends what another tab holds"
            )
            second.say({"type": "resume"})
            assert second.until("session")["turns"]
            first.until("taken")
            first.say({"type": "finish"}, {"type": "resume"})
            first.until("session")
            second.until("taken")


def test_another_visitor_sees_nothing_of_a_session(stranger: Browser) -> None:
    with stranger.enter().socket() as first, stranger.enter().socket() as second:
        opened(first)
        second.say({"type": "resume"}, {"type": "panic"})
        second.until("gone")
        assert second.told[0]["open"] is None
        first.say({"type": "resume"})
        assert first.until("session")["turns"]


@pytest.mark.parametrize("way", ["socket", "request"])
def test_panic_clears_the_session_and_its_entry_at_once(make_coach: MakeCoach, tone: Tone, way: str) -> None:
    coach = make_coach(stt={"texts": ("I always plan everything.",)})
    with serving(coach) as stranger:
        browser = stranger.enter()
        with browser.socket() as tab:
            opened(tab, "talk")
            tab.hear(tone(1.0))
            tab.hear(silence(2.0))
            tab.until("sentence")
            answered(tab, len(tab.sound))
            assert coach.engine("journal").entries()
            if way == "socket":
                tab.say({"type": "panic"})
            else:
                assert browser.ask("POST", "/panic")[0] == 204
            tab.until("cleared")
        assert coach.engine("journal").entries() == []
        with browser.socket() as tab:
            assert tab.told[-1]["open"] is None


def test_a_talk_ends_in_a_summary_to_correct_and_to_let_go_of(make_coach: MakeCoach, tone: Tone) -> None:
    coach = make_coach(stt={"texts": ("I always plan everything and then he cancels.",)})
    with serving(coach) as stranger, stranger.enter().socket() as tab:
        opened(tab, "talk")
        tab.hear(tone(1.0))
        tab.hear(silence(2.0))
        tab.until("sentence")
        answered(tab, len(tab.sound))
        tab.say({"type": "finish"})
        heard = len(tab.sound)
        while not any(told["event"] == "over" for told in tab.told):
            if isinstance(tab.next(), bytes):
                tab.say({"type": "played", "epoch": 0, "samples": len(tab.sound) // 2})
        assert len(tab.sound) > heard, "the summary is spoken"
        report = tab.told[-1]["report"]
        assert report["saved"] is True
        assert len(coach.engine("journal").entries()) == 1
        tab.say({"type": "forget"}, {"type": "strike", "quote": ""})
        assert tab.until("over")["report"]["saved"] is False
        assert coach.engine("journal").entries() == []


def test_an_engine_that_fails_is_told_and_the_session_goes_on(make_coach: MakeCoach, tone: Tone) -> None:
    coach = make_coach(stt={"fail": True})
    with serving(coach) as stranger, stranger.enter().socket() as tab:
        opened(tab)
        talk_to(tab, tone)
        assert "transcriber was told to fail" in tab.until("trouble")["text"]
        tab.say({"type": "resume"})
        assert tab.until("session")["turns"]


def test_a_port_that_is_taken_is_said(stranger: Browser) -> None:
    from voice_coach.errors import UsageError

    for port in (stranger.page.port, 99_999):
        with pytest.raises(UsageError, match="--port"):
            listen(port)


def test_nothing_listens_beyond_loopback(stranger: Browser) -> None:
    listening = Path("/proc/net/tcp")
    if not listening.is_file():
        pytest.skip("no /proc/net/tcp on this system")
    port = f"{stranger.page.port:04X}"
    hosts = [
        line.split()[1].partition(":")[0]
        for line in listening.read_text().splitlines()[1:]
        if f":{port} 00000000:0000 0A" in line
    ]
    assert hosts == ["0100007F"]


def test_a_server_that_stops_puts_what_was_heard_in_the_journal(make_coach: MakeCoach, tone: Tone) -> None:
    told = "I always plan everything and then he cancels on the day."
    coach = make_coach(stt={"texts": (told,)}, journal={"engine": "sqlite"})
    with serving(coach) as browser, browser.enter().socket() as tab:
        opened(tab, "checkin")
        talk_to(tab, tone)
        said, before = tab.until("sentence")["text"].split(), len(tab.sound)
        tab.until_heard(before + len(said) * 4_800)
        tab.say({"type": "played", "epoch": 0, "samples": before // 2 + 2 * 2_400})
        tab.hear(silence(0.1))
    (entry,) = coach.engine("journal").entries()
    turns = State.from_json(entry.state).turns
    assert turns[1].text == told
    assert not entry.ended, "it is gone on with"
    coach.engine("journal").close()


def test_health_counts_and_says_no_word_of_anyone(browser: Browser, tone: Tone) -> None:
    with browser.socket() as tab:
        opened(tab, "talk")
        talk_to(tab, tone)
        tab.until("final")
        status, headers, body = Browser(browser.page).ask("GET", "/health")
    assert (status, headers["content-type"]) == (200, "application/json")
    health = json.loads(body)
    assert (health["version"], health["ready"], health["sessions"], health["people"]) == (__version__, True, 1, 1)
    assert all(isinstance(health[name], int) for name in ("sessions", "people", "listening", "thinking"))
    assert not any(word in body.decode() for word in SIGNS.split() if len(word) > 3)
    assert browser.ask("POST", "/health")[0] == 405
    assert browser.ask("GET", "/health", Host="evil.example")[0] == 403


def test_the_next_address_is_told_when_one_was_used(stranger: Browser) -> None:
    told: list[str] = []
    stranger.page.entrance.used = lambda: told.append(stranger.page.address())
    assert stranger.ask("POST", "/enter", "wrong")[0] == 403
    assert not told
    stranger.enter()
    assert stranger.ask("POST", "/enter", told[0].partition("#")[2])[0] == 204
    assert len(told) == 2
