"""What a person meets on the voice page, in a real browser: asked aloud, read back, interrupted, lost, found again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Chromium, Server

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (make setup)").expect
expect.set_options(timeout=60_000)
pytestmark = pytest.mark.real_time
SIGNS = "What are the signs of a lack of reciprocity?"
SIZES = [(320, 568), (1280, 800), (3840, 2160)]


def ready(context: Any, address: str) -> Any:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-state=idle]")
    return page


def begin(page: Any, flow: str = "talk") -> None:
    page.check(f"input[value={flow}]", force=True)
    page.click("#orb")
    page.wait_for_selector("#log .coach")


def banner(page: Any, *words: str) -> str:
    for word in words:
        expect(page.locator("#banner")).to_contain_text(word)
    return str(page.inner_text("#banner"))


def fits(page: Any) -> None:
    """Nothing is wider than the screen at any size, and what can be pressed is on it."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for button in page.query_selector_all("header button, footer button, #banner button"):
            box = button.bounding_box()
            if box:
                assert box["x"] >= 0, width
                assert box["x"] + box["width"] <= width
                assert box["y"] + box["height"] <= height
                assert min(box["width"], box["height"]) >= 24


@pytest.mark.weights
def test_a_question_asked_aloud_is_captioned_and_answered(
    real_server: Server, chromium: Chromium, record: Callable[..., Path]
) -> None:
    real_server.start()
    context = chromium.context(record(3.0, SIGNS, 60.0))
    page = ready(context, real_server.address)
    assert "#" not in page.url, "the token is not left in the address"
    begin(page, "ask")
    page.wait_for_selector("#log .you")
    assert page.inner_text("#log .you p") == SIGNS
    page.wait_for_selector("#log .you + .coach .saying")
    said = page.inner_text("#log .you + .coach .saying")
    assert "needs" in said
    assert page.get_attribute("#log", "aria-live") == "polite"
    assert "I'm a computer program" in page.inner_text("#log")
    expect(page.locator("#log .saying")).not_to_have_text(said)
    fits(page)
    page.click("#finish")
    page.wait_for_selector("body[data-view=start]")
    assert page.query_selector_all("#log *") == []
    assert chromium.complaints == []
    assert all(url.split("/")[2] == f"127.0.0.1:{real_server.port}" for url in chromium.called)


def test_the_coach_is_interrupted_and_the_record_holds_what_was_heard(
    server: Server, chromium: Chromium, record: Callable[..., Path]
) -> None:
    server.settings["VOICE_COACH_TTS__ENGINE"] = "hibari"
    server.to_hear(SIGNS, "Wait, hold on a second please.")
    server.start()
    page = ready(chromium.context(record(9.5, SIGNS, 5.0, "Wait, hold on a second please.", 60.0)), server.address)
    begin(page, "ask")
    page.wait_for_selector("#log .you + .coach .saying")
    page.wait_for_selector("#log .you ~ .you")
    expect(page.locator("#log .you + .coach p").first).not_to_have_text(re.compile(r"[.?!]$"))
    expect(page.locator("#log .you + .coach p").first).to_have_text(re.compile(r"^\w+ \w+"))


@pytest.mark.weights
def test_every_view_is_accessible_and_a_summary_can_be_corrected_and_let_go_of(
    server: Server, chromium: Chromium, record: Callable[..., Path], accessible: Callable[[Any], None]
) -> None:
    server.settings |= {"VOICE_COACH_EMBEDDER__ENGINE": "encoder", "VOICE_COACH_STORE__ENGINE": "chroma"}
    server.to_hear("I always plan everything and then he cancels on the day.")
    server.start()
    page = ready(chromium.context(record(5.0, "I always plan everything, and then he cancels.", 60.0)), server.address)
    accessible(page)
    page.click("#settings-open")
    accessible(page)
    page.keyboard.press("Escape")
    begin(page)
    page.wait_for_selector("#log .you + .coach")
    accessible(page)
    page.click("#finish")
    page.wait_for_selector("body[data-view=summary]")
    assert "I always plan everything" in page.inner_text("#summary-table q")
    accessible(page)
    fits(page)
    page.click("#summary-table td button")
    expect(page.locator("#summary-table")).to_be_hidden()
    page.click("#unstrike")
    expect(page.locator("#summary-table q")).to_be_visible()
    page.click("#forget")
    expect(page.locator("#summary-kept")).to_have_text("Nothing of this is kept.")
    page.click("#done")
    page.wait_for_selector("body[data-view=start]")
    assert "plan everything" not in page.content()
    assert chromium.complaints == []


def test_beside_a_help_line_stands_when_its_number_was_checked(
    server: Server, chromium: Chromium, record: Callable[..., Path], accessible: Callable[[Any], None]
) -> None:
    server.to_hear("I always plan everything.", "I want to die.")
    server.start()
    page = ready(chromium.context(record(4.0, SIGNS, 12.0, SIGNS, 60.0)), server.address)
    begin(page)
    page.wait_for_selector("#log .you + .coach")
    expect(page.locator("#checked")).to_be_hidden()
    expect(page.locator("#checked")).to_contain_text("Numbers checked on")
    accessible(page)
    fits(page)
    page.reload()
    page.click("text=Go on here")
    expect(page.locator("#checked")).to_contain_text("Numbers checked on")
    page.click("#finish")
    page.wait_for_selector("body[data-view=summary]")
    page.click("#done")
    page.wait_for_selector("body[data-view=start]")
    assert "Numbers checked" not in page.content()
    assert chromium.complaints == []


def test_a_lost_connection_comes_back_and_the_talk_goes_on(
    server: Server, chromium: Chromium, record: Callable[..., Path]
) -> None:
    server.start()
    context = chromium.context(record(60.0))
    sockets: list[Any] = []

    def through(socket: Any) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    context.route_web_socket("**/socket", through)
    page = ready(context, server.address)
    begin(page)
    page.wait_for_selector("body[data-state=listening], body[data-state=hearing]")
    opening = page.inner_text("#log")
    sockets[-1].close(code=1001)
    page.wait_for_selector("body[data-state=listening], body[data-state=hearing]")
    expect(page.locator("#banner")).to_be_empty()
    assert len(sockets) > 1
    assert page.inner_text("#log") == opening


def test_a_server_that_ends_and_is_started_anew_is_told_in_words(
    server: Server, chromium: Chromium, record: Callable[..., Path]
) -> None:
    server.start()
    context = chromium.context(record(60.0))
    page = ready(context, server.address)
    begin(page)
    port = server.port
    server.stop()
    banner(page, "isn’t running", "voice-coach web")
    fits(page)
    server.start(port)
    banner(page, "started anew", "address")
    assert page.query_selector_all("#log *") == [], "nothing of a session that is over stays on the screen"
    again = ready(context, server.address)
    begin(again)


def test_who_was_not_given_the_address_is_told_where_to_find_it(server: Server, chromium: Chromium) -> None:
    server.start()
    page = chromium.context().new_page()
    page.goto(server.address.partition("#")[0])
    banner(page, "voice-coach web", "works once")
    page.click("#orb")
    assert page.is_visible("#start")


@pytest.mark.parametrize(("refuse", "words"), [(True, "Allow the microphone"), (False, "find a microphone")])
def test_a_microphone_that_is_refused_or_absent_is_told(
    server: Server, chromium: Chromium, record: Callable[..., Path], refuse: bool, words: str
) -> None:
    server.start()
    page = ready(chromium.context(record(60.0) if refuse else None, refuse), server.address)
    begin(page)
    told = banner(page, words)
    assert "Try again" in told
    fits(page)


def test_a_microphone_that_is_taken_away_is_told(
    server: Server, chromium: Chromium, record: Callable[..., Path]
) -> None:
    server.start()
    context = chromium.context(record(60.0))
    context.add_init_script(
        "const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = async (wanted) => (window.taken = await real(wanted));"
    )
    page = ready(context, server.address)
    begin(page)
    page.evaluate("taken.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    banner(page, "taken away", "Try again")
    page.click("#banner button")
    expect(page.locator("#banner")).to_be_empty()


def test_a_second_tab_is_told_and_may_take_the_session_over(
    server: Server, chromium: Chromium, record: Callable[..., Path]
) -> None:
    server.start()
    context = chromium.context(record(60.0))
    first = ready(context, server.address)
    begin(first)
    second = ready(context, server.address.partition("#")[0])
    banner(second, "another tab")
    second.click("#banner button")
    second.wait_for_selector("#log .coach")
    banner(first, "goes on in another tab")
    assert first.query_selector_all("#log *") == []


def test_escape_twice_blanks_the_page_and_forgets_the_session(
    server: Server, chromium: Chromium, record: Callable[..., Path]
) -> None:
    server.start()
    context = chromium.context(record(60.0))
    page = ready(context, server.address)
    begin(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/blank")
    assert (page.title(), page.inner_text("body")) == ("Blank", "")
    page.go_back()
    assert page.url.endswith("blank"), "the page before is not in the history"
    again = ready(context, server.address.partition("#")[0])
    assert again.inner_text("#banner") == ""


def test_the_keyboard_alone_is_enough(server: Server, chromium: Chromium, record: Callable[..., Path]) -> None:
    server.start()
    page = ready(chromium.context(record(60.0)), server.address)
    stops = []
    for _ in range(7):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.value"))
    assert stops == ["journal-open", "trend-open", "settings-open", "panic", "talk", "save", "orb"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert page.is_checked("input[value=checkin]")
    page.focus("#settings-open")
    page.keyboard.press("Enter")
    page.wait_for_selector("#settings[open]")
    fits(page)
    page.check("input[value=push]")
    page.keyboard.press("Escape")
    page.focus("#orb")
    page.keyboard.press("Space")
    page.wait_for_selector("body[data-view=session]")
    page.wait_for_selector("body[data-state=holding]")
    assert page.evaluate("document.activeElement.id") == "orb"
    page.keyboard.down("Space")
    expect(page.locator("#orb-text")).to_have_text("Listening")
    page.keyboard.up("Space")
    expect(page.locator("#orb-text")).to_have_text("Hold to talk")
    assert chromium.complaints == []


def test_nothing_moves_when_a_session_begins(server: Server, chromium: Chromium, record: Callable[..., Path]) -> None:
    server.start()
    page = ready(chromium.context(record(60.0)), server.address)
    before = page.locator("#orb").bounding_box()
    begin(page)
    page.wait_for_selector("body[data-state=speaking]")
    assert page.locator("#orb").bounding_box() == before


def test_sound_is_brought_to_another_rate_without_harm(server: Server, chromium: Chromium) -> None:
    """A tone of 1 kHz keeps its shape and loudness, one that the lower rate can't hold is taken out, in any blocks."""
    server.start()
    page = ready(chromium.context(), server.address)
    errors = page.evaluate(
        """async () => {
          const { Resampler } = await import("/static/resample.js");
          const wave = (rate, pitch, n) => Math.sin(2 * Math.PI * pitch * n / rate);
          const through = (from, to, pitch, size) => {
            const filter = new Resampler(from, to), out = [];
            for (let at = 0; at < from; at += size)
              out.push(...filter.process(Float32Array.from({ length: size }, (_, n) => wave(from, pitch, at + n))));
            return out.slice(500, 7000);
          };
          const off = ([from, to, size]) =>
            Math.max(...through(from, to, 1000, size).map((x, n) => Math.abs(x - wave(to, 1000, n + 500))));
          const pairs = [[48000, 16000, 128], [44100, 16000, 128], [24000, 48000, 240], [24000, 44100, 77]];
          return [...pairs.map(off), Math.max(...through(48000, 16000, 12000, 128).map(Math.abs))];
        }"""
    )
    assert max(errors) < 0.01, errors
