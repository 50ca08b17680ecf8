// Squares of a heatmap: one tab stop, arrow keys move to the next square that leads somewhere.

export function enhanceSquares(root) {
  for (const map of root.querySelectorAll("[data-roving]")) {
    const squares = [...map.querySelectorAll("a.heat")];
    if (squares.length < 2) continue;
    choose(squares, squares[squares.length - 1]);
    map.addEventListener("keydown", (event) => {
      const next = target(event, squares);
      if (!next) return;
      event.preventDefault();
      choose(squares, next);
      next.focus();
    });
    map.addEventListener("focusin", (event) => {
      if (squares.includes(event.target)) choose(squares, event.target);
    });
  }
}

function choose(squares, chosen) {
  for (const square of squares) square.tabIndex = square === chosen ? 0 : -1;
}

function target(event, squares) {
  const index = squares.indexOf(event.target);
  if (index < 0) return null;
  const rightToLeft = getComputedStyle(event.target).direction === "rtl";
  switch (event.key) {
    case "ArrowRight":
      return squares[index + (rightToLeft ? -1 : 1)];
    case "ArrowLeft":
      return squares[index + (rightToLeft ? 1 : -1)];
    case "ArrowDown":
      return nearest(event.target, squares, 1);
    case "ArrowUp":
      return nearest(event.target, squares, -1);
    case "Home":
      return squares[0];
    case "End":
      return squares[squares.length - 1];
    default:
      return null;
  }
}

// The closest square above or below, by where it stands on the screen.
function nearest(from, squares, direction) {
  const here = from.getBoundingClientRect();
  let best = null;
  let least = Infinity;
  for (const square of squares) {
    const there = square.getBoundingClientRect();
    const down = (there.top - here.top) * direction;
    if (down < here.height / 2) continue;
    const distance = down + 2 * Math.abs(there.left - here.left);
    if (distance < least) [best, least] = [square, distance];
  }
  return best;
}
