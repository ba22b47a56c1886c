/* MapView: a maplibre-gl map as a Dash component, written for the browser as it stands.
   React and maplibregl are globals; the properties are documented in parts.py. */
(function () {
  "use strict";
  const h = React.createElement;
  const FONTS = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif";
  const NOTHING = {type: "FeatureCollection", features: []};
  const GROUND = "#eef2ee";
  const FIT = {padding: {top: 76, right: 28, bottom: 44, left: 28}};
  const NO_UNIT = "\u0000";

  // A relative URL would be resolved inside maplibre's worker, which has no base.
  const absolute = url => new URL(url, window.location.href).href;

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
          layout: {"text-field": ["get", props.language], "text-size": 13, "text-padding": 4,
            "text-max-width": 9},
          paint: {"text-color": "#1c2b33", "text-halo-color": "#ffffff", "text-halo-width": 1.6}},
      ],
    };
  }

  function drawOutlines(map, outlines) {
    const drawn = map.getStyle();
    const ours = id => id.startsWith("outline-");
    drawn.layers.filter(l => ours(l.id)).forEach(l => map.removeLayer(l.id));
    Object.keys(drawn.sources).filter(ours).forEach(id => map.removeSource(id));
    for (const {id, url, colour} of outlines || []) {
      const name = "outline-" + id;
      map.addSource(name, {type: "geojson", data: absolute(url)});
      map.addLayer({id: name, type: "line", source: name, layout: {"line-join": "round"},
        paint: {"line-color": colour, "line-width": 2}}, "halo");
      map.addLayer({id: name + "-points", type: "circle", source: name,
        filter: ["==", ["geometry-type"], "Point"],
        paint: {"circle-color": colour, "circle-radius": 4, "circle-stroke-color": "#ffffff",
          "circle-stroke-width": 1}}, "halo");
    }
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

  function listen(map, box, hint, latest) {
    const unitAt = event => (event.features[0] || {properties: {}}).properties.unit;
    const shapes = ["places", "fill"];
    map.on("click", shapes, event => {
      latest.current.setProps({click: {unit: unitAt(event), at: Date.now()}});
    });
    map.on("mousemove", shapes, event => {
      const unit = unitAt(event);
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

  function startMap(box, hint, latest) {
    const props = latest.current;
    const map = new maplibregl.Map({
      container: box, style: style(props), bounds: props.bounds, attributionControl: false,
      fitBoundsOptions: FIT, dragRotate: false, pitchWithRotate: false,
      touchPitch: false, localIdeographFontFamily: FONTS, fadeDuration: 0, maxZoom: 17,
      locale: props.words,
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({showCompass: false}), "top-right");
    map.addControl(new maplibregl.ScaleControl({unit: "metric"}), "bottom-right");
    listen(map, box, hint, latest);
    return map;
  }

  // maplibre throws where WebGL is missing; asking first keeps the console clean.
  function hasWebgl() {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
  }

  function MapView(props) {
    const box = React.useRef(null), hint = React.useRef(null), latest = React.useRef(props);
    const fitted = React.useRef(JSON.stringify(props.bounds));
    const [map, setMap] = React.useState(null);
    const [missing, setMissing] = React.useState(false);
    latest.current = props;

    React.useEffect(() => {
      if (!hasWebgl()) {
        setMissing(true);
        props.setProps({state: "no_webgl"});
        return undefined;
      }
      const started = startMap(box.current, hint.current, latest);
      box.current._map = started;
      started.once("load", () => {
        setMap(started);
        props.setProps({state: "ready"});
      });
      return () => started.remove();
    }, []);

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
    const bounds = JSON.stringify(props.bounds);
    draw(m => {
      if (bounds === fitted.current) return;
      fitted.current = bounds;
      m.fitBounds(props.bounds, {...FIT, animate: false});
    }, [bounds]);
    draw(m => drawPicture(m, props.picture, props.opacity), [JSON.stringify(props.picture)]);
    draw(m => m.getLayer("picture") &&
      m.setPaintProperty("picture", "raster-opacity", props.opacity), [props.opacity]);
    draw(m => drawOutlines(m, props.outlines), [JSON.stringify(props.outlines)]);

    return h("div", {id: props.id, className: "map-view " + (props.className || "")},
      h("div", {ref: box, className: "map-canvas", style: missing ? {display: "none"} : null}),
      h("div", {ref: hint, className: "map-hint", "aria-hidden": true}),
      missing && h("p", {className: "map-missing", role: "alert"}, props.words.missing));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {MapView});
})();
