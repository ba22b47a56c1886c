/* Two states side by side: a second map over the first, cut off at a handle that is dragged or
   moved with the keyboard. The second map takes no clicks; it follows the first. */
(function () {
  "use strict";
  const h = React.createElement;
  const STEP = 0.02, LEAP = 0.1;

  const within = at => Math.min(1, Math.max(0, at));

  /* The map of the right-hand state; `ready` is told when it can take layers. */
  function followMap(main, box, options, ready) {
    const second = new maplibregl.Map({...options, container: box, interactive: false,
      attributionControl: false, center: main.getCenter(), zoom: main.getZoom()});
    const follow = () => second.jumpTo({center: main.getCenter(), zoom: main.getZoom()});
    main.on("move", follow);
    second.once("load", () => { follow(); ready(second); });
    return () => {
      main.off("move", follow);
      second.remove();
    };
  }

  function keyed(at, key) {
    const moves = {ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP,
      PageDown: -LEAP, PageUp: LEAP};
    if (key === "Home") return 0;
    if (key === "End") return 1;
    return key in moves ? within(at + moves[key]) : null;
  }

  /* The handle: a slider for the keyboard and for those who hear the page. */
  function SwipeHandle({at, left, right, label, move, rest}) {
    const frame = React.useRef(null);
    const drag = event => {
      if (!frame.current || !frame.current.hasPointerCapture(event.pointerId)) return;
      const box = frame.current.parentElement.getBoundingClientRect();
      move(within((event.clientX - box.left) / box.width));
    };
    const percent = Math.round(100 * at);
    return h("div", {ref: frame, className: "map-swipe-handle", role: "slider", tabIndex: 0,
      style: {left: 100 * at + "%"}, "aria-label": label, "aria-orientation": "horizontal",
      "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": percent,
      "aria-valuetext": left + " " + percent + " % | " + right + " " + (100 - percent) + " %",
      onPointerDown: event => {
        frame.current.setPointerCapture(event.pointerId);
        event.preventDefault();
        frame.current.focus();
      },
      onPointerMove: drag, onPointerUp: rest,
      onKeyDown: event => {
        const next = keyed(at, event.key);
        if (next === null) return;
        event.preventDefault();
        move(next);
        rest();
      }},
    h("span", {className: "map-swipe-left", "aria-hidden": true}, left),
    h("span", {className: "map-swipe-right", "aria-hidden": true}, right));
  }

  window.sinkmap_map = Object.assign(window.sinkmap_map || {}, {SwipeHandle, followMap});
})();
