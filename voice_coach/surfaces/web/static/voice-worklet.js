// The microphone and the coach's voice on one clock. Up: 16 kHz PCM16 frames, always, silent where nothing may be
// heard, because they are the session's clock. Down: 24 kHz PCM16; what was played is reported.

import { Resampler } from "./resample.js";

const FRAME = 512;
const JITTER = 0.08 * 24000;
const PATIENCE = 0.12;  // Seconds after which less than the jitter buffer is played too: it is all there is.
const TAIL = 0.3;  // Seconds in which a room still carries the coach's last sound.
const BLOCK = 240;

class Voice extends AudioWorkletProcessor {
  constructor() {
    super();
    this.down = new Resampler(sampleRate, 16000);
    this.up = new Resampler(24000, sampleRate);
    this.frame = new Float32Array(FRAME);
    this.filled = 0;
    this.open = this.duplex = true;
    this.clear(0, 0);
    this.soundedAt = -1;
    this.reportedAt = 0;
    this.port.onmessage = ({ data }) => this.told(data);
  }

  clear(epoch, played) {
    this.epoch = epoch;
    this.taken = played;
    this.queue = [];
    this.offset = this.queued = this.reported = 0;
    this.ready = new Float32Array(0);
    this.flowing = this.paused = false;
    this.waitingSince = -1;
    this.up.reset();
  }

  told(data) {
    if (data.type === "sound") {
      this.queue.push(data.samples);
      this.queued += data.samples.length;
    } else if (data.type === "clear") this.clear(data.epoch, data.played);
    else if (data.type === "pause") this.paused = data.on;
    else if (data.type === "open") this.open = data.on;
    else if (data.type === "duplex") this.duplex = data.on;
  }

  process(inputs, outputs) {
    const length = outputs[0][0].length;
    this.play(outputs[0][0]);
    this.capture(inputs[0][0] ?? new Float32Array(length));
    if (currentTime - this.reportedAt >= 0.05) this.report();
    return true;
  }

  capture(input) {
    for (const value of this.down.process(input)) {
      this.frame[this.filled++] = value;
      if (this.filled < FRAME) continue;
      this.filled = 0;
      const deaf = !this.open || (!this.duplex && currentTime - this.soundedAt < TAIL);
      const pcm = new Int16Array(FRAME);
      let power = 0;
      for (let n = 0; n < FRAME && !deaf; n++) {
        const clipped = Math.max(-1, Math.min(1, this.frame[n]));
        pcm[n] = clipped * 32767;
        power += clipped * clipped;
      }
      this.port.postMessage({ type: "frame", pcm: pcm.buffer, level: Math.sqrt(power / FRAME) }, [pcm.buffer]);
    }
  }

  play(output) {
    if (this.paused || !this.flows()) return;
    while (this.ready.length < output.length && this.queued) this.prepare();
    const take = Math.min(output.length, this.ready.length);
    output.set(this.ready.subarray(0, take));
    this.ready = this.ready.slice(take);
    this.soundedAt = currentTime;
    if (!this.queued && !this.ready.length) this.flowing = false;
  }

  flows() {
    if (this.flowing) return true;
    if (!this.queued) this.waitingSince = -1;
    else if (this.waitingSince < 0) this.waitingSince = currentTime;
    this.flowing = this.queued >= JITTER || (this.queued > 0 && currentTime - this.waitingSince > PATIENCE);
    return this.flowing;
  }

  prepare() {
    const head = this.queue[0];
    const block = new Float32Array(Math.min(BLOCK, head.length - this.offset));
    for (let n = 0; n < block.length; n++) block[n] = head[this.offset + n] / 32768;
    this.offset += block.length;
    this.taken += block.length;
    this.queued -= block.length;
    if (this.offset === head.length) {
      this.queue.shift();
      this.offset = 0;
    }
    const more = this.up.process(block);
    const joined = new Float32Array(this.ready.length + more.length);
    joined.set(this.ready);
    joined.set(more, this.ready.length);
    this.ready = joined;
  }

  report() {
    this.reportedAt = currentTime;
    const samples = Math.round(this.taken - (this.ready.length * 24000) / sampleRate);
    if (samples === this.reported) return;
    this.reported = samples;
    this.port.postMessage({ type: "played", epoch: this.epoch, samples, sounding: this.flowing && !this.paused });
  }
}

registerProcessor("voice", Voice);
