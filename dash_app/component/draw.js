/* Drawing one shape on a map with terra-draw: polygon, line or point, then moved by its corners. */
(function () {
  "use strict";
  const h = React.createElement;
  const MODES = {polygon: "polygon", line: "linestring", point: "point"};
  const KINDS = {Polygon: "polygon", LineString: "linestring", Point: "point"};
  const EDIT = "select";
  const DIGITS = 1e7;  // a centimetre; what is sent is what is measured and kept in the address
  const {INK} = window.sinkmap_map;

  function rounded(coordinates) {
    return Array.isArray(coordinates) ? coordinates.map(rounded)
      : Math.round(coordinates * DIGITS) / DIGITS;
  }
  const geometryOf = feature => ({type: feature.geometry.type,
    coordinates: rounded(feature.geometry.coordinates)});

  function modes() {
    const area = {fillColor: INK, fillOpacity: 0.14, outlineColor: INK, outlineWidth: 2.5,
      closingPointColor: "#ffffff", closingPointOutlineColor: INK, closingPointOutlineWidth: 2,
      closingPointWidth: 5};
    const line = {lineStringColor: INK, lineStringWidth: 2.5, closingPointColor: "#ffffff",
      closingPointOutlineColor: INK, closingPointOutlineWidth: 2, closingPointWidth: 5};
    const corners = {draggable: true, coordinates: {draggable: true, midpoints: true, deletable: true}};
    const edited = {selectedPolygonColor: INK, selectedPolygonFillOpacity: 0.14,
      selectedPolygonOutlineColor: INK, selectedPolygonOutlineWidth: 2.5,
      selectedLineStringColor: INK, selectedLineStringWidth: 2.5, selectedPointColor: INK,
      selectionPointColor: "#ffffff", selectionPointOutlineColor: INK, selectionPointWidth: 5,
      selectionPointOutlineWidth: 2, midPointColor: INK, midPointOutlineColor: "#ffffff",
      midPointWidth: 3, midPointOutlineWidth: 1};
    return [
      new terraDraw.TerraDrawPolygonMode({styles: area}),
      new terraDraw.TerraDrawLineStringMode({styles: line}),
      new terraDraw.TerraDrawPointMode({styles: {pointColor: INK, pointWidth: 6,
        pointOutlineColor: "#ffffff", pointOutlineWidth: 2}}),
      new terraDraw.TerraDrawSelectMode({styles: edited, flags: {
        polygon: {feature: corners}, linestring: {feature: corners},
        point: {feature: {draggable: true}}}}),
    ];
  }

  /* Start drawing on a map. `finished` is told each finished or moved shape, `changed` every change
     of what is seen. */
  function startDrawing(map, finished, changed) {
    const adapter = new terraDrawMaplibreGlAdapter.TerraDrawMapLibreGLAdapter({map});
    const pen = new terraDraw.TerraDraw({adapter, modes: modes()});
    pen.start();
    pen.setMode(EDIT);
    const seen = () => pen.getSnapshot().filter(f => Object.values(MODES).includes(f.properties.mode)
      && KINDS[f.geometry.type] === f.properties.mode);
    pen.on("change", () => changed(seen().map(geometryOf)));
    pen.on("finish", id => {
      const feature = pen.getSnapshotFeature(id);
      if (!feature) return;
      const drawing = pen.getMode() !== EDIT;
      // Not inside terra-draw's own handling of the click that finished the shape.
      setTimeout(() => {
        if (drawing) pen.setMode(EDIT);
        if (drawing && pen.hasFeature(id)) pen.selectFeature(id);
        finished(geometryOf(feature));
      }, 0);
    });
    return {
      begin(kind) {
        if (kind in MODES) {
          pen.clear();
          pen.setMode(MODES[kind]);
        } else if (pen.getMode() !== EDIT) pen.setMode(EDIT);
      },
      put(geometry) {
        if (pen.getMode() !== EDIT) pen.setMode(EDIT);
        pen.clear();
        const mode = geometry && KINDS[geometry.type];
        if (mode) {
          pen.addFeatures([{type: "Feature", properties: {mode},
            geometry: {type: geometry.type, coordinates: geometry.coordinates}}]);
        }
      },
      isOn: event => pen.getMode() !== EDIT || pen.getFeaturesAtLngLat(event.lngLat).length > 0,
      stop: () => pen.stop(),
    };
  }

  /* Buttons on the map: what is drawn next, and one that clears. */
  function DrawTools({tools, words, draw, drawn, set}) {
    const button = (key, pressed, press) => h("button", {key, type: "button", title: words[key],
      className: "draw-" + key, "aria-pressed": pressed, onClick: press}, words[key]);
    return h("div", {className: "map-tools", role: "toolbar", "aria-label": words.tools},
      tools.map(kind => button(kind, draw === kind,
        () => set({draw: draw === kind ? null : kind}))),
      (drawn || draw) && h("button", {type: "button", className: "draw-clear",
        onClick: () => set({draw: null, drawn: null})}, words.clear),
      draw && h("p", {role: "status"}, words["draw_" + draw]));
  }

  window.sinkmap_map = Object.assign(window.sinkmap_map || {}, {DrawTools, startDrawing});
})();
