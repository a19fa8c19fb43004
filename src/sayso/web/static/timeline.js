// Counts over time as a Plot chart that can be brushed.
import { axisX, plot, rectY, ruleY } from "./vendor/plot.js";

const HEIGHT = 116;
const BELOW = 32; // two lines under the axis
const day = (date) => date.toISOString().slice(0, 10);
const parse = (text) => new Date(`${text}T00:00:00Z`);

const STEP = { day: ["Date", 1], month: ["Month", 1], year: ["FullYear", 1] };
const DAYS = { day: 1, month: 30.4, year: 365.2 };

// One bar a day, month or year for conflict and one for cooperation, in that order.
function bars(time) {
  const counts = new Map();
  for (const bin of time.bins) {
    const kind = bin.quad.includes("conflict") ? "conflict" : "cooperation";
    const key = `${bin.at} ${kind}`;
    counts.set(key, { at: bin.at, kind, n: (counts.get(key)?.n ?? 0) + bin.n });
  }
  return [...counts.values()].sort((a, b) => b.kind < a.kind ? 1 : -1).map(({ at, kind, n }) => {
    const from = parse(at);
    const to = new Date(from);
    const [part, step] = STEP[time.unit];
    to[`setUTC${part}`](to[`getUTC${part}`]() + step);
    return { from, to, n, kind, words: `${at}: ${n.toLocaleString("en")} ${kind}` };
  });
}

// How many ticks fit; no finer ones than what is counted, such as the hours of two days.
function ticks(rows, unit, width) {
  const fitting = Math.max(2, Math.floor(width / 110));
  const ends = rows.flatMap(({ from, to }) => [from.getTime(), to.getTime()]);
  const units = (Math.max(...ends) - Math.min(...ends)) / (864e5 * DAYS[unit]);
  return units < fitting ? unit : fitting;
}

function chart(time, width) {
  const rows = bars(time);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const made = plot({
    width, height: HEIGHT, marginLeft: 40, marginRight: 16, marginTop: 10, marginBottom: BELOW,
    x: { type: "utc", label: null }, y: { ticks: 3, tickSize: 0, label: null, grid: true },
    color: { domain: ["conflict", "cooperation"], range: [colour("--conflict"), colour("--cooperation")] },
    marks: [
      rectY(rows, { x1: "from", x2: "to", y: "n", fill: "kind", order: ["conflict", "cooperation"], title: "words", insetLeft: 0.5, insetRight: 0.5 }),
      ruleY([0], { stroke: colour("--line-strong") }),
      axisX({ ticks: ticks(rows, time.unit, width), tickSize: 4, label: null }),
    ],
  });
  // Plot's own style element would need unsafe-inline; the style sheet says the same.
  for (const one of [made, ...made.querySelectorAll("*")]) if (one.tagName === "style") one.remove();
  // a label on a plain group is none to a screen reader, and a fault to a checker
  for (const group of made.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", "Events over time; the days can be typed below");
  return made;
}

export function brushed(element, { choose }) {
  let scale = null;
  let span = null;
  let rect = null;

  function paint() {
    if (!rect || !scale) return;
    rect.setAttribute("visibility", span ? "visible" : "hidden");
    if (!span) return;
    const [low, high] = span.map((date) => scale.apply(date));
    rect.setAttribute("x", Math.min(low, high));
    rect.setAttribute("width", Math.max(1, Math.abs(high - low)));
  }

  function draw(time, ends) {
    if (ends) set(...ends);
    element.replaceChildren();
    scale = null;
    if (!time.bins.length) return;
    const svg = chart(time, Math.max(280, element.clientWidth));
    scale = svg.scale("x");
    rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("class", "brush");
    rect.setAttribute("y", 4);
    rect.setAttribute("height", HEIGHT - BELOW - 4);
    svg.append(rect);
    element.append(svg);
    paint();
  }

  function set(from, to) {
    const start = from?.length === 10 ? parse(from) : null;
    const end = to?.length === 10 ? parse(to) : null;
    span = start || end ? [start ?? scale?.domain[0] ?? end, end ?? scale?.domain[1] ?? start] : null;
    paint();
  }

  let began = null;
  const at = (event) => {
    const box = element.firstElementChild.getBoundingClientRect();
    return scale.invert(((event.clientX - box.left) / box.width) * element.firstElementChild.viewBox.baseVal.width);
  };
  element.addEventListener("pointerdown", (event) => {
    if (!scale || event.button !== 0) return;
    began = at(event);
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    if (!began) return;
    span = [began, at(event)].sort((a, b) => a - b);
    paint();
  });
  element.addEventListener("pointerup", (event) => {
    if (!began) return;
    const ended = at(event);
    const isClick = Math.abs(scale.apply(ended) - scale.apply(began)) < 4;
    span = isClick ? null : [began, ended].sort((a, b) => a - b);
    began = null;
    paint();
    choose(...(span ? span.map(day) : ["", ""]));
  });
  return { draw, set };
}
