// The scored summary: what was heard, in the person's own words, to correct, keep or let go.

import { find, make } from "./dom.js";

export function showSummary(report, strike) {
  find("summary-words").replaceChildren(...report.sentences.map((text) => make("p", { textContent: text })));
  const rows = report.signals.map((signal) => row(signal, strike));
  find("summary-table").hidden = !rows.length;
  find("summary-caveat").hidden = !rows.length;
  find("summary-table").tBodies[0].replaceChildren(...rows);
  find("summary-missing").textContent = report.missing.length ? `Not mentioned, and not counted: ${report.missing.join(", ")}.` : "";
  find("summary-standing").textContent = report.standing;
  find("unstrike").hidden = !report.struck;
  showKept(report.saved);
}

/** Nothing of it stays behind on a page that goes on. */
export function clearSummary() {
  find("summary-words").replaceChildren();
  find("summary-table").tBodies[0].replaceChildren();
  find("summary-missing").textContent = "";
  find("summary-standing").textContent = "";
}

export function showKept(saved) {
  find("forget").hidden = !saved;
  if (!saved) find("summary-standing").textContent = "";  // It counted this session too.
  find("summary-kept").textContent = saved ? "This is kept in the journal." : "Nothing of this is kept.";
}

function row({ label, state, quotes }, strike) {
  const said = quotes.flatMap((quote) => {
    const button = make("button", { type: "button", textContent: "That’s not what I meant" });
    button.setAttribute("aria-label", `That’s not what I meant: ${quote}`);
    button.addEventListener("click", () => strike(quote));
    return [make("q", { textContent: quote }), button];
  });
  return make("tr", {}, make("th", { scope: "row", textContent: label }), make("td", { textContent: state }), make("td", {}, ...said));
}
