// "Undo" counts down and goes away when its time is over; without this, the page says for how long it holds.

export function enhanceUndoing(root) {
  for (const notice of root.querySelectorAll("[data-undo]")) {
    const end = Date.now() + Number(notice.dataset.undo) * 1000;
    const words = notice.querySelector("[data-many]");
    const watch = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) {
        say(words, left === 1 ? words.dataset.one : words.dataset.many.replace("{n}", left));
        return;
      }
      clearInterval(watch);
      // Who is about to press it keeps it: the server answers with a sentence.
      if (!notice.contains(document.activeElement)) notice.hidden = true;
    }, 250);
  }
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
