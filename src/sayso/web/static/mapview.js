// A map of points on the world's borders: no tiles, no glyphs, no request but to this server.
import { LngLatBounds, Map as Globe, Marker, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "./vendor/maplibre-gl.mjs";
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

// From here on UCDP's where_prec says that no more than a province or a country is told.
const COARSE = 4;
export const coarse = (places) => places.filter((one) => one.where_prec >= COARSE);
export const exact = (places) => places.filter((one) => !(one.where_prec >= COARSE));

// What an incident is, in a line.
function told(row) {
  if (!row.incident) return "";
  const kind = row.mode ? `${row.type}/${row.mode}` : row.type;
  const tellers = row.publishers > 1 ? `${row.publishers} publishers` : `${row.articles} articles`;
  const against = row.disputed ? `; they differ on ${row.disputed.replaceAll(";", ",")}` : "";
  return `${kind}, ${[row.place, row.date_start].filter(Boolean).join(", ")}: ${tellers}${against}`;
}

export function features(rows) {
  return {
    type: "FeatureCollection",
    features: rows.map((row) => ({
      type: "Feature",
      properties: {
        n: row.n ?? 1, place: row.place ?? "", target: Boolean(row.target), words: row.words ?? told(row),
        id: row.incident ?? "", lat: row.lat, lon: row.lon,
      },
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
      canvasContextAttributes: { preserveDrawingBuffer: true }, // else it prints empty
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
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
  await new Promise((resolve) => map.once("load", resolve));
  return map;
}

// a cluster has the sum of its points, a point alone its own number
const sum = ["coalesce", ["get", "sum"], ["get", "n"]];

// Places as circles that join where they are close; those that tell only a province stand apart.
export function addEvents(map, places) {
  for (const [id, rows] of [["coarse", coarse(places)], ["events", exact(places)]]) {
    map.addSource(id, {
      type: "geojson", data: features(rows), cluster: true, clusterRadius: 26, clusterMaxZoom: 9,
      clusterProperties: { sum: ["+", ["get", "n"]] },
    });
    const isExact = id === "events";
    map.addLayer({
      id, type: "circle", source: id,
      paint: {
        "circle-color": colour("--conflict"), "circle-opacity": isExact ? 0.72 : 0.16,
        "circle-stroke-color": colour(isExact ? "--sheet" : "--conflict"), "circle-stroke-width": 1,
        "circle-radius": ["interpolate", ["linear"], ["sqrt", sum], 1, 4.5, 10, 13, 60, 25, 300, 40],
      },
    });
  }
}

// Incidents as diamonds, drawn here so that no sprite is asked for.
export function addIncidents(map, rows) {
  const size = 26;
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext("2d");
  pen.translate(size / 2, size / 2);
  pen.rotate(Math.PI / 4);
  pen.fillStyle = colour("--sheet");
  pen.strokeStyle = colour("--ink");
  pen.lineWidth = 3;
  pen.fillRect(-7, -7, 14, 14);
  pen.strokeRect(-7, -7, 14, 14);
  map.addImage("diamond", pen.getImageData(0, 0, size, size), { pixelRatio: 2 });
  map.addSource("incidents", { type: "geojson", data: features(rows) });
  map.addLayer({
    id: "incidents", type: "symbol", source: "incidents",
    layout: { "icon-image": "diamond", "icon-allow-overlap": true },
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

// The places that hold most of the events: a minister's words in a far capital do not set the view.
export function bulk(places, share = 0.94) {
  const total = places.reduce((all, one) => all + one.n, 0);
  const trimmed = ["lat", "lon"].flatMap((axis) => {
    const ordered = [...places].sort((a, b) => a[axis] - b[axis]);
    let seen = 0;
    const kept = ordered.filter((one) => {
      const before = seen;
      seen += one.n;
      return seen >= total * ((1 - share) / 2) && before <= total * ((1 + share) / 2);
    });
    return [kept];
  });
  const both = trimmed[0].filter((one) => trimmed[1].includes(one));
  return both.length ? both : places;
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

// What is told of a point when it is chosen; `links` gives by layer where it leads, or null.
export function popups(map, links) {
  for (const [layer, lead] of Object.entries(links)) {
    map.on("click", layer, async (event) => {
      const found = event.features[0];
      const { cluster_id: cluster, place, n, words } = found.properties;
      if (cluster !== undefined) {
        const zoom = await map.getSource(layer).getClusterExpansionZoom(cluster);
        map.easeTo({ center: found.geometry.coordinates, zoom }, { originalEvent: event.originalEvent });
        return;
      }
      const box = document.createElement("p");
      box.className = "popup";
      box.textContent = inert(words) || inert(`${place || "here"}: ${n.toLocaleString("en")}`);
      if (lead) {
        const link = document.createElement("a");
        link.href = lead(found.properties);
        link.textContent = layer === "incidents" ? "side by side" : "only these";
        box.append(" ", link);
      }
      new Popup({ closeButton: false }).setLngLat(event.lngLat).setDOMContent(box).addTo(map);
    });
    map.on("mouseenter", layer, () => map.getCanvas().classList.add("over"));
    map.on("mouseleave", layer, () => map.getCanvas().classList.remove("over"));
  }
}

// Boxes that show and hide a layer.
export function toggles(map, boxes) {
  for (const box of boxes) {
    box.addEventListener("change", () => {
      if (map.getLayer(box.dataset.layer)) map.setLayoutProperty(box.dataset.layer, "visibility", box.checked ? "visible" : "none");
    });
  }
}
