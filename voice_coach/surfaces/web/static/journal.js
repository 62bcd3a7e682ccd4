// The journal: a list, a search, one entry to correct or forget, and a file of everything. It leaves the page with its view.

import { find, make } from "./dom.js";
import { order } from "./orders.js";
import { JOURNAL, POLES } from "./words.js";

const FLOWS = { talk: "Talk", checkin: "Check in", ask: "Ask" };
const HEARD = { positive: "giving back", negative: "not coming back", mixed: "both ways" };
const KINDS = { json: "application/json", csv: "text/csv", md: "text/markdown", html: "text/html" };

export class Journal {
  /** `view` shows the parts "journal" and "entry"; `close` is called when the person goes back. */
  constructor(view, close) {
    this.view = view;
    this.round = 0;  // Answers to what was asked before it are late, and are dropped.
    find("journal-close").addEventListener("click", close);
    find("journal-older").addEventListener("click", () => this.list(find("journal-list").children.length));
    find("journal-search").addEventListener("submit", (event) => { event.preventDefault(); this.search(); });
    find("journal-all").addEventListener("click", () => { find("journal-words").value = ""; this.list(); });
    find("journal-export").addEventListener("click", () => this.take());
    find("entry-back").addEventListener("click", () => this.open());
    find("entry-undo").addEventListener("click", () => this.change({ do: "undo" }, JOURNAL.undone));
    find("entry-delete").addEventListener("click", () => this.sure(true));
    find("entry-keep").addEventListener("click", () => { this.sure(false); find("entry-delete").focus(); });
    find("entry-forget").addEventListener("click", () => this.forget());
  }

  async open(said = "") {
    this.clear();
    this.view.show("journal");
    find("journal").focus();
    await (find("journal-words").value.trim() ? this.search() : this.list());
    if (said) this.say("journal", said);
  }

  /** Nothing of it stays behind on a page that goes on. */
  clear() {
    this.round++;
    this.id = null;
    for (const id of ["journal-list", "entry-turns", "entry-title"]) find(id).replaceChildren();
    find("entry-quotes").tBodies[0].replaceChildren();
    this.date("");
    this.sure(false);
    for (const part of ["journal", "entry"]) this.say(part, "");
  }

  /** Also what was searched for. */
  leave() {
    this.clear();
    find("journal-words").value = "";
  }

  async list(skip = 0) {
    const answer = await this.ask("journal", { do: "list", skip });
    if (!answer) return;
    if (!skip) find("journal-list").replaceChildren();
    const first = this.rows(answer.entries);
    const shown = skip + answer.entries.length;
    find("journal-older").hidden = shown >= answer.of;
    find("journal-all").hidden = true;
    find("journal-out").hidden = !answer.of;
    this.say("journal", answer.of ? JOURNAL.count(shown, answer.of) : JOURNAL.none);
    if (skip) first?.querySelector("button").focus();
  }

  async search() {
    const words = find("journal-words").value.trim();
    if (!words) return this.list();
    const answer = await this.ask("journal", { do: "search", words });
    if (!answer) return;
    find("journal-list").replaceChildren();
    this.rows(answer.entries);
    find("journal-older").hidden = true;
    find("journal-all").hidden = false;
    this.say("journal", JOURNAL.found(answer.entries.length, answer.of));
  }

  rows(entries) {
    const rows = entries.map((one) => {
      const button = make("button", { type: "button" },
        make("span", { className: "when", textContent: about(one) }),
        one.words ? make("span", { className: "words" }, ...marked(one.words, one.spans ?? [])) : "",
        make("span", { className: "heard", textContent: heard(one.heard ?? {}) }));
      button.addEventListener("click", () => this.show(one.id));
      return make("li", {}, button);
    });
    find("journal-list").append(...rows);
    return rows[0];
  }

  async show(id) {
    const answer = await this.ask("journal", { do: "show", id });
    if (!answer) return;
    this.clear();
    this.draw(answer.entry);
    find("entry-undo").hidden = !answer.entry.struck;
    this.view.show("entry");
    find("entry").focus();
  }

  draw(entry) {
    this.id = entry.id;
    find("entry-title").textContent = about(entry) + (entry.ended ? "" : ", cut off");
    find("entry-turns").replaceChildren(...entry.turns.map((turn, number) => this.turn(turn, number)));
    this.date(entry.checked);
    find("entry-quotes").hidden = !entry.quotes.length;
    find("entry-caveat").hidden = !entry.quotes.length;
    find("entry-quotes").tBodies[0].replaceChildren(...entry.quotes.map((one) => this.quote(one)));
  }

  /** When the numbers of the help lines in it were checked. */
  date(checked) {
    find("entry-checked").textContent = checked;
    find("entry-checked").hidden = !checked;
  }

  turn({ role, text }, number) {
    const mine = role === "user";
    const node = make("div", { className: mine ? "you" : "coach" },
      make("span", { className: "who", textContent: mine ? "You" : "Coach" }), make("p", { textContent: text }));
    if (!mine) return node;
    const button = make("button", { type: "button", className: "quiet", textContent: "Correct" });
    button.setAttribute("aria-label", `Correct: ${text}`);
    button.addEventListener("click", () => this.mend(node, button, text, number));
    node.append(button);
    return node;
  }

  mend(node, button, text, number) {
    const field = make("textarea", { value: text, rows: 3, maxLength: 1000 });
    field.setAttribute("aria-label", "What it should say");
    const save = make("button", { type: "submit", className: "main", textContent: "Save" });
    const cancel = make("button", { type: "button", textContent: "Cancel" });
    const form = make("form", {}, field, make("div", { className: "row" }, cancel, save));
    cancel.addEventListener("click", () => { form.replaceWith(button); button.focus(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) this.change({ do: "amend", turn: number, text: field.value.trim() }, JOURNAL.corrected);
    });
    button.replaceWith(form);
    field.focus();
  }

  quote({ label, pole, quote }) {
    const button = make("button", { type: "button", textContent: "That’s not what I meant" });
    button.setAttribute("aria-label", `That’s not what I meant: ${quote}`);
    button.addEventListener("click", () => this.change({ do: "strike", quote }, JOURNAL.corrected));
    return make("tr", {}, make("th", { scope: "row", textContent: label }), make("td", { textContent: POLES[pole] }),
      make("td", {}, make("q", { textContent: quote }), button));
  }

  async change(order, said) {
    const answer = await this.ask("entry", { ...order, id: this.id });
    if (!answer) return;
    this.draw(answer.entry);
    find("entry-undo").hidden = false;
    find("entry").focus();
    this.say("entry", said);
  }

  sure(asked) {
    find("entry-sure").hidden = !asked;
    find("entry-delete").hidden = asked;
    if (asked) find("entry-keep").focus();
  }

  async forget() {
    const answer = await this.ask("entry", { do: "delete", id: this.id });
    if (answer) await this.open(JOURNAL.deleted);
  }

  async take() {
    const format = find("journal-format").value;
    const answer = await this.ask("journal", { do: "export", format });
    if (!answer) return;
    const href = URL.createObjectURL(new Blob([answer.file], { type: KINDS[format] }));
    make("a", { href, download: `notes.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
    this.say("journal", JOURNAL.taken);
  }

  say(part, text) { find(`${part}-said`).textContent = text; }

  /** The answer; null where there is none, which is told, or where the person has gone on. */
  async ask(part, body) {
    const round = ++this.round;
    this.say(part, JOURNAL.wait);
    const { answer, problem } = await order("/journal", body);
    if (round !== this.round) return null;
    this.say(part, problem ?? "");
    return answer ?? null;
  }
}

function about({ when, flow, about: name }) { return [when, FLOWS[flow], name].filter(Boolean).join(" · "); }

function heard(counts) {
  return Object.entries(HEARD).filter(([name]) => counts[name]).map(([name, words]) => `${counts[name]} ${words}`).join(", ");
}

/** Text with the spans marked, which count code points. */
function marked(text, spans) {
  const points = [...text];
  let at = 0;
  const parts = spans.flatMap(([start, end]) => {
    const pair = [points.slice(at, start).join(""), make("mark", { textContent: points.slice(start, end).join("") })];
    at = end;
    return pair;
  });
  return [...parts, points.slice(at).join("")];
}
