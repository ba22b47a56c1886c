/* What lies on a map: raster tiles, vector tiles, outlines and shown shapes, brought to what is
   wanted by the fewest changes, so that a slider of opacity loads no tile anew. */
(function () {
  "use strict";
  const NOTHING = {type: "FeatureCollection", features: []};
  const UNKNOWN = "#8a9a94";
  const MARK = "#14324a";
  const INK = "#c2410c";
  const HATCH = "hatch-";
  const HATCH_SIZE = 16;

  // A relative URL would be resolved inside maplibre's worker, which has no base.
  const absolute = url => new URL(url, window.location.href).href;
  // The braces of a template must stay as they are.
  const template = url => url.startsWith("/") ? window.location.origin + url : url;

  const share = (value, standard) => value == null ? standard : value;

  function colourOf(spec) {
    const {property, values} = spec.colours || {};
    const pairs = Object.entries(values || {}).flat();
    const rest = spec.colour || UNKNOWN;
    return pairs.length ? ["match", ["to-string", ["get", property]], ...pairs, rest] : rest;
  }

  /* Slanting lines in a colour, made when a layer first asks for them by name. */
  function drawHatch(map, name) {
    if (!name.startsWith(HATCH) || map.hasImage(name)) return;
    const rgb = [1, 3, 5].map(at => parseInt(name.slice(HATCH.length).slice(at, at + 2), 16) || 0);
    const data = new Uint8ClampedArray(4 * HATCH_SIZE * HATCH_SIZE);
    for (let y = 0; y < HATCH_SIZE; y += 1) {
      for (let x = 0; x < HATCH_SIZE; x += 1) {
        const on = (x + y) % 8 < 3;
        data.set([...rgb, on ? 230 : 0], 4 * (y * HATCH_SIZE + x));
      }
    }
    map.addImage(name, {width: HATCH_SIZE, height: HATCH_SIZE, data}, {pixelRatio: 2});
  }

  function rasterParts(raster) {
    const {id, url, minzoom, maxzoom, bounds} = raster;
    return [{
      source: "raster-" + id,
      spec: {type: "raster", tiles: [template(url)], tileSize: raster.size || 256, minzoom, maxzoom,
        bounds},
      layer: {id: "raster-" + id, type: "raster", source: "raster-" + id, paint: {
        "raster-opacity": share(raster.opacity, 1), "raster-fade-duration": 0,
        "raster-resampling": raster.smooth ? "linear" : "nearest"}},
    }];
  }

  const DRAWN = {
    fill: (spec, colour) => ["fill", {"fill-color": colour, "fill-opacity": share(spec.opacity, 0.8)}],
    hatch: (spec, colour) => ["fill", {"fill-pattern": ["image", ["concat", HATCH, colour]],
      "fill-opacity": share(spec.opacity, 1)}],
    line: (spec, colour) => ["line", {"line-color": colour, "line-width": share(spec.width, 1.5),
      "line-opacity": share(spec.opacity, 1)}],
    circle: (spec, colour) => ["circle", {"circle-color": colour, "circle-radius":
      share(spec.width, 5), "circle-opacity": share(spec.opacity, 1),
    "circle-stroke-color": "#ffffff", "circle-stroke-width": 1}],
  };

  function vectorParts(vector, keys) {
    const source = "vector-" + vector.url;
    const spec = {type: "vector", tiles: [template(vector.url)], minzoom: vector.minzoom,
      maxzoom: vector.maxzoom, ...(vector.bounds ? {bounds: vector.bounds} : {}),
      ...(keys ? {promoteId: keys} : {})};
    const part = (end, type, paint, layout) => ({source, spec, layer: {id: "vector-" + vector.id + end,
      type, source, "source-layer": vector.layer, paint, ...(layout ? {layout} : {})}});
    const parts = DRAWN[vector.draw] ? [part("", ...DRAWN[vector.draw](vector, colourOf(vector)))] : [];
    if (vector.draw === "fill" && vector.width) {
      parts.push(part("-border", "line", {"line-color": vector.border || "#ffffff", "line-opacity":
        share(vector.opacity, 0.8), "line-width":
        ["interpolate", ["linear"], ["zoom"], 12, 0.1, 14, vector.width / 2, 17, vector.width]}));
    }
    if (vector.label) parts.push(part("-label", "symbol", NAMED, namesBy(["get", vector.label])));
    return parts;
  }

  const NAMED = {"text-color": "#1c2b33", "text-halo-color": "#ffffff", "text-halo-width": 1.6};
  // What stands in the right half of its box is cut off by maplibre 5.24: （ would be a gap.
  const narrow = text => [["（", "("], ["）", ")"]].reduce(
    (found, [wide, plain]) => ["join", ["split", found, wide], plain], ["to-string", text]);
  const namesBy = (text, size = 12) => ({"text-field": narrow(text), "text-size": size,
    "text-padding": 4, "text-max-width": 9});

  function outlineParts(outline) {
    const {id, url, colour} = outline;
    const source = "outline-" + id, opacity = share(outline.opacity, 1);
    const part = (end, type, paint, more) => ({source, spec: {type: "geojson", data: absolute(url)},
      layer: {id: source + end, type, source, paint, ...more}});
    const polygons = ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false];
    const inside = outline.fill == null ? [] : [part("-fill", "fill",
      {"fill-color": colour, "fill-opacity": outline.fill * opacity}, {filter: polygons})];
    return [...inside,
      part("", "line", {"line-color": colour, "line-width": 2, "line-opacity": opacity},
        {layout: {"line-join": "round"}}),
      part("-points", "circle", {"circle-color": colour, "circle-radius": 4, "circle-opacity":
        opacity, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1},
      {filter: ["==", ["geometry-type"], "Point"]})];
  }

  /* Small results with their own colours: polygons filled or hatched, lines, points, names. */
  function shownParts(shown) {
    const colour = ["coalesce", ["get", "colour"], MARK];
    const source = "shown", spec = {type: "geojson", data: shown || NOTHING};
    const hatched = ["==", ["get", "hatch"], true];
    const kinds = (...types) => ["match", ["geometry-type"], types, true, false];
    const area = kinds("Polygon", "MultiPolygon");
    const part = (end, type, paint, more) => ({source, spec,
      layer: {id: "shown-" + end, type, source, paint, ...more}});
    return [
      part("fill", "fill", {"fill-color": colour, "fill-opacity": 0.28},
        {filter: ["all", area, ["!", hatched]]}),
      part("hatch", "fill", {"fill-pattern": ["image", ["concat", HATCH, colour]]},
        {filter: ["all", area, hatched]}),
      part("line", "line", {"line-color": colour, "line-width": 2.5}, {layout: {"line-join": "round"}}),
      part("point", "circle", {"circle-color": colour, "circle-radius": 6, "circle-stroke-color":
        "#ffffff", "circle-stroke-width": 2}, {filter: kinds("Point", "MultiPoint")}),
      part("name", "symbol", NAMED, {filter: ["has", "name"], layout: namesBy(["get", "name"])}),
    ];
  }

  /* What is being drawn on the other map of a swipe. */
  function drawnParts(geometries) {
    const features = geometries.map(geometry => ({type: "Feature", properties: {}, geometry}));
    const spec = {type: "geojson", data: {type: "FeatureCollection", features}};
    const part = (id, type, paint, filter) => ({source: "drawn", spec,
      layer: {id: "drawn-" + id, type, source: "drawn", paint, ...(filter ? {filter} : {})}});
    return [
      part("fill", "fill", {"fill-color": INK, "fill-opacity": 0.14},
        ["==", ["geometry-type"], "Polygon"]),
      part("line", "line", {"line-color": INK, "line-width": 2.5}),
      part("point", "circle", {"circle-color": INK, "circle-radius": 6},
        ["==", ["geometry-type"], "Point"]),
    ];
  }

  const shape = part => JSON.stringify([part.spec, {...part.layer, paint: null}]);
  const isData = part => part.spec.type === "geojson" && typeof part.spec.data !== "string";

  /* Bring the layers of a group to the parts wanted, in their order, below the layer `before`. */
  function settle(map, group, parts, before) {
    const every = map.sinkmapHeld = map.sinkmapHeld || {};
    const held = every[group] || new Map();
    const wanted = new Map(parts.map(part => [part.layer.id, part]));
    // Inline data is replaced in its source; all else that changed is built anew.
    const stays = (old, now) => now && (isData(now)
      ? JSON.stringify({...old.layer, paint: 0}) === JSON.stringify({...now.layer, paint: 0})
      : shape(old) === shape(now));
    for (const [id, old] of held) if (!stays(old, wanted.get(id))) map.removeLayer(id);
    const standing = new Set([...held].filter(([id, old]) => stays(old, wanted.get(id))).map(([id]) => id));
    const used = new Set([...standing].map(id => held.get(id).source));
    new Set([...held.values()].map(part => part.source)).forEach(source => {
      if (!used.has(source)) map.removeSource(source);
    });
    for (const [source, spec] of new Map(parts.map(part => [part.source, part.spec]))) {
      const there = map.getSource(source);
      if (!there) map.addSource(source, spec);
      else if (isData({spec})) there.setData(spec.data);
    }
    for (const {layer} of parts) {
      const {id, paint} = layer;
      if (!standing.has(id)) map.addLayer(layer, before);
      else repaint(map, id, held.get(id).layer.paint, paint);
    }
    if (parts.some(part => !standing.has(part.layer.id)) || order(held) !== order(wanted)) {
      parts.forEach(part => map.moveLayer(part.layer.id, before));
    }
    every[group] = wanted;
  }

  const order = parts => [...parts.keys()].join(" ");

  function repaint(map, id, old, now) {
    for (const [name, value] of Object.entries(now)) {
      if (JSON.stringify(value) !== JSON.stringify(old[name])) map.setPaintProperty(id, name, value);
    }
  }

  const COVERED = 0.88, SEEN_THROUGH = 0.6;

  /* A basemap lies right over the ground; units that are filled let it through. */
  function setBasemap(map, basemap) {
    const above = map.getLayersOrder().find(id => id !== "ground" && !id.startsWith("basemap"));
    const parts = basemap ? rasterParts({...basemap, smooth: true}) : [];
    const named = parts.map(({spec, layer}) => ({source: "basemap", spec,
      layer: {...layer, id: "basemap", source: "basemap"}}));
    settle(map, "basemap", named, above);
    map.setPaintProperty("fill", "fill-opacity", basemap ? SEEN_THROUGH : COVERED);
  }

  /* Layers of one address share its tiles, so what is known of a source is known to all of them. */
  function vectorsParts(vectors) {
    const keys = {};
    for (const {url, layer, key} of vectors) {
      if (key) keys[url] = {...keys[url], [layer]: key};
    }
    return vectors.flatMap(vector => vectorParts(vector, keys[vector.url]));
  }

  const settleAll = (group, partsOf, before) => (map, list) =>
    settle(map, group, (list || []).flatMap(partsOf), before);

  const PIXELS = 3;

  /* What a click meets in the clickable layers, the topmost first, each thing once. */
  function metAt(map, point, vectors) {
    const clickable = new Map((vectors || []).filter(one => one.clickable)
      .map(one => ["vector-" + one.id, one.id]));
    const layers = [...clickable.keys()].filter(id => map.getLayer(id));
    if (!layers.length) return [];
    const box = [[point.x - PIXELS, point.y - PIXELS], [point.x + PIXELS, point.y + PIXELS]];
    const exact = map.queryRenderedFeatures(point, {layers});
    const near = exact.length ? exact : map.queryRenderedFeatures(box, {layers});
    const met = new Map();
    for (const {layer, id, properties} of near) {
      const name = clickable.get(layer.id);
      const key = name + " " + (id == null ? JSON.stringify(properties) : id);
      if (!met.has(key)) met.set(key, {layer: name, id: id == null ? null : id, properties});
    }
    return [...met.values()].slice(0, 20);
  }

  window.sinkmap_map = Object.assign(window.sinkmap_map || {}, {
    INK, NAMED, NOTHING, absolute, drawHatch, metAt, namesBy, setBasemap,
    setRasters: settleAll("rasters", rasterParts, "fill"),
    setVectors: (map, list) => settle(map, "vectors", vectorsParts(list || []), "places"),
    setOutlines: settleAll("outlines", outlineParts, "halo"),
    setDrawn: (map, drawn) => settle(map, "drawn", drawnParts(drawn)),
    setShown: (map, shown) => settle(map, "shown", shownParts(shown), "halo"),
  });
})();
