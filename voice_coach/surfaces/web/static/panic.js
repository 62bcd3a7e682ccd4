// Escape twice, or the button: page and session are gone at once. The blank page takes this one's place in history.

const TWICE = 700;

export function onPanic(clear) {
  let last = -Infinity;
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - last < TWICE) clear();
    last = event.timeStamp;
  }, { capture: true });
  document.getElementById("panic").addEventListener("click", clear);
}

export function wipe() {
  document.title = "Blank";
  document.body.replaceChildren();
  sessionStorage.clear();
  location.replace("/blank");
}
