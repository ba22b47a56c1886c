function sinkmapMap(map, layerControl, data) {
  "use strict";
  var state = { view: data.views[0], year: data.years[data.years.length - 1], partition: 0 };
  var pictures = 0;
  function id(unit) {
    return [state.view.indicator, unit, state.year, state.view.profile].join("/");
  }
  function word(position) { return data.words[position][data.language]; }
  function style(feature) {
    var index = state.view.classes[id(feature.properties.unit)];
    return {
      color: "#3d4a47", weight: data.partitions[state.partition].features.length > 40 ? 0.6 : 1.2,
      fillColor: index === undefined ? data.missing.colour : state.view.colours[index],
      fillOpacity: pictures > 0 ? 0.12 : 0.82
    };
  }
  function element(tag, text, parent, name) {
    var made = document.createElement(tag);
    made.textContent = text;
    if (name) { made.className = name; }
    if (parent) { parent.appendChild(made); }
    return made;
  }
  function card(layer) {
    var properties = layer.feature.properties;
    var box = document.createElement("div");
    element("h2", properties.name, box);
    var lines = data.cards[id(properties.unit)];
    if (!lines) { element("p", data.missing.label, box); return box; }
    var list = element("dl", "", box);
    for (var i = 0; i < lines.length; i += 1) {
      element(i % 2 ? "dd" : "dt", word(lines[i]), list);
    }
    return box;
  }
  function hint(layer) {
    var properties = layer.feature.properties;
    var lines = data.cards[id(properties.unit)];
    var value = lines ? word(lines[1]) : data.missing.label;
    return element("span", properties.name + "  " + value);
  }
  var layers = data.partitions.map(function (partition) {
    var layer = L.geoJSON(
      { type: "FeatureCollection", features: partition.features }, { style: style }
    );
    layer.bindPopup(card, {
      maxWidth: 300, minWidth: 200, maxHeight: 320, autoPanPaddingTopLeft: [8, 76]
    });
    layer.bindTooltip(hint, { sticky: true });
    layer.on("mouseover", function (event) { event.layer.setStyle({ weight: 2.6 }); });
    layer.on("mouseout", function (event) { layer.resetStyle(event.layer); });
    return layer;
  });
  function entry(colour, label, list) {
    var item = element("li", "", list);
    element("i", "", item).style.background = colour;
    item.appendChild(document.createTextNode(label));
  }
  function draw() {
    layers.forEach(function (layer, position) {
      if (position === state.partition) {
        layer.options.style = style;
        layer.setStyle(style);
        layer.addTo(map);
        layer.bringToBack();
      } else {
        map.removeLayer(layer);
      }
    });
    map.closePopup();
    var unit = state.view.unit ? " (" + state.view.unit + ")" : "";
    document.getElementById("definition").textContent = state.view.definition + unit;
    var list = document.getElementById("legend");
    list.textContent = "";
    state.view.colours.forEach(function (colour, position) {
      entry(colour, state.view.labels[position], list);
    });
    entry(data.missing.colour, data.missing.label, list);
  }
  function choices(name, labels, chosen, change, groups) {
    var select = document.getElementById("choose-" + name);
    var shelf = select;
    labels.forEach(function (label, position) {
      if (groups && groups[position] !== shelf.label) {
        shelf = element("optgroup", "", select);
        shelf.label = groups[position];
      }
      var option = element("option", label, shelf);
      option.value = String(position);
      option.selected = position === chosen;
    });
    select.addEventListener("change", function () { change(Number(select.value)); draw(); });
  }
  function titles(list) { return list.map(function (one) { return one.title; }); }
  choices("indicator", titles(data.views), 0, function (i) { state.view = data.views[i]; },
    data.views.map(function (one) { return one.chapter; }));
  choices("year", data.years, data.years.length - 1, function (i) { state.year = data.years[i]; });
  choices("partition", titles(data.partitions), 0, function (i) { state.partition = i; });
  map.on("overlayadd overlayremove", function (event) {
    if (event.layer instanceof L.ImageOverlay) {
      pictures += event.type === "overlayadd" ? 1 : -1;
      event.layer.bringToBack();
      draw();
    }
  });
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  map.on("popupopen popupclose", function (event) {
    map.getContainer().classList.toggle("told", event.type === "popupopen");
  });
  var narrow = window.innerWidth < 700;
  var panel = document.getElementById("panel");
  L.DomEvent.disableClickPropagation(panel);
  L.DomEvent.disableScrollPropagation(panel);
  if (narrow) { panel.open = false; }
  else if (document.querySelectorAll(".leaflet-control-layers-selector").length < 7) {
    layerControl.expand();
  }
  var side = narrow ? [12, 70] : [330, 20];
  var room = map.getSize();
  if (room.x > side[0] + 12 && room.y > side[1] + 30) {
    map.fitBounds(data.bounds, { paddingTopLeft: side, paddingBottomRight: [12, 30] });
  } else {
    // A frame may have no size yet when its scripts run.
    map.once("resize", function () { map.fitBounds(data.bounds, { padding: [12, 12] }); });
  }
  if (data.views.length && data.partitions.length) { draw(); }
}
