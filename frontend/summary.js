// "2 changes: Phone added · Opening hours changed", kept up to date while somebody types, and each
// change in words above it. Who sees them there needs no page of its own to look them over.

const PAUSE = 600; // ms of quiet before it is announced

export function enhanceSummaries(root) {
  for (const form of root.querySelectorAll("form[data-changes]")) {
    const fields = [...form.querySelectorAll("[data-compared]")];
    const summary = form.querySelector("[data-change-summary]");
    if (!fields.length || !summary) continue;
    let timer;
    const update = () => {
      const changes = fields.map((field) => compare(field)).filter(Boolean);
      listChanges(form.querySelector("[data-change-list]"), changes, form.dataset);
      clearTimeout(timer);
      timer = setTimeout(() => print(summary, changes, form.dataset), PAUSE);
    };
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    update();
    sendAtOnce(form.querySelector("button[data-sends]"));
  }
}

function sendAtOnce(button) {
  if (!button) return;
  button.removeAttribute("name");
  button.querySelector("span").textContent = button.dataset.sends;
}

function compare(field) {
  const { before, now } = values(field);
  const same = before.sent === now.sent;
  const was = field.querySelector(".field-was");
  if (was) was.hidden = same;
  if (same) return null;
  const kind = before.sent === "" ? "added" : now.sent === "" ? "removed" : "changed";
  return { label: field.dataset.compared, kind, before: before.said, now: now.said };
}

function values(field) {
  const boxes = [...field.querySelectorAll("input[type=checkbox], input[type=radio]")].filter(
    (box) => !box.name.startsWith("picked-"),
  );
  if (boxes.length) {
    const state = (chosen) => {
      const found = boxes.filter(chosen);
      const words = found.filter((box) => box.value).map((box) => box.parentElement.innerText.trim());
      return { sent: found.map((box) => box.value).join("\n"), said: words.join(" · ") };
    };
    return { before: state((box) => box.dataset.original), now: state((box) => box.checked) };
  }
  const control = field.querySelector("input, textarea, select");
  const picked = field.querySelector("input[name^=picked-]:checked");
  if (picked) {
    const now = { sent: picked.value, said: picked.parentElement.innerText.trim() };
    return { before: said(control, control.dataset.original ?? ""), now };
  }
  const days = [...field.querySelectorAll("[data-day]")];
  if (control.value === control.dataset.original && days.some((day) => day.value !== day.dataset.original)) {
    return { before: said(control, control.value), now: { sent: "days", said: week(days) } };
  }
  // A browser keeps \n in a textarea, whatever line ends the table holds.
  const before = (control.dataset.original ?? "").replaceAll("\r\n", "\n");
  return { before: said(control, before), now: said(control, control.value) };
}

function week(days) {
  const open = days.filter((day) => day.value.trim());
  return open.map((day) => `${day.dataset.day} ${day.value.trim()}`).join(" · ");
}

function said(control, sent) {
  const option = [...(control.options ?? [])].find((one) => one.value === sent);
  return { sent, said: sent && option ? option.text : sent };
}

function listChanges(section, changes, words) {
  if (!section) return;
  section.hidden = !changes.length;
  section.querySelector("dl").replaceChildren(...changes.map((change) => delta(change, words)));
}

function delta(change, words) {
  const block = element("div", "delta");
  const told = element("dd");
  told.append(
    element("span", "old", change.before || words.empty),
    arrow(words.becomes),
    element("span", "new", change.now || words.empty),
  );
  block.append(element("dt", "", change.label), told);
  return block;
}

function arrow(word) {
  const whole = element("span", "delta-arrow");
  const sign = element("span", "", "→");
  sign.setAttribute("aria-hidden", "true");
  whole.append(sign, element("span", "visually-hidden", word));
  return whole;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function print(summary, changes, words) {
  summary.textContent = "";
  if (!changes.length) {
    summary.textContent = words.none;
    return;
  }
  const many = words.many.replace("{count}", changes.length);
  const count = element("strong", "", changes.length === 1 ? words.one : many);
  const list = changes.map((change) => words[change.kind].replace("{field}", change.label));
  summary.append(count, " ", list.join(" · "));
}
