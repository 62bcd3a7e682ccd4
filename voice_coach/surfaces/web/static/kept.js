// What is set for the coach on every surface: it is kept where the command line keeps it. And the journal's passphrase.

import { find, make } from "./dom.js";
import { order } from "./orders.js";
import { JOURNAL, SETTINGS } from "./words.js";

const NAMES = { country: "country", save: "save", pace: "pace", size: "captions" };  // Field to setting.
const country = new Intl.DisplayNames(["en"], { type: "region" });

/** Events: unlocked. `settings` are the choices of this browser, which follow. */
export class Kept extends EventTarget {
  constructor(settings) {
    super();
    this.settings = settings;
    this.fields = settings.form.elements;
    this.loading = null;
    settings.form.addEventListener("change", ({ target }) => { if (target.name in NAMES) this.change(target); });
    find("settings-open").addEventListener("click", () => this.load());
    find("unlock-open").addEventListener("click", () => { settings.show(); find("passphrase").focus(); });
    find("unlock").addEventListener("submit", (event) => { event.preventDefault(); this.unlock(); });
    settings.dialog.addEventListener("close", () => this.quiet());
  }

  /** Resolves when it is known, or when nobody answered. */
  load() {
    this.loading = order("/settings", { do: "read" }).then(({ answer }) => { if (answer) this.show(answer); });
    return this.loading;
  }

  show(answer) {
    const first = !this.answer;
    this.answer = answer;
    this.countries(answer);
    this.fields.save.checked = answer.save;
    // What was ticked for the next session holds, though the connection came back.
    this.settings.follow({ pace: answer.pace, size: answer.captions, ...(first ? { save: answer.save } : {}) });
    for (const id of ["locked", "unlock"]) find(id).hidden = !answer.locked;
  }

  countries({ countries, country: chosen, locale, elsewhere }) {
    const known = countries.includes(chosen) || !chosen || chosen === elsewhere ? countries : [...countries, chosen];
    const named = known.map((code) => [code, nameOf(code)]).sort(([, one], [, other]) => one.localeCompare(other));
    const options = [["", SETTINGS.locale(locale && nameOf(locale))], ...named, [elsewhere, SETTINGS.elsewhere]];
    this.fields.country.replaceChildren(...options.map(([value, textContent]) => make("option", { value, textContent })));
    this.fields.country.value = chosen;
  }

  async change({ name, type, value, checked }) {
    const wanted = type === "checkbox" ? checked : type === "range" ? Number(value) : value;
    find("settings-said").textContent = JOURNAL.wait;
    const { answer, problem } = await order("/settings", { do: "set", values: { [NAMES[name]]: wanted } });
    find("settings-said").textContent = problem ?? SETTINGS.saved(answer);
    if (!answer) return this.answer && this.show(this.answer);
    this.show(answer);
    if (name === "save") this.settings.follow({ save: answer.save });
  }

  async unlock() {
    const field = find("passphrase");
    if (!field.value) return field.focus();
    find("unlock-said").textContent = SETTINGS.trying;
    const { answer, problem } = await order("/settings", { do: "unlock", passphrase: field.value });
    field.value = "";
    find("unlock-said").textContent = problem ?? "";
    if (!answer) return field.focus();
    this.show(answer);
    find("settings-said").textContent = SETTINGS.unlocked;
    find("settings-title").focus();
    this.dispatchEvent(new CustomEvent("unlocked"));
  }

  /** A passphrase that was begun does not stay in the page. */
  quiet() {
    find("passphrase").value = "";
    for (const id of ["settings-said", "unlock-said"]) find(id).textContent = "";
  }
}

function nameOf(code) {
  try {
    return country.of(code);
  } catch {
    return code;  // Not a country: set by hand.
  }
}
