// What the page says, in one place: what happened, and what to do.

export const STATES = {
  connecting: "One moment…",
  idle: "Ready when you are",
  loading: "Getting ready. The first time takes a little.",
  asking: "Allow the microphone, if the browser asks.",
  listening: "Listening",
  hearing: "I hear you",
  thinking: "Thinking",
  speaking: "Speaking",
  paused: "Paused. Nothing is heard.",
  holding: "Hold to talk",
  away: "Not connected",
};

export const ORB = { start: "Begin", pause: "Pause", resume: "Go on", push: "Hold to talk", pushed: "Listening" };

export const KEPT = {
  start: "No sound is ever kept.",
  yes: "Words kept, sound not.",
  no: "Nothing of this is kept.",
};

export const SLOW = "One moment, I’m still thinking.";
export const SLOWER = "This machine is slow right now. Nothing is lost.";

export const MICROPHONE = {
  refused: "The browser doesn’t let this page hear you. Allow the microphone beside the address, then try again.",
  absent: "I can’t find a microphone. Connect one, then try again.",
  busy: "Another program is using the microphone. Close it, then try again.",
  lost: "The microphone was taken away. Connect it again, then go on.",
  quiet: "The microphone is switched off by the system. Switch it on to be heard.",
  sound: "This browser can’t play sound here. Close other programs that use it, then try again.",
};

export const CONNECTION = {
  broken: "The connection broke. I’m trying again; what you said last may be missing.",
  down: "The coach’s program isn’t running. Start it again in the terminal: voice-coach web",
  anew: "The coach was started anew. Open the new address that it printed in the terminal.",
  stranger: "This page needs the address that voice-coach web printed. It works once: for a new one, start it again.",
  gone: "That session is over: the program was started anew, or it was left alone too long. You can begin another one.",
  full: "As many sessions are open as this machine can carry. Try again in a few minutes.",
  behind: "This machine couldn’t keep up. I’m connecting again; please say the last thing once more.",
  wrong: "Something in this page went wrong. Load it again to go on.",
};

export const JOURNAL = {
  wait: "One moment…",
  none: "Nothing is kept yet. A check-in is a good beginning.",
  count: (shown, all) => (shown < all ? `The last ${shown} of ${all} entries.` : all === 1 ? "One entry." : `${all} entries.`),
  found: (shown, all) => (!all ? "Nothing was found. Try fewer words." : shown < all ? `The newest ${shown} of ${all} places.` : all === 1 ? "One place." : `${all} places.`),
  corrected: "Corrected, and the score follows.",
  undone: "It is as it was before. The same button takes that back.",
  deleted: "It is gone, from here and from the backups.",
  taken: "The file is with your downloads. It is not encrypted: keep it where only you look.",
  fast: "That was much at once. Wait a moment, then try again.",
  long: "That was too long to be taken. Make it shorter, then try again.",
};

export const POLES = { positive: "Giving back", negative: "Not coming back" };

export const TREND = {
  unnamed: "Without a name",
  week: ({ until }) => `Week to ${until}`,
  point: ({ index, low, high }) => `Index ${Math.round(index)}, most likely between ${Math.round(low)} and ${Math.round(high)}.`,
  entries: (count) => (count === 1 ? "One entry." : count ? `${count} entries.` : "No entry."),
  quotes: (count) => (count === 1 ? "One quote below." : count ? `${count} quotes below.` : "No quotes."),
  none: "Nothing was told in this week: the index is as earlier weeks left it.",
  few: "These are the words of this week. Earlier weeks count too, older ones less.",
  apart: "about yourself, not counted",
  chart: "The index by week. The arrow keys go from week to week.",
};

export const SETTINGS = {
  locale: (name) => (name ? `As this machine’s language says: ${name}` : "Not chosen"),
  elsewhere: "Another country",
  saved: ({ file, overruled }) => overruled.length
    ? `Saved in ${file}. But ${overruled.join(", ")} is set where the coach was started, and comes first.`
    : `Saved in ${file}, for the command line too.`,
  trying: "One moment…",
  unlocked: "Unlocked. What you say is kept, unless you say otherwise.",
};

export const OPEN_HERE = "There is an open session. Go on with it?";
export const OPEN_ELSEWHERE = "A session is open in another tab. Use it here instead?";
export const TAKEN = "This session goes on in another tab.";

export function greeting(hour) {
  if (hour < 4 || hour >= 22) return "Hello. It’s late.";
  if (hour < 12) return "Good morning.";
  return hour < 18 ? "Hello." : "Good evening.";
}
