// `npm run build`: puts the map, the charts, the borders and the typefaces of the reading room
// into src/sayso/web/static/vendor, with the licences of all that went in.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { feature, mesh } from "topojson-client";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const out = join(root, "src/sayso/web/static/vendor");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

// One module a library; the library's own names are what our modules import.
const charts = await build({
  stdin: { contents: 'export * from "@observablehq/plot";', resolveDir: root },
  bundle: true,
  format: "esm",
  minify: true,
  legalComments: "eof",
  target: "es2022",
  outfile: join(out, "plot.js"),
  metafile: true,
});

// MapLibre ships as modules already; its worker is a file of its own, so no blob: is needed.
for (const name of ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"]) {
  const text = await readFile(join(modules, "maplibre-gl/dist", name), "utf8");
  await writeFile(join(out, name), text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

// Coordinates are rounded to a hundredth of a degree, about a kilometre: borders here only orient.
const rounded = (key, value) => (typeof value === "number" ? Math.round(value * 100) / 100 : value);
const atlas = JSON.parse(await readFile(join(modules, "world-atlas/countries-50m.json"), "utf8"));
const land = feature(atlas, atlas.objects.land);
const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
// The atlas is cut for a globe: a ring that crosses the antimeridian jumps by 360 degrees, which on
// a flat map would be a line across it. Unrolled, it runs on beyond 180, and the map wraps it.
const unrolled = (line) => {
  let shift = 0;
  const points = line.map(([lon, lat], i) => {
    const jump = i ? lon - line[i - 1][0] : 0;
    if (Math.abs(jump) > 180) shift -= Math.sign(jump) * 360;
    return [lon + shift, lat];
  });
  // a ring round the pole does not come back to where it began: closed along the pole
  if (shift) points.push([points.at(-1)[0], -90], [points[0][0], -90], points[0]);
  return points;
};
land.features = land.features.flatMap(({ geometry }) =>
  (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).map((rings) => ({
    type: "Feature",
    geometry: { type: "Polygon", coordinates: rings.map(unrolled) },
  })),
);
borders.coordinates = borders.coordinates.map(unrolled);
const world = {
  type: "FeatureCollection",
  features: [
    ...land.features.map((one) => ({ ...one, properties: { kind: "land" } })),
    { type: "Feature", properties: { kind: "border" }, geometry: borders },
  ],
};
await writeFile(join(out, "world.json"), JSON.stringify(world, rounded));

const faces = {
  "inter.woff2": "inter/files/inter-latin-wght-normal.woff2",
  "serif.woff2": "source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
  "serif-italic.woff2": "source-serif-4/files/source-serif-4-latin-wght-italic.woff2",
};
for (const [name, path] of Object.entries(faces)) {
  await cp(join(modules, "@fontsource-variable", path), join(out, name));
}

// What was put in, and under which terms.
const inside = new Set(["maplibre-gl", "world-atlas", "@fontsource-variable/inter"]);
inside.add("@fontsource-variable/source-serif-4");
for (const path of Object.keys(charts.metafile.inputs)) {
  const found = path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/);
  if (found) inside.add(found[1]);
}
const notices = [];
for (const name of [...inside].sort()) {
  const about = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
  let terms = "";
  for (const file of ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE"]) {
    terms ||= await readFile(join(modules, name, file), "utf8").catch(() => "");
  }
  notices.push(`${name} ${about.version} (${about.license})\n\n${terms.trim()}\n`);
}
await writeFile(join(out, "LICENCES.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));
