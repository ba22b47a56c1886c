/* Amount, Weights and Quotas: what a siting is asked, moved by hand. A value is sent when it has
   rested for a moment, so that dragging asks once. */
(function () {
  "use strict";
  const h = React.createElement;
  const REST = 300;

  /* The value while it is moved; what the server says is taken over only when nothing is pending. */
  function useDraft(value, send) {
    const [draft, setDraft] = React.useState(value);
    const timer = React.useRef(null);
    React.useEffect(() => { if (!timer.current) setDraft(value); }, [JSON.stringify(value)]);
    React.useEffect(() => () => clearTimeout(timer.current), []);
    const move = next => {
      setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => { timer.current = null; send(next); }, REST);
    };
    return [draft, move];
  }

  const number = text => text === "" || Number.isNaN(Number(text)) ? null : Number(text);

  function Amount(props) {
    const [draft, move] = useDraft(props.value, value => props.setProps({value}));
    const most = props.most || 0;
    const slide = h("input", {type: "range", min: 0, max: most, step: "any",
      value: draft == null ? most : draft, "aria-label": props.label,
      "aria-valuetext": draft == null ? props.none : draft + " " + props.unit,
      onChange: e => {
        const step = most > 200 ? 10 ** Math.floor(Math.log10(most / 100)) : most / 200;
        const value = Math.round(Number(e.target.value) / step) * step;
        move(value >= most ? null : Number(value.toPrecision(6)));
      }});
    return h("div", {className: "choice choice-amount " + (props.className || "")},
      h("label", null, h("span", null, props.label),
        h("span", {className: "amount"},
          h("input", {id: props.id, type: "number", min: 0, step: "any", inputMode: "decimal",
            placeholder: props.none, value: draft == null ? "" : draft,
            onChange: e => move(number(e.target.value))}),
          h("span", null, props.unit))),
      most > 0 && slide);
  }

  const percent = share => (100 * share).toFixed(1) + " %";

  function Weights(props) {
    const [draft, move] = useDraft(props.value || {}, value => props.setProps({value}));
    const of = id => Number(draft[id]) || 0;
    const sum = (props.rows || []).reduce((total, row) => total + of(row.id), 0);
    const share = id => sum > 0 ? percent(of(id) / sum) : "\u2014";
    const own = (props.rows || []).some(r => Math.abs(of(r.id) - (props.standard || {})[r.id]) > 1e-9);
    const line = row => h("label", {key: row.id},
      h("span", null, row.name), h("span", {className: "share"}, share(row.id)),
      h("input", {type: "range", min: 0, max: 1, step: 0.01, value: of(row.id),
        "data-weight": row.id, "aria-valuetext": row.name + " " + share(row.id),
        onChange: e => move({...draft, [row.id]: Number(e.target.value)})}));
    return h("fieldset", {id: props.id, className: "choice choice-weights"},
      h("legend", null, props.label), (props.rows || []).map(line),
      h("p", {className: "note"}, own ? props.byHand : props.byMatrix),
      h("button", {type: "button", className: "plain", disabled: !own,
        onClick: () => move({...props.standard})}, props.reset));
  }

  function Quotas(props) {
    const [draft, move] = useDraft(props.value || {}, value => props.setProps({value}));
    const box = (row, place) => h("td", null, h("input", {type: "number", min: 0, step: "any",
      inputMode: "decimal", "aria-label": row.name + " " + props.headings[place + 1],
      "data-quota": row.unit + place, value: (draft[row.unit] || [])[place] ?? "",
      onChange: e => {
        const both = [...(draft[row.unit] || [null, null])];
        both[place] = number(e.target.value);
        move({...draft, [row.unit]: both});
      }}));
    return h("table", {id: props.id, className: "quotas"},
      h("thead", null, h("tr", null, (props.headings || []).map(text =>
        h("th", {key: text, scope: "col"}, text)))),
      h("tbody", null, (props.rows || []).map(row => h("tr", {key: row.unit},
        h("th", {scope: "row"}, row.name), box(row, 0), box(row, 1)))));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {Amount, Weights, Quotas});
})();
