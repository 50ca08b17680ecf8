// Coordinates while they are typed: a pasted pair goes into its two fields, and what they say is
// read back in words. The server understands the same, and says it once the form is sent.

const NUMBER = "([+-]?\\d{1,3}(?:[.,]\\d+)?)\\s*°?\\s*([NSEWO])?";
const PAIR = new RegExp(`^[([]?\\s*${NUMBER}(\\s*[;/|]\\s*|\\s*,\\s+|\\s+|,)${NUMBER}\\s*[)\\]]?$`, "i");
const EARTH = 6371008.8; // metres
const PAUSE = 400; // ms of quiet before it is said
const WAYS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

export function enhancePlaces(root) {
  for (const said of root.querySelectorAll("[data-place]")) {
    const told = JSON.parse(said.dataset.place);
    const form = said.closest("form");
    const [latitude, longitude] = [told.latitude, told.longitude].map((name) => name && form.elements[name]);
    if (!latitude || !longitude) continue; // one field for both: the server says which is which
    said.setAttribute("role", "status");
    let timer;
    const say = () => {
      const here = position(latitude.value, longitude.value);
      const words = here ? sentence(here, told) : "";
      if (said.textContent !== words) said.textContent = words;
    };
    const typed = (event) => {
      const pair = readPair(event.target.value);
      if (pair) {
        [latitude.value, longitude.value] = pair;
        longitude.dispatchEvent(new Event("change", { bubbles: true }));
      }
      clearTimeout(timer);
      timer = setTimeout(say, pair ? 0 : PAUSE);
    };
    for (const field of [latitude, longitude]) {
      field.addEventListener("change", typed);
      field.addEventListener("paste", () => setTimeout(() => typed({ target: field })));
      field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(say, PAUSE);
      });
    }
  }
}

function readPair(text) {
  const found = PAIR.exec(text.trim());
  if (!found) return null;
  const [, first, firstWay, between, second, secondWay] = found;
  const bare = between === "," && (/,/.test(first + second) || !/\./.test(first + second));
  if (bare) return null;
  const one = signed(first, firstWay);
  const other = signed(second, secondWay);
  const across = (way) => /[EWO]/i.test(way ?? "");
  const pair = across(firstWay) || (secondWay && !across(secondWay)) ? [other, one] : [one, other];
  return Math.abs(pair[0]) <= 90 && Math.abs(pair[1]) <= 180 ? pair : null;
}

function signed(text, way) {
  const plain = text.replace(",", ".").replace(/^\+/, "");
  return /[SWO]/i.test(way ?? "") && !plain.startsWith("-") ? `-${plain}` : plain;
}

function position(latitude, longitude) {
  if (!latitude.trim() || !longitude.trim()) return null;
  const found = [latitude, longitude].map((text) => Number(text.trim().replace(",", ".")));
  return Math.abs(found[0]) <= 90 && Math.abs(found[1]) <= 180 ? found : null;
}

function sentence([latitude, longitude], told) {
  const words = [
    told.degrees[latitude >= 0 ? "north" : "south"].replace("{degrees}", degrees(latitude)),
    told.degrees[longitude >= 0 ? "east" : "west"].replace("{degrees}", degrees(longitude)),
  ];
  if (told.before) {
    const { metres, way } = move(told.before, [latitude, longitude]);
    if (metres >= told.near) words.push(told.moved[way].replace("{distance}", distance(metres)));
  }
  return told.said.replace("{place}", words.join(", "));
}

function degrees(value) {
  return shown(Math.abs(value), 5);
}

function distance(metres) {
  if (metres < 1000) return `${shown(metres >= 100 ? Math.round(metres / 10) * 10 : Math.round(metres), 0)}\u00a0m`;
  return `${shown(metres / 1000, metres < 100000 ? 1 : 0)}\u00a0km`;
}

function shown(value, digits) {
  return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value);
}

// The haversine formula, and the initial bearing.
function move(before, after) {
  const [lat, lon, toLat, toLon] = [...before, ...after].map((value) => (value * Math.PI) / 180);
  const [across, up] = [toLon - lon, toLat - lat];
  const half = Math.sin(up / 2) ** 2 + Math.cos(lat) * Math.cos(toLat) * Math.sin(across / 2) ** 2;
  const east = Math.sin(across) * Math.cos(toLat);
  const north = Math.cos(lat) * Math.sin(toLat) - Math.sin(lat) * Math.cos(toLat) * Math.cos(across);
  const eighth = Math.round(Math.atan2(east, north) / (Math.PI / 4));
  return { metres: 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half))), way: WAYS[(eighth + 8) % 8] };
}
