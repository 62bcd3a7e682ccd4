// The index by week with its interval, drawn at the size it has on the screen; one point is chosen at a time.

import { TREND } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 4, PageDown: -4, Home: -Infinity, End: Infinity };
const LABEL = 4.6;  // Rem from one date to the next at least.

/** A slider to the keyboard and to a screen reader: what is chosen is told by `choose(point)`, Enter calls `enter()`. */
export class Chart {
  constructor(box, choose, enter) {
    this.box = box;
    this.choose = choose;
    this.points = [];
    this.at = 0;
    box.setAttribute("aria-label", TREND.chart);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") return enter();
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      this.select(this.at + step);
    });
    box.addEventListener("pointerdown", (event) => this.point(event));
    box.addEventListener("pointermove", (event) => { if (event.buttons === 1) this.point(event); });
    new ResizeObserver(() => this.draw()).observe(box);
  }

  /** Points oldest first; the newest is chosen. */
  show(points) {
    this.points = points;
    this.at = points.length - 1;
    this.box.setAttribute("aria-valuemin", 1);
    this.box.setAttribute("aria-valuemax", points.length);
    if (points.length) this.select(this.at);
    else this.box.replaceChildren();
  }

  select(at) {
    this.at = Math.max(0, Math.min(this.points.length - 1, at));
    const point = this.points[this.at];
    this.box.setAttribute("aria-valuenow", this.at + 1);
    this.box.setAttribute("aria-valuetext",
      `${TREND.week(point)}. ${TREND.point(point)} ${TREND.entries(point.entries)} ${TREND.quotes(point.quotes.length)}`);
    this.draw();
    this.choose(point);
  }

  point({ clientX }) {
    if (!this.points.length) return;
    const x = clientX - this.box.getBoundingClientRect().left;
    const far = this.points.map((_, at) => Math.abs(this.x(at) - x));
    const nearest = far.indexOf(Math.min(...far));
    if (nearest !== this.at) this.select(nearest);
  }

  x(at) {
    const inner = this.width - this.left - this.edge;
    return this.left + (this.points.length > 1 ? (inner * at) / (this.points.length - 1) : inner / 2);
  }

  y(index) { return this.edge + (this.height - this.edge - this.foot) * (1 - index / 100); }

  draw() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    [this.width, this.height] = [this.box.clientWidth, this.box.clientHeight];
    [this.left, this.foot, this.edge] = [2.4 * rem, 1.9 * rem, 0.8 * rem];
    if (!this.points.length || !this.width) return;
    const svg = make("svg", { viewBox: `0 0 ${this.width} ${this.height}`, "aria-hidden": "true" });
    svg.append(...this.scale(rem), ...this.history(rem), ...this.chosen(rem), ...this.dates(rem));
    this.box.replaceChildren(svg);
  }

  scale(rem) {
    return [0, 50, 100].flatMap((index) => [
      make("line", { class: index === 50 ? "middle" : "rule", x1: this.left, x2: this.width, y1: this.y(index), y2: this.y(index) }),
      text(index, { x: this.left - 0.5 * rem, y: this.y(index) + 0.3 * rem, "text-anchor": "end" }),
    ]);
  }

  history(rem) {
    const place = (name) => (point, at) => `${this.x(at)},${this.y(point[name])}`;
    const band = [...this.points.map(place("high")), ...this.points.map(place("low")).reverse()];
    const dots = this.points.map((point, at) => make("circle", { class: "dot", cx: this.x(at), cy: this.y(point.index), r: 0.17 * rem }));
    return [
      make("polygon", { class: "band", points: band.join(" ") }),
      make("polyline", { class: "index", points: this.points.map(place("index")).join(" ") }),
      ...dots,
    ];
  }

  chosen(rem) {
    const point = this.points[this.at];
    const [x, y] = [this.x(this.at), this.y(point.index)];
    return [
      make("line", { class: "reach", x1: x, x2: x, y1: this.y(point.high), y2: this.y(point.low) }),
      make("circle", { class: "chosen", cx: x, cy: y, r: 0.4 * rem }),
    ];
  }

  dates(rem) {
    const room = Math.max(1, Math.floor((this.width - this.left) / (LABEL * rem)));
    const every = Math.ceil(this.points.length / room);
    const last = this.points.length - 1;
    return this.points.flatMap(({ until }, at) => {
      if ((last - at) % every) return [];
      const anchor = at === last && last ? "end" : "middle";
      if (at < last && this.x(at) < this.left + 1.6 * rem && last) return [];  // It would run into the scale.
      return [text(until.replace(/ \d{4}$/, ""), { x: this.x(at) + (anchor === "end" ? this.edge : 0), y: this.height - 0.4 * rem, "text-anchor": anchor })];
    });
  }
}

function make(name, attributes) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function text(content, attributes) {
  const node = make("text", attributes);
  node.textContent = content;
  return node;
}
