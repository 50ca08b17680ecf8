// A form that was not sent survives a closed tab: what was typed is kept in the browser, comes back
// with the form, and is forgotten once it was sent or after a week.

import { forget, read, write } from "./keeping.js";

const BEFORE = "draft:";
const SENT = "draft-sent";
const KEPT = 7 * 24 * 3600 * 1000; // ms
const PAUSE = 400; // ms of quiet before it is kept
const PASSING = new Set(["token", "topic", "csrf_token", "step", "another", "look"]);

export function enhanceDrafts(root) {
  if (root.querySelector("[data-receipt]")) forgetSent();
  for (const form of root.querySelectorAll("form[data-draft]")) keep(form);
}

function keep(form) {
  const key = BEFORE + form.dataset.draft;
  // What the server sends back filled in is newer than what was kept.
  if (form.dataset.fresh) restore(form, key);
  let timer;
  const save = () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, { at: Date.now(), typed: typed(form) }), PAUSE);
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    write(key, { at: Date.now(), typed: typed(form) });
    write(SENT, key);
  });
}

function forgetSent() {
  const key = read(SENT);
  if (key) forget(key);
  forget(SENT);
}

function controls(form) {
  return [...form.elements].filter((one) => one.name && one.type !== "hidden" && !PASSING.has(one.name));
}

// Only what differs from the form as it came: the table may have changed meanwhile elsewhere.
function typed(form) {
  const found = {};
  for (const one of controls(form)) {
    if (one.type === "checkbox" || one.type === "radio") {
      if (one.checked !== one.defaultChecked) (found[one.name] ??= {})[one.value] = one.checked;
    } else if (one.value !== initial(one)) {
      found[one.name] = one.value;
    }
  }
  return found;
}

function initial(one) {
  if (!one.options) return one.defaultValue;
  const chosen = [...one.options].find((option) => option.defaultSelected) ?? one.options[0];
  return chosen?.value ?? "";
}

function restore(form, key) {
  const kept = read(key);
  if (!kept || Date.now() - kept.at > KEPT) return forget(key);
  const changed = controls(form).filter((one) => put(one, kept.typed[one.name]));
  if (!changed.length) return;
  for (const one of changed) {
    const folded = one.closest("details");
    if (folded) folded.open = true;
  }
  form.dispatchEvent(new Event("input"));
  tell(form, key);
}

function put(one, value) {
  if (value === undefined) return false;
  if (typeof value === "string") {
    if (one.type === "checkbox" || one.type === "radio" || one.value === value) return false;
    one.value = value;
    return true;
  }
  if (!(one.value in value) || one.checked === value[one.value]) return false;
  one.checked = value[one.value];
  return true;
}

function tell(form, key) {
  const notice = form.querySelector("[data-restored]");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", () => {
    forget(key);
    form.reset();
    form.dispatchEvent(new Event("input"));
    notice.hidden = true;
    forgetLater(key);
  });
}

function forgetLater(key) {
  setTimeout(() => forget(key), 2 * PAUSE);
}
