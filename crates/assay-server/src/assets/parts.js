// Keys of the plan, the inspection and the lessons: j and k go from one to the next, / searches, 1 2 3 answer,
// e writes the evidence, a assigns. Everything can be done without them.
"use strict";

{
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  const current = () => document.activeElement?.closest("[data-row]");

  const go = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    all[next].focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "nearest" });
  };

  const opened = (kind) => {
    const row = current();
    const details = row?.querySelector("details." + kind);
    if (details) details.open = true;
    return details;
  };

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    "/": () => document.querySelector("[data-search]")?.focus(),
    a: () => opened("assign")?.querySelector("input[name=owner]")?.focus(),
    e: () => opened("say")?.querySelector("textarea")?.focus(),
    o: () => current()?.querySelector("a")?.click(),
  };
  for (const number of ["1", "2", "3"]) {
    keys[number] = () => {
      const form = opened("say");
      const choice = form?.querySelector(`[data-verdict="${number}"]`);
      if (!choice) return;
      choice.checked = true;
      form.querySelector("textarea").focus();
    };
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const isWriting = target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (event.key === "Escape" && isWriting) {
      (target.closest("[data-row]") ?? document.body).focus?.();
      target.blur();
      return;
    }
    if (isWriting) return;
    const act = keys[event.key];
    if (!act || (event.key === "o" && target.closest("a, button"))) return;
    event.preventDefault();
    act();
  });

  // A link to a task or a question that is in a closed part opens it.
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  };
  addEventListener("hashchange", open);
  open();
}
