/* The bureau's own basemap: which one is chosen, how it lies under everything, whose it is. */
(function () {
  "use strict";
  const h = React.createElement;
  const KEPT = "sinkmap-basemap";

  // Chosen on one page it lies under the maps of the others too, while the window is open.
  function kept() {
    try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; }
  }
  function keep(value) {
    try { sessionStorage.setItem(KEPT, JSON.stringify(value)); } catch { /* it may be forbidden */ }
  }

  /* None first, then each by its name; the chosen one with its opacity. */
  function BasemapChoice(props) {
    const list = props.basemaps || [], {value} = props;
    const set = next => {
      keep(next);
      props.setProps({value: next});
    };
    const row = (one, on) => h("li", {key: one.id, className: on ? "on" : ""},
      h("label", null, h("input", {type: "radio", name: props.id, checked: on,
        onChange: () => set(one.id ? {id: one.id, opacity: one.opacity} : null)}),
      h("span", null, one.name)),
      on && one.id && h("input", {type: "range", min: 0, max: 1, step: 0.05, value: value.opacity,
        "aria-label": props.opacity.replace("{0}", one.name),
        "aria-valuetext": Math.round(100 * value.opacity) + " %",
        onChange: event => set({id: one.id, opacity: Number(event.target.value)})}));
    const chosen = list.find(one => value && one.id === value.id);
    const rows = [{id: "", name: props.none}, ...list];
    return h("div", {id: props.id, className: "layers " + (list.length ? "" : "absent")},
      h("details", {open: true}, h("summary", null, props.label),
        h("div", {role: "radiogroup", "aria-label": props.label},
          h("ul", null, rows.map(one => row(one, chosen ? one.id === chosen.id : !one.id))))));
  }

  /* What a map shows: the one it is told of or, where the map has a choice itself, its own. */
  function useBasemap(props) {
    const [own, setOwn] = React.useState(kept);
    const chosen = props.basemapChoice ? own : props.basemap;
    const found = chosen && (props.basemaps || []).find(one => one.id === chosen.id);
    return [found ? {...found, opacity: chosen.opacity} : null, setOwn];
  }

  /* The choice on the map itself, for pages whose map has no list of layers. */
  function BasemapButton({id, basemaps, words, basemap, choose}) {
    return h("details", {className: "map-basemaps"}, h("summary", null, words.basemap),
      h(BasemapChoice, {id: id + "-basemap", label: words.basemap, none: words.no_basemap,
        opacity: words.opacity, basemaps, value: basemap, setProps: told => choose(told.value)}));
  }

  const Credit = ({basemap}) => h("p", {className: "map-credit"}, basemap.credit);

  /* What stands on the map of a basemap: its choice, and whose it is. */
  function basemapTags(props, basemap, choose) {
    return [
      props.basemapChoice && (props.basemaps || []).length > 0 && h(BasemapButton,
        {key: "choice", id: props.id, basemaps: props.basemaps, words: props.words, basemap, choose}),
      basemap && basemap.credit && h(Credit, {key: "credit", basemap}),
    ];
  }

  window.sinkmap_map = Object.assign(window.sinkmap_map || {}, {basemapTags, useBasemap});
  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {BasemapChoice});
})();
