// The rows of a check on a map, with the circles that were counted.
import { addRings, addRows, fit, open, popups } from "./mapview.js";

const box = document.getElementById("map");
if (box) {
  const answer = await fetch(new URL(box.dataset.source, location.href));
  const { check, points } = await answer.json();
  const place = check.claim.place;
  const rows = Object.values(points).flat().map((point) => ({ ...point, n: 1, target: point.is_target }));
  const map = await open(box);
  if (map) {
    addRows(map, rows.sort((a, b) => Number(a.target) - Number(b.target)));
    addRings(map, [place.lat, place.lon], [10, 25, 50, 100]);
    popups(map, { rows: null });
    fit(map, [{ lat: place.lat, lon: place.lon }], { margin: 0.98 });
    box.dataset.shown = String(rows.length);
  }
}
