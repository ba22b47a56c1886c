/* The overview in the browser: what a link tells, which tiles are shown, what the link becomes.
   Dash finds these callbacks under dash_clientside.sinkmap. */
(function () {
  "use strict";
  const NO_YEAR = "-";
  const NOTHING = () => window.dash_clientside.no_update;
  const KINDS = {polygon: "Polygon", line: "LineString", point: "Point"};
  const CLOSE = 16, SMALL = 14;

  // Groups bottom up: pictures, parcels, then lines and zones over both.
  const UPWARD = [2, 0, 1];

  const numbers = text => (text || "").split(",").map(Number);
  const isPlace = ([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

  /* A shape in an address: its kind and its corners, each "longitude latitude". */
  function shapeOf(text) {
    const [kind, corners] = (text || "").split(":");
    if (!(kind in KINDS) || !corners) return null;
    const points = corners.split(";").map(numbers);
    if (!points.every(point => point.length === 2 && isPlace(point))) return null;
    const coordinates = {polygon: [[...points, points[0]]], line: points, point: points[0]}[kind];
    return {type: KINDS[kind], coordinates};
  }
  function shapeText(geometry) {
    const kind = Object.keys(KINDS).find(one => KINDS[one] === geometry.type);
    const points = {polygon: g => g[0].slice(0, -1), line: g => g, point: g => [g]}[kind];
    return kind + ":" + points(geometry.coordinates).map(p => p.join(",")).join(";");
  }

  function layersOn(text, catalogue) {
    if (text == null) return catalogue.first;
    const known = new Set(catalogue.layers.map(layer => layer.id));
    const pairs = text.split(",").filter(Boolean).map(one => one.split(":"));
    return Object.fromEntries(pairs.filter(([id]) => known.has(id)).map(([id, share]) =>
      [id, share === undefined ? 1 : Math.min(1, Math.max(0, Number(share) || 0))]));
  }

  /* "id:opacity" of an address; a basemap that is not here any more is none. */
  function basemapOf(text, catalogue) {
    const [id, share] = (text || "").split(":");
    if (!catalogue.basemaps.includes(id)) return null;
    return {id, opacity: share === undefined ? 1 : Math.min(1, Math.max(0, Number(share) || 0))};
  }

  function opened(search, catalogue) {
    const told = new URLSearchParams(search || "");
    const years = catalogue.years.map(String);
    const among = (year, rest) => years.includes(year) ? year : rest;
    const [lon, lat, zoom] = ["lon", "lat", "z"].map(key => parseFloat(told.get(key)));
    const place = numbers(told.get("place"));
    return {
      on: layersOn(told.get("on"), catalogue),
      year: among(told.get("year"), years[years.length - 1]),
      other: among(told.get("with"), NO_YEAR),
      at: Math.min(1, Math.max(0, parseFloat(told.get("at")))) || 0.5,
      view: isPlace([lon, lat]) && zoom >= 0 ? {lon, lat, zoom} : null,
      drawn: shapeOf(told.get("shape")),
      basemap: basemapOf(told.get("base"), catalogue),
      place: place.length === 2 && isPlace(place) ? {lon: place[0], lat: place[1]} : null,
    };
  }

  /* Where the map goes for something that was found: it fits the window. */
  function viewOf([west, south, east, north]) {
    const span = Math.max(east - west, 1.2 * (north - south), 1e-4);
    const zoom = Math.min(CLOSE, Math.log2(360 * 0.9 / span));
    return {lon: (west + east) / 2, lat: (south + north) / 2, zoom: Number(zoom.toFixed(2))};
  }

  const cause = () => window.dash_clientside.callback_context.triggered.map(t => t.prop_id)
    .find(Boolean) || "";

  /* What changes by hand: [on, year, other, at, view, drawn, place, basemap]. */
  function browseMove(search, picked, typed, click, closed, catalogue) {
    const by = cause(), none = NOTHING();
    if (by.startsWith("browse-search") && picked) {
      const {lon, lat, zoom} = viewOf(picked.bounds);
      // A unit or a park is looked at as a whole; of something small the card is opened too.
      return [none, none, none, none, {lon, lat, zoom}, none, zoom < SMALL ? none : {lon, lat},
        none];
    }
    if (by.startsWith("browse-corners") && typed) {
      const points = typed.geometry.coordinates.flat(typed.geometry.type === "Polygon" ? 1 : 0);
      const [xs, ys] = [0, 1].map(axis => points.map(point => point[axis]));
      const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
      return [none, none, none, none, viewOf(bounds), typed.geometry, none, none];
    }
    if (by.startsWith("browse-map") && click) {
      return [none, none, none, none, none, none, {lon: click.lon, lat: click.lat}, none];
    }
    if (by.startsWith("browse-close")) return [none, none, none, none, none, none, null, none];
    if (by && !by.startsWith("browse-address")) return Array(8).fill(none);
    const start = opened(search, catalogue);
    return [start.on, start.year, start.other, start.at, start.view || none, start.drawn,
      start.place, start.basemap];
  }

  /* Parts of the map for the layers that are on in a year, bottom up. */
  function partsOf(catalogue, addresses, on, year) {
    const shown = {rasters: [], vectors: [], outlines: []};
    const height = layer => UPWARD.indexOf(layer.group);
    // Sorting keeps the order within a group.
    for (const layer of [...catalogue.layers].reverse().sort((a, b) => height(a) - height(b))) {
      const opacity = on[layer.id];
      const tiles = (layer.addresses || (addresses || {})[layer.id] || {})[year];
      if (!tiles || opacity == null) continue;
      if (layer.draw === "picture") shown.rasters.push({id: layer.id, ...tiles, opacity});
      else if (layer.draw === "outline") {
        const {id, colour, fill, name} = layer;
        shown.outlines.push({id, url: tiles.url, colour, fill, label: name, opacity});
      } else shown.vectors.push(...vectorsOf(layer, tiles, opacity));
    }
    return shown;
  }

  function vectorsOf(layer, tiles, opacity) {
    const {id, draw, colour, colours, key, clickable} = layer;
    const common = {url: tiles.url, minzoom: tiles.minzoom, maxzoom: tiles.maxzoom,
      bounds: tiles.bounds};
    const drawn = {...common, id, layer: tiles.layer, draw, colour, key, clickable,
      ...(colours ? {colours} : {}), opacity: layer.fill ? layer.fill * opacity : opacity,
      ...(layer.width ? {width: layer.width} : {})};
    const parts = [drawn];
    if (layer.fill) {
      parts.push({...common, id: id + "-edge", layer: tiles.layer, draw: "line", colour, opacity,
        width: 2});
    }
    if (layer.label_layer) {
      parts.push({...common, id: id + "-names", layer: layer.label_layer, draw: "label",
        label: layer.label});
    }
    return parts;
  }

  /* Layers whose addresses are needed; a changed opacity needs none anew. */
  function browseWanted(on, wanted) {
    const ids = Object.keys(on || {}).sort();
    return !on || JSON.stringify(ids) === JSON.stringify(wanted) ? NOTHING() : ids;
  }

  function browseLayers(on, year, other, at, addresses, catalogue) {
    if (!on) return Array(5).fill(NOTHING());
    const now = partsOf(catalogue, addresses, on, year);
    const swiped = other && other !== NO_YEAR && other !== year;
    const then = swiped ? partsOf(catalogue, addresses, on, other) : null;
    // The year compared with lies at the left, as time runs.
    const compare = swiped ? {rasters: now.rasters, vectors: now.vectors, at, left: other,
      right: year} : null;
    const left = then || now;
    return [left.rasters, left.vectors, now.outlines, compare, year];
  }

  const browseBasemap = chosen => chosen || null;

  function browseLink(seen, on, year, other, swiped, drawn, place, basemap, at, catalogue) {
    if (!seen || !on) return NOTHING();
    const told = new URLSearchParams({run: catalogue.run, lon: seen.lon, lat: seen.lat, z: seen.zoom,
      year});
    told.set("on", Object.entries(on).map(([id, share]) => share === 1 ? id : id + ":" + share)
      .join(","));
    if (other && other !== NO_YEAR && other !== year) {
      told.set("with", other);
      told.set("at", swiped == null ? at : swiped);
    }
    if (basemap) told.set("base", basemap.id + ":" + basemap.opacity);
    if (place) told.set("place", place.lon + "," + place.lat);
    if (drawn) told.set("shape", shapeText(drawn));
    return "?" + told.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3B", ";");
  }

  /* What was opened last is moved into sight: the card may be long. */
  function browseNewest() {
    const id = cause().split(".")[0];
    setTimeout(() => {
      const part = document.getElementById(id), card = part && part.closest(".card");
      if (!part || !part.childElementCount) return;
      const down = part.getBoundingClientRect().top - card.getBoundingClientRect().top - 16;
      card.scrollTop = part.closest(".place") ? 0 : card.scrollTop + down;
    }, 80);
    return NOTHING();
  }

  /* What a sheet of paper is offered as the ground that is seen now. */
  function browsePrint(seen, drawn) {
    if (!seen) return null;
    const view = [seen.west, seen.south, seen.east, seen.north];
    return drawn ? {view, shape: drawn} : {view};
  }

  const shared = window.dash_clientside = window.dash_clientside || {};
  shared.sinkmap = Object.assign(shared.sinkmap || {}, {browseBasemap, browseLayers, browseLink,
    browseMove, browseNewest, browsePrint, browseWanted});
})();
