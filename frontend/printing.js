// A Print button where scripts run; without them the browser's own menu prints the same page.

export function enhancePrinting(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
