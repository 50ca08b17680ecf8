// A Copy button beside a line that can be selected without it.

export function enhanceCopying(root) {
  for (const block of root.querySelectorAll("[data-copy]")) {
    const source = block.querySelector("input, textarea");
    const button = block.querySelector("button");
    const status = block.querySelector("[role=status]");
    button.hidden = false;
    source.addEventListener("focus", () => source.select());
    button.addEventListener("click", async () => {
      await copy(source);
      announce(button, status, block.dataset.copied);
    });
  }
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.value);
  } catch {
    // Plain http and old browsers have no clipboard interface.
    source.select();
    document.execCommand("copy");
  }
}

function announce(button, status, words) {
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = words;
  status.textContent = words;
  setTimeout(() => {
    label.textContent = before;
    status.textContent = "";
  }, 2500);
}
