/* Choice, Range and UnitTable: the browser's own form controls as Dash components. */
(function () {
  "use strict";
  const h = React.createElement;

  function optionTags(options) {
    const groups = new Map();
    for (const option of options) {
      const name = option.group || "";
      groups.set(name, [...(groups.get(name) || []), option]);
    }
    const tag = o => h("option", {key: o.value, value: o.value}, o.label);
    return [...groups].flatMap(([name, members]) =>
      name ? [h("optgroup", {key: "group " + name, label: name}, members.map(tag))]
        : members.map(tag));
  }

  function boxTags(props, type, isOn, next) {
    return (props.options || []).map(o => h("label", {key: o.value, title: o.label},
      h("input", {type, name: props.id, checked: isOn(o.value),
        onChange: () => props.setProps({value: next(o.value)})}),
      h("span", null, o.label)));
  }

  /* Boxes of a group stand behind its name, one click away. */
  function foldTags(props, tags) {
    const groups = new Map();
    (props.options || []).forEach((option, place) => {
      const name = option.group || "";
      groups.set(name, [...(groups.get(name) || []), tags[place]]);
    });
    return [...groups].flatMap(([name, members]) => name
      ? [h("details", {key: "group " + name},
        h("summary", null, name + " (" + members.length + ")"), members)]
      : members);
  }

  function Choice(props) {
    const kind = props.kind || "list";
    const frame = "choice choice-" + kind + " " + (props.className || "");
    if (kind === "list") {
      return h("label", {className: frame}, h("span", null, props.label),
        h("select", {id: props.id, value: props.value == null ? "" : String(props.value),
          onChange: event => props.setProps({value: event.target.value})},
        optionTags(props.options || [])));
    }
    const chosen = [].concat(props.value == null ? [] : props.value);
    const tags = kind === "tabs"
      ? boxTags(props, "radio", v => String(v) === String(props.value), v => v)
      : foldTags(props, boxTags(props, "checkbox", v => chosen.includes(v),
        v => chosen.includes(v) ? chosen.filter(c => c !== v) : [...chosen, v]));
    return h("fieldset", {id: props.id, className: frame}, h("legend", null, props.label),
      h("div", {className: "boxes"}, tags));
  }

  function Range(props) {
    return h("label", {className: "choice choice-range " + (props.className || "")},
      h("span", null, props.label),
      h("input", {id: props.id, type: "range", min: 0, max: 1, step: 0.05, value: props.value,
        onChange: event => props.setProps({value: Number(event.target.value)})}));
  }

  function UnitTable(props) {
    // The number leads to its figure as the name does; the name is what the keyboard reaches.
    const row = r => h("tr", {key: r.unit, className: r.unit === props.selected ? "chosen" : "",
      onClick: () => props.setProps({click: {unit: r.unit, at: Date.now()}})},
      h("th", {scope: "row"}, h("button", {type: "button", "data-unit": r.unit,
        "aria-pressed": r.unit === props.selected},
      h("i", {className: "swatch", style: {background: r.colour}}), r.name)),
      h("td", null, r.share == null ? null : h("i", {className: "bar",
        style: {width: 100 * r.share + "%", background: r.colour}}), h("span", null, r.text)));
    const [first, second] = props.headings || ["", ""];
    return h("table", {id: props.id, className: "unit-table " + (props.className || "")},
      h("caption", null, props.caption),
      h("thead", null, h("tr", null, h("th", {scope: "col"}, first), h("th", {scope: "col"}, second))),
      h("tbody", null, (props.rows || []).map(row)));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {Choice, Range, UnitTable});
})();
