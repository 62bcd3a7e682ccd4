// The weeks of a relationship: what may be said of them, a chart, and the words behind each point.

import { Chart } from "./chart.js";
import { find, make } from "./dom.js";
import { order } from "./orders.js";
import { JOURNAL, POLES, TREND } from "./words.js";

export class Trend {
  /** `view` shows the part "trend"; `close` is called when the person goes back. */
  constructor(view, close) {
    this.view = view;
    this.round = 0;  // Answers to what was asked before it are late, and are dropped.
    this.about = "default";
    this.chart = new Chart(find("trend-plot"), (week) => this.week(week), () => find("trend-week").focus());
    find("trend-close").addEventListener("click", close);
    find("trend-about").addEventListener("change", ({ target }) => this.load("trend", target.value));
    find("trend-on").addEventListener("click", () => this.load("trend_on", this.about));
  }

  async open() {
    this.leave();
    this.view.show("trend");
    find("trend").focus();
    await this.load("trend", this.about);
  }

  /** Nothing of it stays behind on a page that goes on. */
  leave() {
    this.round++;
    find("trend-choice").hidden = true;
    find("trend-about").replaceChildren();
    find("trend-said").textContent = "";
    this.draw({ said: [], weeks: [], signals: [], missing: "", suspended: false });
  }

  async load(what, about) {
    const round = ++this.round;
    find("trend-said").textContent = JOURNAL.wait;
    const { answer, problem } = await order("/journal", { do: what, about });
    if (round !== this.round) return;
    find("trend-said").textContent = problem ?? "";
    if (!answer) return;
    this.about = answer.about;
    this.choices(answer);
    this.draw(answer);
    if (what === "trend_on") find("trend").focus();
  }

  choices({ choices, about }) {
    find("trend-choice").hidden = choices.length < 2;
    const options = choices.map((name) => make("option", { value: name, textContent: name === "default" ? TREND.unnamed : name }));
    find("trend-about").replaceChildren(...options);
    find("trend-about").value = about;
  }

  draw({ said, weeks, signals, missing, suspended }) {
    const points = weeks.filter(({ index }) => index !== null);
    find("trend-words").textContent = said.join(" ");
    find("trend-on").hidden = !suspended;
    for (const id of ["trend-chart", "trend-week", "trend-weeks"]) find(id).hidden = !points.length;
    this.week(null);
    this.chart.show(points);
    find("trend-weeks").querySelector("tbody").replaceChildren(...points.map(weekRow).reverse());
    find("trend-signals").hidden = !signals.length;
    find("trend-signals").tBodies[0].replaceChildren(...signals.map(signalRow));
    find("trend-missing").textContent = signals.length ? `Not mentioned, and not counted: ${missing || "nothing"}.` : "";
  }

  /** The words that count for a point. */
  week(week) {
    const quotes = week?.quotes ?? [];
    find("trend-week-title").textContent = week ? TREND.week(week) : "";
    find("trend-week-index").textContent = week ? `${TREND.point(week)} ${TREND.entries(week.entries)}` : "";
    find("trend-week-note").textContent = week ? (quotes.length ? TREND.few : TREND.none) : "";
    find("trend-quotes").hidden = !quotes.length;
    find("trend-quotes").tBodies[0].replaceChildren(...quotes.map(quoteRow));
  }
}

const cell = (...children) => make("td", {}, ...children);
const header = (text) => make("th", { scope: "row", textContent: text });

function weekRow({ until, index, low, high, entries }) {
  return make("tr", {}, header(until), cell(`${Math.round(index)}`), cell(`${Math.round(low)} to ${Math.round(high)}`), cell(`${entries}`));
}

function signalRow({ label, mean, last, night }) {
  return make("tr", {}, header(label), cell(mean), cell(last ? make("q", { textContent: last }) : "", make("small", { textContent: night })));
}

function quoteRow({ night, label, pole, quote, counts }) {
  const heard = [POLES[pole], counts ? "" : make("small", { textContent: ` (${TREND.apart})` })];
  return make("tr", {}, header(label), cell(...heard), cell(make("q", { textContent: quote }), make("small", { textContent: night })));
}
