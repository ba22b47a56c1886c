/* PrintForm: asks for a sheet of paper by a plain link; what it holds stays in the browser. */
(function () {
  "use strict";
  const h = React.createElement;

  function list(label, value, options, change) {
    return h("label", {className: "choice"}, h("span", null, label),
      h("select", {value, onChange: event => change(event.target.value)},
        options.map(([key, text]) => h("option", {key, value: key}, text))));
  }

  function PrintForm(props) {
    const words = props.words, years = props.years || [];
    const there = year => (props.layers || []).filter(l => l.years.includes(Number(year)));
    const [asked, setAsked] = React.useState(() => {
      const year = String(years[years.length - 1]);
      const rasters = there(year).filter(l => l.raster).map(l => l.id);
      const raster = rasters.includes("land_use") ? "land_use" : rasters[0] || "";
      return {year, raster, shapes: ["redline"], where: "", paper: "a4", across: "0", scale: "",
        title: ""};
    });
    const set = (name, value) => setAsked(now => ({...now, [name]: value}));
    const place = props.place || null;
    const shown = there(asked.year);
    const rasters = shown.filter(l => l.raster), shapes = shown.filter(l => !l.raster);
    const chosen = [asked.raster, ...asked.shapes].filter(id => shown.some(l => l.id === id));
    const told = new URLSearchParams({layers: chosen.join(","), year: asked.year,
      paper: asked.paper, landscape: asked.across});
    if (asked.scale) told.set("scale", asked.scale);
    if (asked.title.trim()) told.set("title", asked.title.trim());
    if (asked.where === "@" && place) {
      if (place.view) told.set("view", place.view.join(","));
      if (place.shape) told.set("shape", JSON.stringify(place.shape));
      if (place.name) told.set("name", place.name);
    } else if (asked.where) told.set("unit", asked.where);
    const swap = id => set("shapes", asked.shapes.includes(id)
      ? asked.shapes.filter(one => one !== id) : [...asked.shapes, id]);
    const link = kind => h("a", {key: kind, className: "print-link", target: "_blank",
      rel: "noopener", href: props.url + "." + kind + "?" + told}, kind.toUpperCase());
    return h("details", {id: props.id, className: "print-form " + (props.className || "")},
      h("summary", null, words.title),
      h("div", {className: "print-fields"},
        list(words.year, asked.year, years.map(y => [y, y]), v => set("year", v)),
        list(words.raster, asked.raster,
          [["", words.none], ...rasters.map(l => [l.id, l.title])], v => set("raster", v)),
        list(words.where, asked.where, [["", words.city], ...(place ? [["@", words.here]] : []),
          ...(props.units || []).map(u => [u.value, u.label])], v => set("where", v)),
        list(words.paper, asked.paper + asked.across, (props.papers || []).flatMap(p =>
          [[p + "0", p.toUpperCase() + " " + words.upright],
            [p + "1", p.toUpperCase() + " " + words.across]]),
        v => setAsked(now => ({...now, paper: v.slice(0, 2), across: v.slice(2)}))),
        list(words.scale, asked.scale, [["", words.fitted],
          ...(props.scales || []).map(s => [s, "1:" + String(s).replace(/\B(?=(\d{3})+$)/g, " ")])],
        v => set("scale", v)),
        h("label", {className: "choice"}, h("span", null, words.name),
          h("input", {type: "text", maxLength: 60, value: asked.title,
            onChange: event => set("title", event.target.value)})),
        h("fieldset", {className: "choice choice-checks print-layers"},
          h("legend", null, words.shapes),
          h("div", {className: "boxes"}, shapes.map(l => h("label", {key: l.id, title: l.title},
            h("input", {type: "checkbox", checked: asked.shapes.includes(l.id),
              onChange: () => swap(l.id)}), h("span", null, l.title)))))),
      h("p", {className: "print-links"}, link("pdf"), link("png"),
        h("span", {className: "note"}, words.note)));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {PrintForm});
})();
