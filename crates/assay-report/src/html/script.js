"use strict";
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  const form = document.getElementById("filter");
  if (!form) return;
  form.hidden = false;
  const all = Array.from(document.querySelectorAll(".finding"), (node) => ({
    node,
    risk: node.dataset.risk,
    area: node.dataset.area,
    by: node.dataset.by,
    text: node.querySelector("summary").textContent.toLowerCase() + " " + node.dataset.text.toLowerCase(),
    shown: true,
  }));
  const shown = document.getElementById("shown");
  const apply = () => {
    const risk = form.elements.risk.value;
    const area = form.elements.area.value;
    const by = form.elements.by ? form.elements.by.value : "";
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const finding of all) {
      const fits =
        (!risk || finding.risk === risk) &&
        (!area || finding.area === area) &&
        (!by || finding.by === by) &&
        words.every((word) => finding.text.includes(word));
      if (fits !== finding.shown) {
        finding.node.hidden = !fits;
        finding.shown = fits;
      }
      if (fits) count += 1;
    }
    shown.textContent = count + " of " + all.length + " shown";
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 60);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  const open = (wanted) => {
    for (const finding of all) {
      if (!finding.shown) continue;
      if (wanted) unfold(finding.node);
      finding.node.querySelector("details").open = wanted;
    }
  };
  document.getElementById("open").addEventListener("click", () => open(true));
  document.getElementById("close").addEventListener("click", () => open(false));
  // Where there are many findings, what stands in one is only text until it is opened.
  const unfold = (node) => {
    const folded = node.querySelector("noscript");
    if (!folded) return;
    const template = document.createElement("template");
    template.innerHTML = folded.textContent;
    folded.replaceWith(template.content);
  };
  // The lesson of a rule stands once in the page; who opens a finding sees it there, too.
  const teach = (node) => {
    const place = node.querySelector("[data-lesson]");
    const lesson = place && document.getElementById(place.dataset.lesson);
    if (lesson) place.replaceWith(lesson.querySelector(".text").cloneNode(true));
  };
  const read = (node) => {
    unfold(node);
    teach(node);
  };
  for (const finding of all) finding.node.querySelector("summary").addEventListener("click", () => read(finding.node));
  const visible = () => all.filter((finding) => finding.shown).map((finding) => finding.node.querySelector("summary"));
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      form.elements.words.focus();
    } else if (event.key === "j" || event.key === "k") {
      const list = visible();
      const at = list.indexOf(document.activeElement);
      const next = list[event.key === "j" ? Math.min(at + 1, list.length - 1) : Math.max(at - 1, 0)];
      if (next) next.focus();
    }
  });
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.matches(".finding") && target.querySelector("details");
    if (details) {
      details.open = true;
      read(target);
    }
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => open(true));
  apply();
})();
