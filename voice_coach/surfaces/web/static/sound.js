// The microphone and the speaker of this browser, behind one object.

/** Events: frame {pcm, level}, played {epoch, samples}, microphone {problem}. */
export class Sound extends EventTarget {
  constructor(element) {
    super();
    this.element = element;
    this.context = this.stream = null;
  }

  /** Must be called from a press: browsers play nothing before one. */
  async open(settings) {
    if (!this.context) await this.build();
    this.apply(settings);
    await this.context.resume();
    await this.element.play().catch(() => this.tell("microphone", { problem: "sound" }));
    await this.listen(settings.microphone);
  }

  async build() {
    const context = new AudioContext({ latencyHint: "interactive" });
    await context.audioWorklet.addModule("/static/voice-worklet.js");
    this.voice = new AudioWorkletNode(context, "voice", { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] });
    this.voice.port.onmessage = ({ data }) => this.heard(data);
    this.loud = new GainNode(context);
    const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    this.voice.connect(this.loud).connect(out);
    // An audio element, not the context itself: what it plays is what browsers take the echo of out.
    this.element.srcObject = out.stream;
    this.context = context;
  }

  async listen(device) {
    this.deafen();
    this.device = device;
    try {
      const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
      if (device) wanted.deviceId = { ideal: device };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
    } catch (failure) {
      return this.tell("microphone", { problem: { NotAllowedError: "refused", NotReadableError: "busy" }[failure.name] ?? "absent" });
    }
    const [track] = this.stream.getAudioTracks();
    track.onended = () => this.tell("microphone", { problem: "lost" });
    track.onmute = () => this.tell("microphone", { problem: "quiet" });
    track.onunmute = () => this.tell("microphone", { problem: "" });
    this.source = new MediaStreamAudioSourceNode(this.context, { mediaStream: this.stream });
    this.source.connect(this.voice);
    this.tell("microphone", { problem: "" });
  }

  heard(data) {
    if (data.type === "frame") return this.tell("frame", data);
    // What left the worklet is in the air only when it has passed the speaker.
    const latency = 1000 * (this.context.outputLatency || 0);
    setTimeout(() => this.tell("played", data), latency);
  }

  apply({ interrupt, loudness }) {
    if (!this.context) return;
    this.loud.gain.value = loudness;
    this.post({ type: "duplex", on: interrupt });
  }

  play(buffer) { this.post({ type: "sound", samples: new Int16Array(buffer) }); }
  clear(epoch, played = 0) { this.post({ type: "clear", epoch, played }); }
  pause(on) { this.post({ type: "pause", on }); }
  hear(on) { this.post({ type: "open", on }); }
  post(message) { this.voice?.port.postMessage(message); }

  deafen() {
    this.source?.disconnect();
    for (const track of this.stream?.getTracks() ?? []) { track.onended = null; track.stop(); }
    this.source = this.stream = null;
  }

  /** Silence at once, and the microphone is let go of. */
  close() {
    this.deafen();
    this.element.pause();
    this.element.srcObject = null;
    this.context?.close();
    this.context = this.voice = null;
  }

  tell(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }
}
