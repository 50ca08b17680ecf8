// "Undo" goes away when its time is over; without this, the page says for how long it holds.

export function enhanceUndoing(root) {
  for (const notice of root.querySelectorAll("[data-undo]")) {
    const end = Date.now() + Number(notice.dataset.undo) * 1000;
    const watch = setInterval(() => {
      if (Date.now() < end) return;
      clearInterval(watch);
      // Who is about to press it keeps it: the server answers with a sentence.
      if (!notice.contains(document.activeElement)) notice.hidden = true;
    }, 250);
  }
}
