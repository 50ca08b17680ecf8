// Every page works without this file; it only makes some of them quicker to use.

import { enhanceCopying } from "./copying.js";
import { enhanceDrafts } from "./drafts.js";
import { enhanceMenus } from "./menus.js";
import { enhancePlaces } from "./places.js";
import { enhancePrinting } from "./printing.js";
import { enhanceReceipts } from "./receipts.js";
import { enhanceSquares } from "./roving.js";
import { enhanceSending } from "./sending.js";
import { enhanceShortcuts } from "./shortcuts.js";
import { enhanceSummaries } from "./summary.js";
import { enhanceUndoing } from "./undoing.js";

enhanceCopying(document);
enhanceMenus();
enhancePlaces(document);
enhancePrinting(document);
enhanceSquares(document);
enhanceSending(document);
enhanceShortcuts(document);
enhanceSummaries(document);
enhanceUndoing(document);
enhanceReceipts(document);
enhanceDrafts(document);

// What needs a look comes first: the list of refused values, when there is one.
document.querySelector("[data-focus]")?.focus();

// On a phone the year of squares scrolls: start at its end, today.
for (const months of document.querySelectorAll(".calendar-months")) {
  months.scrollLeft = months.scrollWidth * (getComputedStyle(months).direction === "rtl" ? -1 : 1);
}
