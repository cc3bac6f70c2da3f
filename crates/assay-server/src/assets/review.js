// Keys for the list, a finding and the code; loading a repair into its page. Without it everything works by forms.
"use strict";
{
  const typing = (event) =>
    event.ctrlKey || event.metaKey || event.altKey ||
    (event.target.matches("input:not([type=checkbox],[type=radio],[type=range]), select, textarea") && event.key !== "Escape") ||
    document.querySelector("dialog[open]");
  const keys = (actions) =>
    document.addEventListener("keydown", (event) => {
      if (typing(event)) return;
      const action = actions[event.key];
      if (action && action(event) !== false) event.preventDefault();
    });
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const search = () => {
    const field = one("[data-search]");
    if (!field) return false;
    field.focus();
    field.select();
  };
  const follow = (selector) => {
    const link = one(selector);
    if (!link) return false;
    location.href = link.href;
  };

  // A filter that is chosen counts at once.
  for (const form of all("[data-filter]"))
    for (const choice of all("select", form)) choice.addEventListener("change", () => form.requestSubmit());

  // The list.
  const triage = one("[data-triage]");
  if (triage) list(triage);
  else if (one("[data-filter]")) keys({ "/": search });

  function list(form) {
    const rows = all("[data-row]", form);
    const told = one("[data-told]", form);
    const alert = one("[data-alert]", form);
    let at = -1;
    const boxes = () => all("input[name=pick]", form);
    const picked = () => boxes().filter((box) => box.checked);
    const go = (to) => {
      if (!rows.length) return;
      at = Math.max(0, Math.min(rows.length - 1, to));
      rows.forEach((row, number) => row.classList.toggle("at", number === at));
      one("[data-open]", rows[at]).focus();
      rows[at].scrollIntoView({ block: "nearest" });
    };
    for (const [number, row] of rows.entries())
      row.addEventListener("focusin", () => {
        if (at === number) return;
        at = number;
        rows.forEach((other, place) => other.classList.toggle("at", place === at));
      });
    const count = () => {
      const many = picked().length;
      const place = one("[data-many]", form);
      if (place) place.textContent = many ? many + " chosen:" : "This one:";
    };
    form.addEventListener("change", count);
    count();
    const whole = one("[data-pick-all]", form);
    if (whole) whole.addEventListener("change", () => { for (const box of boxes()) box.checked = whole.checked; });

    const act = async (action, again) => {
      const chosen = again || (picked().length ? picked() : at >= 0 ? [one("input[name=pick]", rows[at])] : []).map((box) => box.value);
      told.textContent = "";
      alert.textContent = "";
      if (!chosen.length || !chosen[0]) {
        alert.textContent = "Choose a finding first: j goes to the first one.";
        return;
      }
      const body = new URLSearchParams(new FormData(form));
      body.delete("pick");
      for (const pick of chosen) body.append("pick", pick);
      body.set("action", action);
      let answer;
      try {
        answer = await fetch(form.getAttribute("action"), { method: "POST", headers: { Accept: "application/json" }, body, redirect: "error" });
      } catch {
        alert.textContent = "The workbench cannot be reached. Nothing was written.";
        return;
      }
      const kind = answer.headers.get("content-type") || "";
      const data = kind.startsWith("application/json") ? await answer.json() : {};
      if (answer.status === 409) return conflict(action, chosen, data.changed);
      if (!answer.ok) {
        alert.textContent = "Nothing was written: " + (data.error || "load the page again") + ".";
        return;
      }
      for (const finding of data.findings) show(finding);
      for (const details of all("details[open]", form)) details.open = false;
      for (const field of all(".pop input", form)) field.value = "";
      for (const box of boxes()) box.checked = false;
      if (whole) whole.checked = false;
      count();
      told.textContent = data.said + ".";
      if (at >= 0) one("[data-open]", rows[at]).focus();
    };
    const show = (finding) => {
      const row = rows.find((row) => row.dataset.row === finding.fingerprint);
      if (!row) return;
      one("input[name=pick]", row).value = finding.fingerprint + ":" + finding.version;
      const state = one("[data-state]", row);
      const badge = document.createElement("span");
      badge.className = "state " + finding.state;
      badge.textContent = finding.state_title;
      state.replaceChildren(badge);
      if (finding.until) state.append(soft("until " + finding.until));
      const owner = one("[data-owner]", row);
      owner.textContent = finding.owner;
      if (finding.due) owner.append(soft("by " + finding.due));
      row.classList.toggle("done", finding.state !== "open" && finding.state !== "confirmed");
    };
    const soft = (text) => {
      const part = document.createElement("span");
      part.className = "soft";
      part.textContent = " " + text;
      return part;
    };
    const conflict = (action, chosen, changed) => {
      const line = document.createElement("p");
      line.textContent = "Nothing was written. " + changed.map((one) => `${one.who || "Somebody"} judged “${one.title}” meanwhile: ${one.state_title}`).join("; ") + ".";
      const mine = document.createElement("button");
      mine.type = "button";
      mine.textContent = "Say mine instead";
      mine.addEventListener("click", () => {
        const now = new Map(changed.map((one) => [one.fingerprint, one.fingerprint + ":" + one.version]));
        act(action, chosen.map((pick) => now.get(pick.split(":")[0]) || pick));
      });
      const theirs = document.createElement("button");
      theirs.type = "button";
      theirs.className = "main";
      theirs.textContent = "Leave it as it is now";
      theirs.addEventListener("click", () => {
        for (const one of changed) show(one);
        alert.textContent = "";
      });
      const choice = document.createElement("p");
      choice.className = "row";
      choice.append(theirs, mine);
      alert.replaceChildren(line, choice);
      theirs.focus();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter && event.submitter.value) act(event.submitter.value);
    });
    // Enter in a field says what the field is for.
    for (const pop of all(".pop", form))
      pop.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.target.matches("input")) {
          event.preventDefault();
          act(one("button", pop).value);
        }
      });
    const details = all("details", form);
    for (const ask of details)
      ask.addEventListener("toggle", () => {
        if (!ask.open) return;
        for (const other of details) if (other !== ask) other.open = false;
        one("input", ask).focus();
      });
    const open = (key) => () => {
      const ask = one(`[data-ask=${key}]`, form);
      if (!ask) return false;
      ask.open = true;
      // At once: the next key belongs to the field already.
      one("input", ask).focus();
    };
    const say = (action) => () => (one(`button[value=${action}]`, form) ? void act(action) : false);
    const help = one("[data-keys]");
    const button = one("[data-help]", form);
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => help.showModal());
    }
    keys({
      j: () => go(at + 1),
      k: () => go(at - 1),
      x: () => {
        const box = at >= 0 && one("input[name=pick]", rows[at]);
        if (!box) return false;
        box.click();
      },
      c: say("confirmed"),
      r: say("repaired"),
      u: say("open"),
      f: open("f"),
      a: open("a"),
      o: open("o"),
      "/": search,
      "?": () => help.showModal(),
      Escape: () => {
        const opened = details.filter((ask) => ask.open);
        if (!opened.length) return false;
        for (const ask of opened) ask.open = false;
        if (at >= 0) one("[data-open]", rows[at]).focus();
      },
    });
  }

  // A finding.
  const judging = one("[data-judge]");
  if (one("[data-way]")) {
    const set = (state, then) => () => {
      if (!judging) return false;
      one(`input[name=state][value=${state}]`, judging).checked = true;
      fit();
      then();
    };
    const submit = () => judging.requestSubmit(one("button.main", judging));
    const why = () => one("textarea[name=reason]", judging).focus();
    const fit = () => {
      const state = one("input[name=state]:checked", judging);
      one("[data-until]", judging).hidden = !state || state.value !== "accepted";
    };
    if (judging) {
      one("[data-hint]", judging).hidden = false;
      judging.addEventListener("change", fit);
      fit();
    }
    keys({
      j: () => follow("[data-after]"),
      k: () => follow("[data-before]"),
      c: set("confirmed", submit),
      r: set("repaired", submit),
      u: () => follow("[data-back-to-list]"),
      f: set("false-alarm", why),
      a: set("accepted", why),
      o: () => (judging ? one("input[name=owner]", judging).focus() : false),
      Escape: () => document.activeElement.blur(),
    });
  }
  // What the sliders mean, as they move.
  const risk = one("[data-risk]");
  if (risk) {
    const levels = ["low", "medium", "high"];
    const risks = risk.dataset.risk.split(";").map((row) => row.split(","));
    risk.addEventListener("input", () => {
      const steps = ["impact", "likelihood"].map((name) => Number(risk.elements[name].value) - 1);
      ["impact", "likelihood"].forEach((name, number) => (one(`[data-level=${name}]`, risk).textContent = levels[steps[number]]));
      const badge = document.createElement("span");
      const name = risks[steps[0]][steps[1]];
      badge.className = "badge " + name;
      badge.textContent = name;
      one("[data-outcome]", risk).replaceChildren(badge);
    });
  }
  // A part of a page that takes a while.
  for (const link of all("[data-load]"))
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const place = one(link.dataset.load);
      const busy = one("[data-busy]", place);
      link.hidden = true;
      if (busy) busy.hidden = false;
      try {
        const answer = await fetch(link.href);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const part = one(link.dataset.load, page);
        if (!answer.ok || !part) throw new Error();
        place.replaceWith(document.adoptNode(part));
      } catch {
        location.href = link.href;
      }
    });

  // The code: lines are selected by clicking their numbers.
  const record = one("[data-record]");
  const source = one(".source");
  if (source) {
    const rows = () => all("tr[id]", source);
    let first = 0;
    const select = (from, to) => {
      const [low, high] = from < to ? [from, to] : [to, from];
      for (const row of rows()) {
        const line = Number(row.id.slice(1));
        row.classList.toggle("chosen", low <= line && line <= high);
      }
      if (record) {
        record.elements.from.value = low;
        record.elements.to.value = high;
      }
      history.replaceState(null, "", `?line=${low}${high > low ? "&to=" + high : ""}#L${low}`);
    };
    if (record) {
      first = Number(record.elements.from.value) || 0;
      one("[data-how]", record).hidden = false;
    }
    source.addEventListener("click", (event) => {
      const link = event.target.closest("[data-line]");
      if (!link || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const line = Number(link.dataset.line);
      if (event.shiftKey && first) select(first, line);
      else select((first = line), line);
    });
    for (const jump of all("[data-jump]"))
      jump.addEventListener("click", (event) => {
        const row = document.getElementById(jump.hash.slice(1));
        if (!row) return;
        event.preventDefault();
        select((first = Number(jump.textContent)), first);
        row.scrollIntoView({ block: "center" });
      });
    const marks = all(".mark", source);
    let at = -1;
    const go = (step) => () => {
      if (!marks.length) return false;
      at = Math.max(0, Math.min(marks.length - 1, at + step));
      marks[at].focus();
      marks[at].scrollIntoView({ block: "center" });
    };
    keys({ j: go(1), k: go(-1), n: () => (record ? record.requestSubmit() : false), "/": search });
  } else if (one(".tree")) keys({ "/": search });
}
