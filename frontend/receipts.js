// The receipts of this browser, newest first: each page of a receipt adds itself to the list.

import { read, write } from "./keeping.js";

const KEY = "receipts";
const MOST = 100;

export function enhanceReceipts(root) {
  const receipt = root.querySelector("[data-receipt]");
  if (receipt) remember(receipt.dataset);
  const list = root.querySelector("[data-receipts]");
  if (list) show(list);
}

function remember({ receipt, title, dataset }) {
  const known = read(KEY) ?? [];
  const first = known.find((one) => one.url === receipt);
  const entry = { url: receipt, title, dataset, at: first?.at ?? Date.now() };
  write(KEY, [entry, ...known.filter((one) => one.url !== receipt)].slice(0, MOST));
}

function show(list) {
  const shown = new Set([...document.querySelectorAll("[data-own]")].map((a) => a.getAttribute("href")));
  const kept = (read(KEY) ?? []).filter((one) => isReceipt(one) && !shown.has(one.url));
  list.closest("[data-kept]").hidden = !kept.length;
  const empty = document.querySelector("[data-none]");
  if (empty) empty.hidden = kept.length > 0;
  list.replaceChildren(...kept.map((one) => item(one, list)));
}

function isReceipt(one) {
  return typeof one.url === "string" && one.url.startsWith("/receipts/");
}

function item(one, list) {
  const row = document.createElement("li");
  const link = document.createElement("a");
  link.href = one.url;
  link.textContent = one.title || one.url;
  const about = document.createElement("span");
  about.className = "soft";
  const day = new Date(one.at).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  about.textContent = [one.dataset, day].filter(Boolean).join(" · ");
  row.append(link, about, forgetting(one, list));
  return row;
}

function forgetting(one, list) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  const words = document.createElement("span");
  words.textContent = list.dataset.forget;
  const about = document.createElement("span");
  about.className = "visually-hidden";
  about.textContent = ` ${one.title}`;
  button.append(words, about);
  button.addEventListener("click", () => {
    write(KEY, (read(KEY) ?? []).filter((other) => other.url !== one.url));
    show(list);
  });
  return button;
}
