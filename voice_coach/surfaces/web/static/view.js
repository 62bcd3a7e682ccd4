// What the page looks like: which part is shown, the round button, the state, the time, messages with a way out.

import { find, make } from "./dom.js";
import { KEPT, ORB, SLOW, SLOWER, STATES, greeting } from "./words.js";

const SLOW_AFTER = 3000;
const SLOWER_AFTER = 12000;

export class View {
  constructor() {
    this.body = document.body;
    this.orb = find("orb");
    this.timers = [];
    find("greeting").textContent = greeting(new Date().getHours());
    setInterval(() => this.tick(), 1000);
  }

  show(part) {
    this.body.dataset.view = part;
    for (const name of ["start", "session", "summary", "journal", "entry", "trend"]) find(name).hidden = name !== part;
    for (const name of ["journal-open", "trend-open"]) find(name).hidden = part !== "start";
    for (const name of ["finish", "mode"]) find(name).hidden = part !== "session";
    if (part !== "session") this.since = null;
    if (part === "start") this.kept(null);
    this.tick();
  }

  get part() { return this.body.dataset.view; }

  state(name) {
    if (this.body.dataset.state === name) return;
    this.body.dataset.state = name;
    this.timers.forEach(clearTimeout);
    this.timers = [];
    this.say(STATES[name]);
    if (name !== "thinking") return;
    this.timers = [setTimeout(() => this.say(SLOW), SLOW_AFTER), setTimeout(() => this.say(SLOWER), SLOWER_AFTER)];
  }

  is(...names) { return names.includes(this.body.dataset.state); }

  say(text) { find("state").textContent = text; }

  label(name) { find("orb-text").textContent = ORB[name]; }

  /** Loudness of whoever speaks, 0 to 1, on the rings. */
  level(value) {
    const level = (Math.round(value * 20) / 20).toFixed(2);
    if (level === this.shown) return;  // Silence costs no frame.
    this.shown = level;
    this.orb.style.setProperty("--level", level);
  }

  kept(kept) {
    this.body.dataset.kept = kept ? "yes" : "no";
    find("kept-text").textContent = kept === null ? KEPT.start : kept ? KEPT.yes : KEPT.no;
  }

  began(seconds) {
    this.since = Date.now() - 1000 * seconds;
    this.tick();
  }

  tick() {
    const seconds = this.since ? Math.floor((Date.now() - this.since) / 1000) : null;
    find("time").textContent = seconds === null ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  /** A message with buttons: {label: action}. The same one is not read out twice. */
  tell(text, actions = {}) {
    const banner = find("banner");
    if (banner.firstChild?.textContent === text) return;
    const buttons = Object.entries(actions).map(([label, action]) => {
      const button = make("button", { type: "button", textContent: label });
      button.addEventListener("click", () => { this.untell(); action(); });
      return button;
    });
    banner.replaceChildren(make("p", { textContent: text }), ...(buttons.length ? [make("div", { className: "row" }, ...buttons)] : []));
  }

  untell() { find("banner").replaceChildren(); }
}
