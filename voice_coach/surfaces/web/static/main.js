// The page: what the server tells, what the person presses, and how the two meet.

import { Captions } from "./captions.js";
import { find } from "./dom.js";
import { Journal } from "./journal.js";
import { Kept } from "./kept.js";
import { Link } from "./link.js";
import { onPanic, wipe } from "./panic.js";
import { Settings } from "./settings.js";
import { Sound } from "./sound.js";
import { clearSummary, showKept, showSummary } from "./summary.js";
import { onTalk } from "./talk.js";
import { Trend } from "./trend.js";
import { View } from "./view.js";
import { CONNECTION, MICROPHONE, OPEN_ELSEWHERE, OPEN_HERE, STATES, TAKEN } from "./words.js";

const view = new View();
const settings = new Settings();
const kept = new Kept(settings);
const captions = new Captions(find("log"), find("partial"), find("checked"));
const sound = new Sound(find("speaker"));
const link = new Link();
const journal = new Journal(view, () => { home(); find("journal-open").focus(); });
const trend = new Trend(view, () => { home(); find("trend-open").focus(); });
let ready = false;
let talking = false;  // Whether this tab holds a session.
let starting = false;
let nothing = false;  // Whether what was heard last held no words.
let behind = false;  // Whether others are heard first.
let muted = false;
let pressed = false;
let sounding = false;

const pushes = () => settings.values.mode === "push";
const resting = () => (muted ? "paused" : pushes() && !pressed ? "holding" : "listening");

const handlers = {
  hello(message) {
    ready = message.ready;
    kept.load();
    if (view.is("away")) view.untell();
    if (talking) return message.open ? link.say("resume") : handlers.gone();
    if (view.part === "summary" && message.open) return link.say("resume");
    if (view.part !== "start") return;
    view.state(ready ? "idle" : "loading");
    if (message.open) view.tell(message.open.elsewhere ? OPEN_ELSEWHERE : OPEN_HERE, { "Go on here": resume });
    else view.untell();
  },
  session(message) {
    talking = true;
    starting = false;
    sound.clear(message.epoch, message.played);
    captions.restore(message);
    view.began(message.seconds);
    view.kept(message.saved);
    if (message.report) handlers.over(message);
    else enterSession();
  },
  partial({ text }) {
    nothing = false;
    if (behind) view.state(resting());
    behind = false;
    captions.guess(text);
  },
  nothing() { nothing = true; if (view.is("thinking")) view.state(resting()); },
  moment({ text }) { behind = true; view.state("thinking"); view.say(text); },
  final({ text }) { captions.heard(text); view.state("thinking"); },
  endpoint() { if (!nothing) view.state("thinking"); nothing = false; },
  sentence(message) { captions.saying(message); },
  flush({ epoch }) { sound.clear(epoch); captions.flushed(); stopped(); },
  pause() { sound.pause(true); stopped(); },
  resume() { sound.pause(false); },
  kept({ saved }) { if (view.part === "summary") showKept(saved); else view.kept(saved); },
  record({ turns, saved, checked }) { captions.record(turns, checked); view.kept(saved); if (!sounding) view.state(resting()); },
  over({ report }) {
    if (!report) return leave();
    talking = false;
    sound.close();
    showSummary(report, (quote) => link.say("strike", { quote }));
    view.show("summary");
    find("summary").focus();
  },
  trouble({ text }) {
    stopped();
    view.tell(`The coach stopped: ${text}`, { "Go on": () => link.say("resume") });
  },
  taken() { leave(); view.tell(TAKEN, { "Use it here": resume }); },
  gone() { leave(); view.tell(CONNECTION.gone, { "All right": () => {} }); },
  full() { leave(); view.tell(CONNECTION.full, { "All right": () => {} }); },
  cleared: () => { sound.close(); wipe(); },
};

link.addEventListener("message", ({ detail }) => handlers[detail.event]?.(detail));
link.addEventListener("sound", ({ detail }) => sound.play(detail));
link.addEventListener("trouble", ({ detail: { reason, final } }) => {
  view.state("away");
  if (final) leave();
  view.state("away");
  view.tell(CONNECTION[reason], final && reason === "wrong" ? { "Load again": () => location.reload() } : {});
});

sound.addEventListener("frame", ({ detail }) => {
  if (!talking) return;
  link.sound(detail.pcm);
  if (!sounding) view.level(Math.min(1, detail.level * 6));
  if (view.is("listening", "hearing")) view.state(detail.level > 0.02 ? "hearing" : "listening");
});
sound.addEventListener("played", ({ detail: { epoch, samples, sounding: on } }) => {
  link.say("played", { epoch, samples });
  captions.played(epoch, samples);
  if (!on) return stopped();
  sounding = true;
  view.state("speaking");
  view.level(0.35 + 0.15 * Math.sin(samples / 2600));
});
sound.addEventListener("microphone", ({ detail: { problem } }) => {
  if (!problem) return view.untell();
  view.tell(MICROPHONE[problem], { "Try again": () => sound.open(settings.values) });
});
navigator.mediaDevices?.addEventListener("devicechange", () => {
  if (talking && !sound.stream) sound.listen(settings.values.microphone);
});

function stopped() {
  sounding = false;
  captions.quiet();
  view.level(0);
  if (talking) view.state(resting());
}

async function begin() {
  if (!link.up || starting) return;
  starting = true;
  view.untell();
  view.say(ready ? STATES.asking : STATES.loading);
  await kept.loading;
  const flow = document.querySelector("input[name=flow]:checked").value;
  const { save, pace } = settings.values;
  captions.clear();
  muted = false;
  await sound.open(settings.values);
  hear();
  link.say("start", { flow, save: save && flow !== "ask", pace });
}

async function resume() {
  await sound.open(settings.values);
  hear();
  link.say("resume");
}

function enterSession() {
  journal.leave();
  trend.leave();
  view.show("session");
  view.state(resting());
  label();
  find("orb").focus();
}

/** This tab no longer holds a session. */
function leave() {
  talking = starting = false;
  sound.close();
  captions.clear();
  clearSummary();
  home();
  view.level(0);
}

function home() {
  journal.leave();
  trend.leave();
  view.show("start");
  view.state(!link.up ? "away" : ready ? "idle" : "loading");
  label();
}

function hear() { sound.hear(!muted && (!pushes() || pressed)); }

function label() {
  const name = view.part !== "session" ? "start" : pushes() ? (pressed ? "pushed" : "push") : muted ? "resume" : "pause";
  view.label(name);
  find("mode").textContent = pushes() ? "Hands-free instead" : "Hold to talk instead";
}

function refresh() {
  hear();
  label();
  if (talking && !sounding && !view.is("thinking")) view.state(resting());
}

onTalk(find("orb"), {
  down() { if (talking && pushes()) { pressed = true; muted = false; refresh(); } },
  up() {
    if (!pressed) return;
    pressed = false;
    refresh();
    link.say("released");
  },
  press() {
    if (view.part === "start") return begin();
    if (pushes()) return;
    muted = !muted;
    refresh();
  },
});

find("journal-open").addEventListener("click", () => journal.open());
find("trend-open").addEventListener("click", () => trend.open());
find("mode").addEventListener("click", () => { muted = false; settings.set({ mode: pushes() ? "free" : "push" }); });
find("finish").addEventListener("click", () => { link.say("finish"); view.state("thinking"); });
find("forget").addEventListener("click", () => { link.say("forget"); showKept(false); find("done").focus(); });
find("unstrike").addEventListener("click", () => link.say("strike", { quote: "" }));
find("done").addEventListener("click", () => { link.say("leave"); leave(); find("orb").focus(); });
settings.addEventListener("change", ({ detail }) => {
  sound.apply(detail);
  if (talking) link.say("pace", { pace: detail.pace });
  if (sound.stream && detail.microphone !== sound.device) sound.listen(detail.microphone);
  sound.device = detail.microphone;
  refresh();
});
kept.addEventListener("unlocked", () => {
  if (view.part === "journal") journal.open();
  if (view.part === "trend") trend.open();
});
onPanic(() => { link.panic(); sound.close(); wipe(); });
window.addEventListener("pagehide", () => sound.close());
link.enter();
