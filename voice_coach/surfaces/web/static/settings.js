// Choices that tell nothing about anyone; they stay in this browser. Words never do. Those that the coach has on every
// surface are remembered here only until it has told them (kept.js), so that nothing jumps.

import { find, make } from "./dom.js";

const KEY = "choices";
const FIRST = { mode: "free", interrupt: true, microphone: "", pace: 1, loudness: 1, size: 1, look: "auto", save: true };

/** Events: change {…choices}. */
export class Settings extends EventTarget {
  constructor() {
    super();
    this.values = { ...FIRST, ...stored() };
    this.dialog = find("settings");
    this.form = this.dialog.querySelector("form[method=dialog]");
    this.form.addEventListener("input", () => this.read());
    find("save").addEventListener("change", ({ target }) => { this.values.save = target.checked; });  // For the next session.
    find("settings-open").addEventListener("click", () => this.show());
    this.write();
    this.apply();
  }

  async show() {
    this.write();
    this.dialog.showModal();
    await this.microphones();
  }

  async microphones() {
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? [];
    const list = this.form.elements.microphone;
    const found = devices.filter(({ kind, label, deviceId }) => kind === "audioinput" && label && deviceId !== "default");
    list.replaceChildren(list.options[0], ...found.map(({ deviceId, label }) => make("option", { value: deviceId, textContent: label })));
    list.value = found.some(({ deviceId }) => deviceId === this.values.microphone) ? this.values.microphone : "";
  }

  set(some) {
    Object.assign(this.values, some);
    localStorage.setItem(KEY, JSON.stringify(this.values));
    this.apply();
    this.dispatchEvent(new CustomEvent("change", { detail: this.values }));
  }

  /** Take what is set elsewhere. */
  follow(some) {
    if (Object.entries(some).every(([name, value]) => this.values[name] === value)) return;
    this.set(some);
    this.write();
  }

  read() {
    const { mode, interrupt, microphone, pace, loudness, size, look } = this.form.elements;
    this.set({
      mode: mode.value, interrupt: interrupt.checked, microphone: microphone.value, look: look.value,
      pace: Number(pace.value), loudness: Number(loudness.value), size: Number(size.value),
    });
  }

  write() {
    const fields = this.form.elements;
    for (const name of ["mode", "pace", "loudness", "size", "look"]) fields[name].value = this.values[name];
    fields.interrupt.checked = this.values.interrupt;
    find("save").checked = this.values.save;
  }

  apply() {
    document.documentElement.style.setProperty("--size", this.values.size);
    document.documentElement.dataset.look = this.values.look;
  }
}

function stored() {
  try {
    const raw = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return Object.fromEntries(Object.entries(raw).filter(([name, value]) => typeof value === typeof FIRST[name]));
  } catch {
    return {};
  }
}
