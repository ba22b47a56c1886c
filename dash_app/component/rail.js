/* The rail of a map page: what is searched, the year, the list of layers, corners typed by hand. */
(function () {
  "use strict";
  const h = React.createElement;
  const REST = 250;
  const FEW = 7;

  /* A part that folds away on a narrow screen and is open on a wide one. */
  function Fold(props) {
    const [open, setOpen] = React.useState(() => window.innerWidth > 800);
    return h("div", {id: props.id, className: "fold" + (open ? " open" : "")},
      h("button", {type: "button", className: "fold-button", "aria-expanded": open,
        onClick: () => setOpen(!open)}, props.label),
      h("div", {className: "fold-body", hidden: !open}, props.children));
  }

  function SearchBox(props) {
    const [text, setText] = React.useState("");
    const [open, setOpen] = React.useState(false);
    const timer = React.useRef(null);
    const frame = React.useRef(null);
    React.useEffect(() => () => clearTimeout(timer.current), []);
    React.useEffect(() => {
      const away = event => {
        if (frame.current && !frame.current.contains(event.target)) setOpen(false);
      };
      document.addEventListener("pointerdown", away);
      return () => document.removeEventListener("pointerdown", away);
    }, []);
    const ask = value => {
      setText(value);
      setOpen(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => props.setProps({text: value.trim()}), REST);
    };
    const pick = hit => {
      setOpen(false);
      setText(hit.name);
      props.setProps({picked: {...hit, at: Date.now()}});
    };
    const hits = props.hits || [];
    const answered = text.trim() && props.answered === text.trim();
    const keys = event => {
      if (event.key === "Escape") setOpen(false);
      if (event.key === "Enter" && answered && hits.length) pick(hits[0]);
    };
    return h("div", {id: props.id, className: "search " + (props.className || ""), role: "search",
      ref: frame},
      h("label", null, h("span", {className: "unseen"}, props.label),
        h("input", {type: "search", value: text, placeholder: props.label, title: props.hint,
          autoComplete: "off", onChange: event => ask(event.target.value), onKeyDown: keys,
          onFocus: () => setOpen(true)})),
      open && answered && h("ul", {"aria-label": props.found, className: "hits"},
        hits.length ? hits.map(hit => h("li", {key: hit.id}, h("button", {type: "button",
          onClick: () => pick(hit)}, h("span", null, hit.name), h("small", null, hit.kind))))
          : h("li", {className: "note"}, props.none)));
  }

  function YearSlider(props) {
    const years = props.years || [];
    const place = Math.max(0, years.indexOf(String(props.value)));
    return h("div", {id: props.id, className: "choice years " + (props.className || "")},
      h("label", null, h("span", null, props.label), h("output", null, years[place]),
        h("input", {type: "range", min: 0, max: Math.max(0, years.length - 1), step: 1, value: place,
          disabled: years.length < 2, "aria-valuetext": years[place],
          onChange: event => props.setProps({value: years[Number(event.target.value)]})})),
      h("div", {className: "ticks", "aria-hidden": true}, years.map(year =>
        h("span", {key: year, className: year === years[place] ? "on" : ""}, year))));
  }

  function legendTag(row, name) {
    return h("details", {className: "keys", open: row.legend.length < 2},
      h("summary", null, name),
      h("ul", null, row.legend.map(entry => h("li", {key: entry.colour + entry.label},
        h("i", {className: "swatch", style: {background: entry.colour}}), entry.label))));
  }

  /* The first rows of a long group and those that are on; the others stand behind a fold. */
  function listTags(props, rows, row, value) {
    const few = rows.length <= FEW + 2;
    const first = rows.filter((one, place) => few || place < FEW || one.id in value);
    const rest = rows.filter(one => !first.includes(one));
    return [h("ul", {key: "first"}, first.map(row)), rest.length > 0 && h("details",
      {key: "rest", className: "more"}, h("summary", null, props.more + " (" + rest.length + ")"),
      h("ul", null, rest.map(row)))];
  }

  function LayerTree(props) {
    const value = props.value || {};
    const set = (id, share) => {
      const next = {...value};
      if (share == null) delete next[id]; else next[id] = share;
      props.setProps({value: next});
    };
    const row = one => {
      const on = one.id in value, there = one.years.includes(String(props.year));
      const said = there ? one.note : props.absent;
      const single = one.legend.length === 1;
      return h("li", {key: one.id, className: on ? "on" : "", "data-layer": one.id},
        h("label", {className: there ? "" : "not-now"},
          h("input", {type: "checkbox", checked: on,
            onChange: () => set(one.id, on ? null : one.draw === "picture" ? 0.85 : 1)}),
          single && h("i", {className: "swatch", style: {background: one.legend[0].colour}}),
          h("span", null, one.name), said && h("small", null, said)),
        on && h("input", {type: "range", min: 0, max: 1, step: 0.05, value: value[one.id],
          "aria-label": props.opacity.replace("{0}", one.name),
          "aria-valuetext": Math.round(100 * value[one.id]) + " %",
          onChange: event => set(one.id, Number(event.target.value))}),
        on && !single && legendTag(one, props.legend));
    };
    return h("div", {id: props.id, className: "layers " + (props.className || ""), role: "group",
      "aria-label": props.label},
    (props.groups || []).map(group => h("details", {key: group.title, open: true},
      h("summary", null, group.title, h("small", null, group.rows.filter(r => r.id in value).length
        + " / " + group.rows.length)),
      listTags(props, group.rows, row, value))));
  }

  const NUMBER = /-?\d+(?:\.\d+)?/g;

  /* Lines of longitude and latitude as a geometry; null where they are none. */
  function geometryOf(text) {
    const points = text.split(/[\n;]/).map(line => (line.match(NUMBER) || []).map(Number))
      .filter(numbers => numbers.length);
    const good = points.every(([lon, lat, more]) => more === undefined && Math.abs(lon) <= 180
      && Math.abs(lat) <= 90);
    if (!good || points.length < 2) return null;
    return points.length === 2 ? {type: "LineString", coordinates: points}
      : {type: "Polygon", coordinates: [[...points, points[0]]]};
  }

  function CornerForm(props) {
    const [text, setText] = React.useState("");
    const geometry = geometryOf(text);
    return h("details", {id: props.id, className: "choice corners " + (props.className || "")},
      h("summary", null, props.label),
      h("label", null, h("span", null, props.hint),
        h("textarea", {rows: 4, value: text, spellCheck: false,
          onChange: event => setText(event.target.value)})),
      h("button", {type: "button", disabled: !geometry,
        onClick: () => props.setProps({typed: {geometry, at: Date.now()}})}, props.go));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {},
    {CornerForm, Fold, LayerTree, SearchBox, YearSlider});
})();
