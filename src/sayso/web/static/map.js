// The map and the timeline, each a brush for the other; the address says what is shown.
import { addEvents, addRings, addRows, features, fit, keepLabels, open, popups } from "./mapview.js";
import { inert } from "./text.js";
import { brushed } from "./timeline.js";

const box = document.getElementById("map");
const source = new URL(box.dataset.source, location.href);
const state = new URL(location.href).searchParams;
const since = document.getElementById("since");
const until = document.getElementById("until");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let asked = 0;

async function load() {
  const address = new URL(source.pathname, location.href);
  address.search = state.toString();
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
}

function cell(row, words, className = "") {
  const made = row.insertCell();
  made.textContent = inert(words);
  made.className = className;
}

function fill(id, places) {
  const body = document.getElementById(id);
  if (!body) return;
  body.replaceChildren();
  for (const one of places.slice(0, 30)) {
    const row = body.insertRow();
    cell(row, [one.place || `${one.lat.toFixed(2)}, ${one.lon.toFixed(2)}`, one.country].filter(Boolean).join(" "));
    cell(row, one.n.toLocaleString("en"), "num");
  }
}

function listed(event) {
  const item = document.createElement("li");
  item.className = "told";
  const sentence = document.createElement("p");
  sentence.className = "sentence";
  sentence.textContent = inert(event.sentence).slice(0, 240);
  const about = document.createElement("p");
  about.className = "meta";
  const parts = [`${event.type}${event.mode ? `/${event.mode}` : ""}`, event.place, event.date_start, `${event.source === "article" ? "the article itself" : event.source} ${event.stance}`];
  about.textContent = inert(`${parts.filter(Boolean).join(" · ")} · `);
  const link = document.createElement("a");
  link.href = `/article?${new URLSearchParams({ id: event.article })}#event-${event.event.split("/").pop()}`;
  link.textContent = inert(event.title || event.article);
  about.append(link);
  item.append(sentence, about);
  return item;
}

function show(data) {
  document.getElementById("total").textContent = data.total.toLocaleString("en");
  const rows = document.getElementById("rows");
  if (rows) rows.textContent = data.record.total.toLocaleString("en");
  fill("places", data.places);
  fill("record-places", data.record.places);
  document.getElementById("events").replaceChildren(...data.events.map(listed));
}

const first = await load();
const map = await open(box);
let label = () => {};
if (map) {
  const near = state.get("near")?.split(",").map(Number);
  addRows(map, first.record.places);
  addEvents(map, first.places);
  popups(map, "events");
  popups(map, "rows");
  const all = [...first.places, ...first.record.places];
  if (near) {
    const km = Number(state.get("km") || 25);
    addRings(map, near, [km]);
    fit(map, [{ lat: near[0], lon: near[1] }], { margin: (km / 111.2) * 1.3 });
  } else if (state.get("box")) {
    const [west, south, east, north] = state.get("box").split(",").map(Number);
    map.fitBounds([[west, south], [east, north]], { animate: false });
  } else fit(map, all.length > 40 ? first.places.slice(0, 60) : all);
  label = keepLabels(map, first.places);
}

// Asks again and shows it; an answer that was overtaken by a newer question is dropped.
async function refresh({ time }) {
  asked += 1;
  const mine = asked;
  await pause(120);
  if (mine !== asked) return;
  history.replaceState(null, "", `?${state}`);
  box.setAttribute("aria-busy", "true");
  const data = await load();
  if (mine !== asked) return;
  if (map) {
    map.getSource("events").setData(features(data.places));
    map.getSource("rows").setData(features(data.record.places));
    label(data.places);
  }
  if (time) timeline.draw(data.time);
  show(data);
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
    state.delete("page");
    refresh({ time: true });
  });
}
box.dataset.shown = String(first.total);
window.sayso = { map };
