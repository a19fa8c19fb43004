// A map of points on the world's borders: no tiles, no glyphs, no request but to this server.
import { LngLatBounds, Map as Globe, Marker, NavigationControl, Popup, setWorkerUrl } from "./vendor/maplibre-gl.mjs";
import { inert } from "./text.js";

setWorkerUrl(new URL("./vendor/maplibre-gl-worker.mjs", import.meta.url).href);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const LABELS = 14;

function style() {
  return {
    version: 8,
    sources: {
      world: { type: "geojson", data: new URL("./vendor/world.json", import.meta.url).href },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": colour("--water") } },
      { id: "land", type: "fill", source: "world", filter: ["==", ["get", "kind"], "land"], paint: { "fill-color": colour("--land") } },
      { id: "coast", type: "line", source: "world", filter: ["==", ["get", "kind"], "land"], paint: { "line-color": colour("--border"), "line-width": 0.8 } },
      { id: "borders", type: "line", source: "world", filter: ["==", ["get", "kind"], "border"], paint: { "line-color": colour("--border"), "line-width": 1, "line-dasharray": [3, 2] } },
    ],
  };
}

export function features(rows) {
  return {
    type: "FeatureCollection",
    features: rows.map((row) => ({
      type: "Feature",
      properties: { n: row.n ?? 1, place: row.place ?? "", target: Boolean(row.target), words: row.words ?? "" },
      geometry: { type: "Point", coordinates: [row.lon, row.lat] },
    })),
  };
}

// A circle of so many kilometres round a point, as a ring of 96 points.
export function ring([lat, lon], km) {
  const points = [];
  for (let i = 0; i <= 96; i += 1) {
    const angle = (i / 96) * 2 * Math.PI;
    const north = (km / 111.2) * Math.cos(angle);
    const east = ((km / 111.2) * Math.sin(angle)) / Math.max(Math.cos((lat * Math.PI) / 180), 0.01);
    points.push([lon + east, lat + north]);
  }
  return { type: "Feature", properties: { km }, geometry: { type: "LineString", coordinates: points } };
}

// Makes the map; null where the browser cannot draw one, and then the tables below serve.
export async function open(element) {
  let map;
  try {
    map = new Globe({
      container: element, style: style(), center: [30, 25], zoom: 1.2, minZoom: 0.5, maxZoom: 12,
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      fadeDuration: 0, renderWorldCopies: false,
    });
  } catch {
    const words = document.createElement("p");
    words.className = "fallback";
    words.textContent = "This browser cannot draw the map (WebGL is off). The same places are listed below.";
    element.replaceChildren(words);
    return null;
  }
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  await new Promise((resolve) => map.once("load", resolve));
  return map;
}

// a cluster has the sum of its points, a point alone its own number
const sum = ["coalesce", ["get", "sum"], ["get", "n"]];

export function addEvents(map, rows) {
  map.addSource("events", {
    type: "geojson", data: features(rows), cluster: true, clusterRadius: 26, clusterMaxZoom: 9,
    clusterProperties: { sum: ["+", ["get", "n"]] },
  });
  map.addLayer({
    id: "events", type: "circle", source: "events",
    paint: {
      "circle-color": colour("--conflict"), "circle-opacity": 0.72,
      "circle-stroke-color": colour("--sheet"), "circle-stroke-width": 1,
      "circle-radius": ["interpolate", ["linear"], ["sqrt", sum], 1, 4.5, 10, 13, 60, 25, 300, 40],
    },
  });
}

export function addRows(map, rows) {
  map.addSource("rows", { type: "geojson", data: features(rows) });
  map.addLayer({
    id: "rows", type: "circle", source: "rows",
    paint: {
      "circle-color": ["case", ["get", "target"], colour("--conflict"), "rgba(0,0,0,0)"],
      "circle-stroke-color": ["case", ["get", "target"], colour("--conflict"), colour("--record")],
      "circle-stroke-width": 1.4, "circle-stroke-opacity": ["case", ["get", "target"], 0.95, 0.5], "circle-opacity": 0.75,
      "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "n"]], 1, 4, 20, 16, 100, 34],
    },
  });
}

export function addRings(map, centre, radii) {
  const lines = radii.map((km) => ring(centre, km));
  map.addSource("rings", { type: "geojson", data: { type: "FeatureCollection", features: lines } });
  map.addLayer({
    id: "rings", type: "line", source: "rings",
    paint: { "line-color": colour("--ink"), "line-width": 1.2, "line-dasharray": [3, 2], "line-opacity": 0.75 },
  });
  for (const km of radii) {
    const element = document.createElement("span");
    element.className = "map-label";
    element.textContent = `${km} km`;
    new Marker({ element, anchor: "bottom" }).setLngLat([centre[1], centre[0] + km / 111.2]).addTo(map);
  }
}

export function fit(map, rows, { margin = 0 } = {}) {
  if (!rows.length) return;
  const bounds = new LngLatBounds();
  for (const row of rows) {
    bounds.extend([row.lon - margin, Math.max(-85, row.lat - margin)]);
    bounds.extend([row.lon + margin, Math.min(85, row.lat + margin)]);
  }
  map.fitBounds(bounds, { padding: 48, maxZoom: 8, animate: false });
}

// The names of the busiest places in view, none over another.
export function keepLabels(map, places) {
  let shown = [];
  let rows = places;
  const draw = () => {
    for (const marker of shown) marker.remove();
    shown = [];
    const taken = [];
    const bounds = map.getBounds();
    for (const row of rows) {
      if (shown.length >= LABELS) break;
      if (!row.place || !bounds.contains([row.lon, row.lat])) continue;
      const at = map.project([row.lon, row.lat]);
      const box = [at.x, at.y - 9, at.x + 14 + row.place.length * 7, at.y + 9];
      if (taken.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3])) continue;
      taken.push(box);
      const element = document.createElement("span");
      element.className = "map-label";
      element.textContent = inert(row.place).slice(0, 40);
      shown.push(new Marker({ element, anchor: "left", offset: [10, 0] }).setLngLat([row.lon, row.lat]).addTo(map));
    }
  };
  map.on("moveend", draw);
  draw();
  return (now) => {
    rows = now;
    draw();
  };
}

export function popups(map, layer) {
  map.on("click", layer, (event) => {
    const { place, n, sum, words } = event.features[0].properties;
    const told = document.createElement("span");
    told.textContent = inert(words) || inert(`${place || "here"}: ${(sum ?? n).toLocaleString("en")}`);
    new Popup({ closeButton: false }).setLngLat(event.lngLat).setDOMContent(told).addTo(map);
  });
  map.on("mouseenter", layer, () => map.getCanvas().classList.add("over"));
  map.on("mouseleave", layer, () => map.getCanvas().classList.remove("over"));
}
