// The map and the timeline, each a brush for the other; the address says what is shown.
import { addEvents, addIncidents, addRings, addRows, bulk, coarse, exact, features, fit, keepLabels, open, popups, toggles } from "./mapview.js";
import { brushed } from "./timeline.js";

const box = document.getElementById("map");
const source = new URL(box.dataset.source, location.href);
const state = new URL(location.href).searchParams;
const since = document.getElementById("since");
const until = document.getElementById("until");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let asked = 0;

async function get(path) {
  const address = new URL(path, location.href);
  address.search = state.toString();
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer;
}

const load = async () => (await get(source.pathname)).json();

// The lists and counts below the map, as the server writes them.
async function lists() {
  const page = new DOMParser().parseFromString(await (await get("/map")).text(), "text/html");
  for (const id of ["total", "rows", "events", "places"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
}

// Where a circle on the map leads: to the events of its place.
function only(place) {
  const wanted = new URLSearchParams(state);
  for (const name of ["box", "page"]) wanted.delete(name);
  wanted.set("near", `${place.lat.toFixed(4)},${place.lon.toFixed(4)}`);
  wanted.set("km", "2");
  return `/map?${wanted}`;
}

const first = await load();
const map = await open(box);
let label = () => {};
if (map) {
  const near = state.get("near")?.split(",").map(Number);
  addRows(map, first.record.places);
  addEvents(map, first.places);
  addIncidents(map, first.incidents);
  popups(map, { events: only, coarse: only, rows: null, incidents: (one) => `/incident?${new URLSearchParams({ id: one.id })}` });
  toggles(map, document.querySelectorAll("[data-layer]"));
  if (near) {
    const km = Number(state.get("km") || 25);
    addRings(map, near, [km]);
    fit(map, [{ lat: near[0], lon: near[1] }], { margin: (km / 111.2) * 1.3 });
  } else if (state.get("box")) {
    const [west, south, east, north] = state.get("box").split(",").map(Number);
    map.fitBounds([[west, south], [east, north]], { animate: false });
  } else fit(map, bulk(first.places.length ? first.places : first.record.places));
  label = keepLabels(map, first.places);
}

// Asks again and shows it; an answer that was overtaken by a newer question is dropped.
async function refresh({ time }) {
  asked += 1;
  const mine = asked;
  await pause(120);
  if (mine !== asked) return;
  state.delete("page");
  history.replaceState(null, "", `?${state}`);
  box.setAttribute("aria-busy", "true");
  const data = await load();
  if (mine !== asked) return;
  if (map) {
    map.getSource("events").setData(features(exact(data.places)));
    map.getSource("coarse").setData(features(coarse(data.places)));
    map.getSource("rows").setData(features(data.record.places));
    map.getSource("incidents").setData(features(data.incidents));
    label(data.places);
  }
  if (time) timeline.draw(data.time);
  await lists();
  box.setAttribute("aria-busy", "false");
  box.dataset.shown = String(data.total);
}

function choose(from, to) {
  for (const [key, value] of [["since", from], ["until", to]]) {
    if (value) state.set(key, value);
    else state.delete(key);
  }
  since.value = from?.length === 10 ? from : "";
  until.value = to?.length === 10 ? to : "";
  refresh({ time: false });
}

const timeline = brushed(document.getElementById("timeline"), { choose });
timeline.draw(first.time, [state.get("since"), state.get("until")]);
for (const input of [since, until]) {
  input.addEventListener("change", () => {
    timeline.set(since.value, until.value);
    choose(since.value, until.value);
  });
}
document.getElementById("clear").addEventListener("click", () => {
  timeline.set("", "");
  choose("", "");
});

if (map) {
  // only what the reader moves narrows the time: the first fit is ours
  map.on("moveend", (event) => {
    if (!event.originalEvent && !box.matches(":focus-within")) return;
    const bounds = map.getBounds();
    const corners = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    state.set("box", corners.map((degrees) => degrees.toFixed(3)).join(","));
    refresh({ time: true });
  });
}
box.dataset.shown = String(first.total);
window.sayso = { map };
