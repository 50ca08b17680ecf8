// Keys for moderators: j and k walk, x ticks, a accepts, e corrects, r refuses, q asks, u takes back, ? explains.
// They only press what stands on the page, can be switched off in the same window, and never act while somebody types.

const OFF = "datapatch-shortcuts-off";

export function enhanceShortcuts(root) {
  const help = root.querySelector("#shortcuts");
  if (!help) return;
  const toggle = help.querySelector("[data-shortcuts-toggle]");
  toggle.checked = isOn();
  toggle.addEventListener("change", () => remember(toggle.checked));
  for (const opener of root.querySelectorAll("[data-shortcuts-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
  }
  help.querySelector("[data-shortcuts-close]").addEventListener("click", () => help.close());
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || isTyping(event.target)) return;
    if (event.key === "?") help.showModal();
    else if (!isOn() || !press(root, event.key)) return;
    event.preventDefault();
  });
}

function press(root, key) {
  const actions = {
    j: () => walk(root, 1) || follow(root.querySelector(".next-link")),
    k: () => walk(root, -1) || goBack(),
    x: () => click(root.querySelector(".queue-item.is-current input[type=checkbox]")),
    a: () => click(root.querySelector(".verdict-bar > .button-primary")),
    e: () => follow(root.querySelector(".verdict-bar > a[data-key=e]")),
    r: () => open(root.querySelector(".verdict-bar > .refuse-menu")),
    q: () => open(root.querySelector(".verdict-bar > .ask-menu")),
    u: () => click(root.querySelector(".undo-notice button")),
  };
  return actions[key]?.() ?? false;
}

function walk(root, step) {
  const items = [...root.querySelectorAll(".queue-item")];
  if (items.length === 0) return false;
  const at = items.findIndex((item) => item.classList.contains("is-current"));
  const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
  for (const item of items) item.classList.toggle("is-current", item === next);
  next.querySelector("a").focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function click(element) {
  element?.click();
  return Boolean(element);
}

function follow(link) {
  if (link) location.assign(link.href);
  return Boolean(link);
}

function goBack() {
  if (!document.querySelector(".verdict-bar")) return false;
  history.back();
  return true;
}

function open(menu) {
  if (!menu) return false;
  menu.open = true;
  menu.querySelector("input:checked, textarea")?.focus();
  return true;
}

function isTyping(target) {
  return target.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])");
}

function isOn() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true; // no storage: they work, and cannot be switched off for longer than this page
  }
}

function remember(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Nothing can be kept here.
  }
}
