// What the page asks of the server beside the session: an answer, or in words why there is none.

import { CONNECTION, JOURNAL } from "./words.js";

/** {answer} or {problem}: a sentence that says what to do. */
export async function order(path, body) {
  try {
    const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
    const answer = response.ok ? await response.json() : null;
    if (answer && !answer.problem) return { answer };
    const status = { 403: CONNECTION.anew, 429: JOURNAL.fast };
    return { problem: capital(answer?.problem ?? status[response.status] ?? JOURNAL.long) };
  } catch {
    return { problem: CONNECTION.down };  // Nobody answered.
  }
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
