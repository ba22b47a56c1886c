/* MapView: a maplibre-gl map as a Dash component, written for the browser as it stands.
   React and maplibregl are globals, layers.js, swipe.js and draw.js come before; the properties are documented in parts.py. */
(function () {
  "use strict";
  const h = React.createElement;
  const FONTS = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif";
  const GROUND = "#eef2ee";
  const FIT = {padding: {top: 76, right: 28, bottom: 44, left: 28}};
  const NO_UNIT = "\u0000";
  const REST = 150;
  const {NOTHING, absolute} = window.sinkmap_map;
  const ours = window.sinkmap_map;

  function paintByUnit(colours, blank) {
    const pairs = Object.entries(colours || {}).flat();
    return pairs.length ? ["match", ["get", "unit"], ...pairs, blank] : blank;
  }

  // Points that stand for a shape too small to see; those of a shape without colour stay away.
  const places = colours => ["all", ["has", "place"],
    ["in", ["get", "unit"], ["literal", Object.keys(colours || {})]]];

  function style(props) {
    const polygons = ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false];
    const chosen = ["==", ["get", "unit"], NO_UNIT];
    const line = (id, filter, paint) => ({
      id, type: "line", source: "units", filter, paint, layout: {"line-join": "round"},
    });
    return {
      version: 8,
      sources: {units: {type: "geojson", data: NOTHING, promoteId: "unit"}},
      layers: [
        {id: "ground", type: "background", paint: {"background-color": GROUND}},
        {id: "fill", type: "fill", source: "units", filter: polygons,
          paint: {"fill-color": props.blank, "fill-opacity": 0.88}},
        line("border", polygons, {"line-color": "#ffffff", "line-width": 1.4}),
        {id: "places", type: "circle", source: "units", maxzoom: 14, filter: places(props.colours),
          paint: {"circle-color": paintByUnit(props.colours, props.blank), "circle-radius":
            ["interpolate", ["linear"], ["zoom"], 9, 3, 12, 5, 14, 2],
          "circle-stroke-color": "#ffffff", "circle-stroke-width": 1}},
        line("halo", chosen, {"line-color": "#ffffff", "line-width": 6}),
        line("chosen", chosen, {"line-color": "#14324a", "line-width": 3}),
        {id: "names", type: "symbol", source: "units",
          filter: ["==", ["geometry-type"], "Point"],
          layout: ours.namesBy(["get", props.language], 13), paint: ours.NAMED},
      ],
    };
  }

  function drawPicture(map, picture, opacity) {
    if (map.getLayer("picture")) {
      map.removeLayer("picture");
      map.removeSource("picture");
    }
    if (!picture) return;
    const [west, south, east, north] = picture.bounds;
    map.addSource("picture", {type: "image", url: absolute(picture.url),
      coordinates: [[west, north], [east, north], [east, south], [west, south]]});
    map.addLayer({id: "picture", type: "raster", source: "picture", paint: {
      "raster-opacity": opacity, "raster-fade-duration": 0,
      "raster-resampling": picture.smooth ? "linear" : "nearest",
    }}, "border");
  }

  const rounded = (number, digits) => Number(number.toFixed(digits));

  /* What is seen, told when the map has come to rest. */
  function tellView(map, latest) {
    let timer = null;
    const tell = () => {
      const edges = map.getBounds(), middle = map.getCenter();
      latest.current.setProps({seen: {west: rounded(edges.getWest(), 6),
        south: rounded(edges.getSouth(), 6), east: rounded(edges.getEast(), 6),
        north: rounded(edges.getNorth(), 6), lon: rounded(middle.lng, 6),
        lat: rounded(middle.lat, 6), zoom: rounded(map.getZoom(), 3)}});
    };
    map.on("moveend", () => {
      clearTimeout(timer);
      timer = setTimeout(tell, REST);
    });
    map.once("remove", () => clearTimeout(timer));
    tell();
  }

  function listenToClicks(map, latest, pen) {
    map.on("click", event => {
      const props = latest.current;
      if (pen.current && pen.current.isOn(event)) return;
      const units = map.queryRenderedFeatures(event.point, {layers: ["places", "fill"]});
      const tiled = Boolean(props.rasters || props.vectors);
      if (!units.length && !tiled) return;
      const click = {at: Date.now(), lon: rounded(event.lngLat.lng, 7),
        lat: rounded(event.lngLat.lat, 7)};
      if (units.length) click.unit = units[0].properties.unit;
      if (tiled) click.features = ours.metAt(map, event.point, props.vectors);
      props.setProps({click});
    });
  }

  function listenToPointer(map, box, hint, latest) {
    const shapes = ["places", "fill"];
    map.on("mousemove", shapes, event => {
      const unit = (event.features[0] || {properties: {}}).properties.unit;
      map.getCanvas().style.cursor = "pointer";
      hint.textContent = (latest.current.labels || {})[unit] || "";
      hint.style.display = hint.textContent ? "block" : "none";
      const half = box.clientWidth / 2;
      hint.style.left = event.point.x + (event.point.x > half ? -14 - hint.offsetWidth : 14) + "px";
      hint.style.top = event.point.y + 12 + "px";
    });
    map.on("mouseleave", shapes, () => {
      map.getCanvas().style.cursor = "";
      hint.style.display = "none";
    });
  }

  const standing = props => ({style: style(props), dragRotate: false, pitchWithRotate: false,
    touchPitch: false, localIdeographFontFamily: FONTS, fadeDuration: 0, maxZoom: 18,
    locale: props.words});

  // A tile that is not there leaves its place clear; the request itself tells the rest.
  function quiet(map) {
    map.on("styleimagemissing", event => ours.drawHatch(map, event.id));
    map.on("error", event => {
      if (!(event.error && event.error.status)) console.warn(event.error);
    });
  }

  function startMap(box, hint, latest, pen) {
    const props = latest.current, {view} = props;
    const map = new maplibregl.Map({...standing(props), container: box, attributionControl: false,
      ...(view ? {center: [view.lon, view.lat], zoom: view.zoom}
        : {bounds: props.bounds, fitBoundsOptions: FIT})});
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({showCompass: false}), "top-right");
    map.addControl(new maplibregl.ScaleControl({unit: "metric"}), "bottom-right");
    quiet(map);
    listenToClicks(map, latest, pen);
    listenToPointer(map, box, hint, latest);
    return map;
  }

  // maplibre throws where WebGL is missing; asking first keeps the console clean.
  function hasWebgl() {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
  }

  /* The second map of a swipe: there while two states are compared. */
  function useSecond(map, box, isOn, latest) {
    const [second, setSecond] = React.useState(null);
    React.useEffect(() => {
      if (!map || !isOn) return undefined;
      const stop = ours.followMap(map, box.current, standing(latest.current), started => {
        quiet(started);
        box.current._map = started;
        setSecond(started);
      });
      return () => {
        setSecond(null);
        stop();
      };
    }, [map, isOn]);
    // In the drawing that ends the comparison the map is still held, but already gone.
    return isOn ? second : null;
  }

  /* The pen is made when something is first drawn or brought in by the address. */
  function usePen(map, pen, props, latest, mirror) {
    const sent = React.useRef("null");
    const started = () => {
      if (!pen.current) {
        pen.current = ours.startDrawing(map, geometry => {
          sent.current = JSON.stringify(geometry);
          latest.current.setProps({drawn: geometry, draw: null});
        }, mirror);
      }
      return pen.current;
    };
    React.useEffect(() => {
      if (!map || !(props.draw || pen.current)) return;
      if (props.draw && sent.current !== "null") {
        sent.current = "null";
        props.setProps({drawn: null});
      }
      started().begin(props.draw);
    }, [map, props.draw]);
    const wanted = JSON.stringify(props.drawn || null);
    React.useEffect(() => {
      if (!map || wanted === sent.current) return;
      sent.current = wanted;
      started().put(props.drawn);
    }, [map, wanted]);
  }

  /* What one map shows; the right-hand map of a swipe has its own tiles and all else alike. */
  function useLayers(map, props, basemap, rasters, vectors) {
    const draw = (work, on) => React.useEffect(() => { if (map) work(map); }, [map, ...on]);
    draw(m => m.getSource("units").setData(props.shapes ? absolute(props.shapes) : NOTHING),
      [props.shapes]);
    draw(m => {
      const paint = paintByUnit(props.colours, props.blank);
      m.setPaintProperty("fill", "fill-color", paint);
      m.setPaintProperty("places", "circle-color", paint);
      m.setFilter("places", places(props.colours));
    }, [props.colours, props.blank]);
    draw(m => ["halo", "chosen"].forEach(id => m.setFilter(id,
      ["==", ["get", "unit"], props.selected || NO_UNIT])), [props.selected]);
    draw(m => drawPicture(m, props.picture, props.opacity), [JSON.stringify(props.picture)]);
    draw(m => m.getLayer("picture") &&
      m.setPaintProperty("picture", "raster-opacity", props.opacity), [props.opacity]);
    draw(m => ours.setBasemap(m, basemap), [JSON.stringify(basemap)]);
    draw(m => ours.setRasters(m, rasters), [JSON.stringify(rasters)]);
    draw(m => ours.setVectors(m, vectors), [JSON.stringify(vectors)]);
    draw(m => ours.setOutlines(m, props.outlines), [JSON.stringify(props.outlines)]);
    draw(m => ours.setShown(m, props.shown), [JSON.stringify(props.shown)]);
  }

  function useMovement(map, props) {
    const bounds = JSON.stringify(props.bounds), view = JSON.stringify(props.view || null);
    const fitted = React.useRef(bounds), placed = React.useRef(view);
    React.useEffect(() => {
      if (!map || bounds === fitted.current) return;
      fitted.current = bounds;
      map.fitBounds(props.bounds, {...FIT, animate: false});
    }, [map, bounds]);
    React.useEffect(() => {
      if (!map || !props.view || view === placed.current) return;
      placed.current = view;
      map.jumpTo({center: [props.view.lon, props.view.lat], zoom: props.view.zoom});
    }, [map, view]);
  }

  function missingTag({words, plain}) {
    return h("div", {className: "map-missing", role: "alert"}, h("p", null, words.missing),
      plain && h("p", null, h("a", {href: plain}, words.plain)));
  }

  function swipeTag(props, at, setAt) {
    const {left, right} = props.compare;
    return h(ours.SwipeHandle, {at, left, right, label: props.words.swipe, move: setAt,
      rest: () => setAt(now => { props.setProps({swiped: rounded(now, 3)}); return now; })});
  }

  function MapView(props) {
    const box = React.useRef(null), hint = React.useRef(null), latest = React.useRef(props);
    const over = React.useRef(null), pen = React.useRef(null);
    const [map, setMap] = React.useState(null);
    const [missing, setMissing] = React.useState(false);
    const [drawing, setDrawing] = React.useState([]);
    const [at, setAt] = React.useState(0.5);
    const [basemap, choose] = ours.useBasemap(props);
    const {compare} = props;
    latest.current = props;

    React.useEffect(() => {
      if (!hasWebgl()) {
        setMissing(true);
        props.setProps({state: "no_webgl"});
        return undefined;
      }
      const started = startMap(box.current, hint.current, latest, pen);
      box.current._map = started;
      started.once("load", () => {
        setMap(started);
        props.setProps({state: "ready"});
        tellView(started, latest);
      });
      return () => {
        if (pen.current) pen.current.stop();
        started.remove();
      };
    }, []);

    const second = useSecond(map, over, Boolean(compare), latest);
    useLayers(map, props, basemap, props.rasters, props.vectors);
    useLayers(second, props, basemap, compare && compare.rasters, compare && compare.vectors);
    usePen(map, pen, props, latest, setDrawing);
    useMovement(map, props);
    React.useEffect(() => { if (second) ours.setDrawn(second, drawing); }, [second, drawing]);
    React.useEffect(() => {
      if (compare && compare.at != null) setAt(compare.at);
    }, [compare && compare.at]);

    return h("div", {id: props.id, className: "map-view " + (props.className || "")},
      h("div", {ref: box, className: "map-canvas", style: missing ? {display: "none"} : null}),
      compare && !missing && h("div", {ref: over, className: "map-over", "aria-hidden": true,
        style: {clipPath: "inset(0 0 0 " + 100 * at + "%)"}}),
      compare && !missing && swipeTag(props, at, setAt),
      (props.tools || []).length > 0 && !missing && h(ours.DrawTools, {tools: props.tools,
        words: props.words, draw: props.draw, drawn: props.drawn, set: props.setProps}),
      !missing && ours.basemapTags(props, basemap, choose),
      h("div", {ref: hint, className: "map-hint", "aria-hidden": true}),
      missing && missingTag(props));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {MapView});
})();
