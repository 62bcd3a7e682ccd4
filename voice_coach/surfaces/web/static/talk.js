// The round button: hands-free it pauses and goes on; with push-to-talk it is held.

/** Calls down(), up() while it is held, press() when it is pressed and let go of. */
export function onTalk(button, { down, up, press }) {
  let held = false;
  const begin = () => { if (!held) { held = true; down(); } };
  const end = () => { if (held) { held = false; up(); } };
  const isKey = ({ key }) => key === " " || key === "Enter";

  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    button.setPointerCapture(event.pointerId);
    begin();
  });
  for (const name of ["pointerup", "pointercancel", "blur"]) button.addEventListener(name, end);
  button.addEventListener("keydown", (event) => { if (isKey(event) && !event.repeat) begin(); });
  button.addEventListener("keyup", (event) => { if (isKey(event)) end(); });
  button.addEventListener("click", press);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}
