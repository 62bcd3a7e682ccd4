// The socket: comes back by itself, and says in words why it can't.

const FIRST = 400;
const LONGEST = 5000;
const WRONG = new Set([1009, 4400, 4429]);

/** Events: message {event, …}, sound ArrayBuffer, trouble {reason}, back. */
export class Link extends EventTarget {
  constructor() {
    super();
    this.wait = FIRST;
    this.closed = false;
    this.met = false;  // Whether this page was let in once.
  }

  /** Exchange the one-time token of the address for the cookie, then connect. */
  async enter() {
    const token = location.hash.slice(1);
    if (token) {
      history.replaceState(null, "", "/");  // Neither history nor a look at the screen gives it away.
      await fetch("/enter", { method: "POST", body: token }).catch(() => null);
    }
    this.connect();
  }

  connect() {
    if (this.closed) return;
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => { this.wait = FIRST; this.met = true; };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.tell("message", JSON.parse(data));
      else this.tell("sound", data);
    };
    socket.onclose = ({ code }) => this.lost(code);
    this.socket = socket;
  }

  async lost(code) {
    if (this.closed) return;
    if (WRONG.has(code)) return this.tell("trouble", { reason: "wrong", final: true });
    const alive = await ask();
    if (alive === 403) return this.tell("trouble", { reason: this.met ? "anew" : "stranger", final: true });
    const reason = alive ? (code === 4408 ? "behind" : "broken") : "down";
    this.tell("trouble", { reason, final: false });
    setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(LONGEST, this.wait * 1.7);
  }

  get up() { return this.socket?.readyState === WebSocket.OPEN; }

  say(type, fields = {}) { if (this.up) this.socket.send(JSON.stringify({ type, ...fields })); }

  sound(pcm) { if (this.up) this.socket.send(pcm); }

  /** Clear the session wherever the connection stands, and stay away. */
  panic() {
    this.say("panic");
    navigator.sendBeacon("/panic");  // Goes out though the page ends.
    this.closed = true;
    this.socket?.close();
  }

  tell(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }
}

/** 204, 403, or 0 where nobody answers. */
async function ask() {
  try {
    return (await fetch("/alive")).status;
  } catch {
    return 0;
  }
}
