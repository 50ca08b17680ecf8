// "2 changes: Phone added · Opening hours changed", kept up to date while somebody types.

const PAUSE = 600; // ms of quiet before it is announced

export function enhanceSummaries(root) {
  for (const form of root.querySelectorAll("form[data-changes]")) {
    const fields = [...form.querySelectorAll("[data-compared]")];
    const summary = form.querySelector("[data-change-summary]");
    if (!fields.length || !summary) continue;
    let timer;
    const update = () => {
      const changes = fields.map((field) => compare(field)).filter(Boolean);
      clearTimeout(timer);
      timer = setTimeout(() => print(summary, changes, form.dataset), PAUSE);
    };
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    update();
  }
}

function compare(field) {
  const { before, now } = values(field);
  const same = before === now;
  const was = field.querySelector(".field-was");
  if (was) was.hidden = same;
  if (same) return null;
  const kind = before === "" ? "added" : now === "" ? "removed" : "changed";
  return { label: field.dataset.compared, kind };
}

function values(field) {
  const boxes = [...field.querySelectorAll("input[type=checkbox], input[type=radio]")];
  if (boxes.length) {
    const join = (chosen) => boxes.filter(chosen).map((box) => box.value).join("\n");
    return { before: join((box) => box.dataset.original), now: join((box) => box.checked) };
  }
  const control = field.querySelector("input, textarea, select");
  // A browser keeps \n in a textarea, whatever line ends the table holds.
  const before = (control.dataset.original ?? "").replaceAll("\r\n", "\n");
  return { before, now: control.value };
}

function print(summary, changes, words) {
  summary.textContent = "";
  if (!changes.length) {
    summary.textContent = words.none;
    return;
  }
  const count = document.createElement("strong");
  const many = words.many.replace("{count}", changes.length);
  count.textContent = changes.length === 1 ? words.one : many;
  const list = changes.map((change) => words[change.kind].replace("{field}", change.label));
  summary.append(count, " ", list.join(" · "));
}
