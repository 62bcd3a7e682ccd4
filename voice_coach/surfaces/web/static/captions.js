// What was said, as it is said: the person's words, the coach's sentences, and which of them is being heard.

import { make } from "./dom.js";

export class Captions {
  constructor(log, partial, checked) {
    this.log = log;
    this.partial = partial;
    this.checked = checked;
    new ResizeObserver(() => this.down()).observe(log);
    this.clear();
  }

  clear() {
    this.log.replaceChildren();
    this.partial.textContent = "";
    this.date("");
    this.turns = [];
    this.coming = [];
    this.notice = null;
  }

  /** A session as it stands: its notice, the record, and the turn that is under way. */
  restore({ notice, turns, flight, checked }) {
    this.clear();
    this.date(checked);
    this.notice = notice ? make("span", { textContent: notice }) : null;
    if (notice) this.log.append(make("p", { className: "notice" }, this.notice));
    for (const { role, text } of turns) this.turns.push(this.entry(role, text));
    for (const event of flight) event.event === "final" ? this.heard(event.text) : this.saying(event);
    this.down();
  }

  /** When the numbers of the help lines that are shown were checked; empty where there is none. */
  date(checked) {
    this.checked.textContent = checked;
    this.checked.hidden = !checked;
  }

  guess(text) { this.partial.textContent = text; }

  heard(text) {
    this.partial.textContent = "";
    this.turns.push(this.entry("user", text));
    this.down();
  }

  /** A sentence of the coach that begins at sample `at` of its epoch. */
  saying({ text, at, epoch, checked }) {
    if (checked) this.date(checked);
    if (this.notice?.textContent.includes(text)) return this.coming.push({ span: this.notice, at, epoch });
    const last = this.turns.at(-1);
    const turn = last?.role === "coach" ? last : this.entry("coach", "");
    if (turn !== last) this.turns.push(turn);
    const known = [...turn.body.children].find((span) => span.textContent.includes(text));
    const span = known ?? make("span", { className: "coming", textContent: text });
    if (!known) turn.body.append(turn.body.childNodes.length ? " " : "", span);
    this.coming.push({ span, at, epoch });
    this.down();
    return null;
  }

  /** So many samples of the epoch were heard. */
  played(epoch, samples) {
    const begun = this.coming.filter((one) => one.epoch === epoch && one.at < samples);
    for (const { span } of this.coming) span.classList.toggle("saying", span === begun.at(-1)?.span);
    for (const { span } of begun) span.classList.remove("coming");
  }

  /** Nothing is being said any more. */
  quiet() {
    for (const { span } of this.coming) span.classList.remove("saying");
  }

  flushed() {
    this.quiet();
    this.coming = [];
  }

  /** The record of the session: what was not heard, or taken back, is not there. Entries that fit stay untouched. */
  record(turns, checked) {
    this.date(checked);
    this.coming = this.coming.filter(({ span }) => span.classList.contains("coming"));
    turns.forEach(({ role, text }, index) => {
      const shown = this.turns[index];
      if (shown?.role === role && shown.body.textContent === text) return;
      if (shown) shown.node.remove();
      const entry = this.entry(role, text, this.turns[index + 1]?.node ?? null);
      this.turns.splice(index, shown ? 1 : 0, entry);
    });
    for (const { node } of this.turns.splice(turns.length)) node.remove();
  }

  entry(role, text, before = null) {
    const sentence = role === "coach" && text ? make("span", { textContent: text }) : text;
    const body = make("p", {}, sentence);
    const node = make("div", { className: role === "user" ? "you" : "coach" });
    node.append(make("span", { className: "who", textContent: role === "user" ? "You" : "Coach" }), body);
    this.log.insertBefore(node, before);
    return { role, node, body };
  }

  down() { this.log.scrollTop = this.log.scrollHeight; }
}
