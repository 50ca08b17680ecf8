// The small sum that a suspicious form is asked for (ALTCHA): solved beside the page, then sent with
// the form. Whoever presses Send before it is done waits for it; what fails is sent without.

import { solveChallengeWorkers } from "altcha/lib";

for (const holder of document.querySelectorAll("[data-proof]")) prove(holder);

async function prove(holder) {
  const field = holder.querySelector("[name=proof]");
  const form = field.form;
  const words = holder.querySelector("[data-proof-words]");
  let ended = false;
  let pressed = null;
  form.addEventListener(
    "submit",
    (event) => {
      if (ended) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pressed = event.submitter;
    },
    { capture: true },
  );
  words.textContent = holder.dataset.wait;
  const proof = await solve(JSON.parse(holder.dataset.proof), holder.dataset.worker);
  field.value = proof;
  words.textContent = proof ? holder.dataset.done : holder.dataset.failed;
  ended = true;
  if (pressed) form.requestSubmit(pressed);
}

// The Base64 text of the challenge and its solution; empty where the browser cannot make it.
async function solve(challenge, worker) {
  try {
    const solution = await solveChallengeWorkers({
      challenge,
      concurrency: Math.min(4, navigator.hardwareConcurrency || 1),
      createWorker: () => new Worker(worker),
    });
    return solution ? btoa(JSON.stringify({ challenge, solution })) : "";
  } catch (error) {
    console.warn("No proof of work:", error);
    return "";
  }
}
