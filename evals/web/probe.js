// Notes what a person sees and hears of the page, in milliseconds since the epoch.

(() => {
  const LOUD = 0.02;  // Root mean square of a frame of 32 ms.
  const now = () => performance.timeOrigin + performance.now();
  const notes = { usable: null, captions: [], began: null, answered: null };
  window.notes = notes;

  window.WebSocket = class extends WebSocket {
    send(data) {
      if (typeof data !== "string") {
        let power = 0;
        for (const value of new Int16Array(data)) power += (value / 32768) ** 2;
        if (Math.sqrt(power / (data.byteLength / 2)) > LOUD) notes.began ??= now();
      }
      super.send(data);
    }
  };

  const state = () => {
    const name = document.body.dataset.state;
    if (name === "idle") notes.usable ??= performance.now();
    if (name === "speaking" && notes.began) notes.answered ??= now();
  };
  // A caption is shown when the frame that holds it was painted: the task after the next animation frame.
  const caption = () => requestAnimationFrame(() => setTimeout(() => {
    notes.captions.push([document.getElementById("partial").textContent, now()]);
  }));
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(state).observe(document.body, { attributes: true, attributeFilter: ["data-state"] });
    new MutationObserver(caption).observe(document.getElementById("partial"), { childList: true, characterData: true, subtree: true });
    state();
  });
})();
