// What pages can do beside forms and links: news as they come, keys, light and dark. Without it everything works.
"use strict";

const notice = document.querySelector("[data-notice]");

function tell(text, rescan) {
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("[data-notice-text]").textContent = text;
  const form = notice.querySelector("[data-rescan]");
  if (form) form.hidden = !rescan;
}

function listen() {
  const events = new EventSource("/events");
  events.addEventListener("progress", (event) => {
    const place = document.querySelector("[data-progress]");
    if (place) place.textContent = event.data;
    tell("Scanning: " + event.data, false);
  });
  events.addEventListener("changed", () => tell("Files changed since the last scan.", true));
  events.addEventListener("failed", (event) => {
    if (document.querySelector("[data-waiting]")) location.reload();
    else tell("The scan failed: " + event.data, true);
  });
  events.addEventListener("scanned", (event) => {
    if (document.querySelector("[data-waiting]")) location.reload();
    else tell("Scan " + event.data + " is done; load the page again to see it.", false);
  });
  return events;
}

// A browser has few connections to one machine: pages that nobody sees leave theirs to others.
let listening = null;
function attend() {
  if (document.visibilityState === "hidden") {
    if (listening) listening.close();
    listening = null;
  } else if (!listening) listening = listen();
}
if (notice) {
  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", () => listening && listening.close());
  addEventListener("pageshow", (event) => event.persisted && ((listening = null), attend()));
  attend();
}

// On a narrow screen the part that one is in may stand beyond the edge.
const here = document.querySelector(".bar nav [aria-current]");
if (here) {
  const list = here.closest("ul");
  list.scrollLeft = here.offsetLeft - list.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
}

// Where the choice of light or dark leads back to, and what it offers where the machine decides.
for (const back of document.querySelectorAll("[data-back]")) back.value = location.pathname + location.search;
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  if (matchMedia("(prefers-color-scheme: dark)").matches) {
    button.value = "light";
    button.textContent = "Light";
  }
}
// A page that waits may have missed the news while it was loaded.
if (document.querySelector("[data-waiting]")) setTimeout(() => location.reload(), 4000);
