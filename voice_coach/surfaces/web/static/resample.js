// From one rate to another, block by block: a windowed sinc, looked up at 128 positions between two samples.

const PHASES = 128;
const CROSSINGS = 16;

export class Resampler {
  constructor(from, to) {
    this.step = from / to;
    const cutoff = Math.min(1, to / from) * 0.94;
    this.half = Math.ceil(CROSSINGS / cutoff);
    this.table = kernels(cutoff, this.half);
    this.reset();
  }

  reset() {
    this.held = new Float32Array(this.half);  // The filter looks as far back as it looks ahead.
    this.at = this.half;
  }

  /** Float32Array in, Float32Array out; what is not yet certain comes with the next block. */
  process(block) {
    const input = new Float32Array(this.held.length + block.length);
    input.set(this.held);
    input.set(block, this.held.length);
    const count = Math.max(0, Math.ceil((input.length - this.half - this.at) / this.step));
    const output = new Float32Array(count);
    for (let n = 0; n < count; n++, this.at += this.step) output[n] = this.sample(input, this.at);
    const keep = Math.max(0, Math.floor(this.at) - this.half);
    this.held = input.slice(keep);
    this.at -= keep;
    return output;
  }

  sample(input, at) {
    const base = Math.floor(at);
    const kernel = this.table[Math.round((at - base) * PHASES)];
    const first = base - this.half + 1;
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += kernel[k] * input[first + k];
    return sum;
  }
}

function kernels(cutoff, half) {
  const table = [];
  for (let phase = 0; phase <= PHASES; phase++) {
    const kernel = new Float32Array(2 * half);
    let sum = 0;
    for (let k = 0; k < 2 * half; k++) {
      const x = k - half + 1 - phase / PHASES;
      const wave = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
      const place = x / half;
      const window = Math.abs(place) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * place) + 0.08 * Math.cos(2 * Math.PI * place);
      sum += kernel[k] = wave * window;
    }
    table.push(kernel.map((value) => value / sum));  // No phase louder than another.
  }
  return table;
}
