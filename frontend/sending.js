// A form is sent once, however often its button is pressed; the button says that it is at work.

export function enhanceSending(root) {
  for (const form of root.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      // After the event: a disabled button would not send its own name and value.
      setTimeout(() => showBusy(event.submitter));
    });
  }
  // Coming back with the browser's Back button shows the page as it was left.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });
}

function showBusy(button) {
  if (!button) return;
  button.setAttribute("aria-disabled", "true");
  const label = button.querySelector("span");
  if (!label || !button.dataset.busy) return;
  button.dataset.words = label.textContent;
  label.textContent = button.dataset.busy;
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    if (button.dataset.words) button.querySelector("span").textContent = button.dataset.words;
  }
}
