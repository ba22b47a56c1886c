/* JobList: jobs in the background with bars and buttons. */
(function () {
  "use strict";
  const h = React.createElement;

  function bar(row) {
    if (row.share == null) return null;
    return h("progress", {max: 1, value: row.share, "aria-label": row.title + " " + row.stage});
  }

  function JobList(props) {
    const words = props.words || {}, log = props.log;
    const ask = (job, what) => () => props.setProps({asked: {job, what, at: Date.now()}});
    const button = (row, what, text) => h("button",
      {type: "button", onClick: ask(row.id, what), "aria-label": text + " " + row.title}, text);
    const item = row => h("li", {key: row.id, "data-job": row.id},
      h("div", {className: "job-head"},
        h("strong", null, row.title), h("span", {className: "chip " + row.chip}, row.state)),
      row.what ? h("small", null, row.what) : null,
      row.stage ? h("div", {className: "job-stage"}, bar(row), h("span", null, row.stage)) : null,
      (row.said || []).map((text, place) => h("p", {key: place, className: "poor"}, text)),
      h("div", {className: "job-buttons"},
        row.cancel ? button(row, "cancel", words.cancel) : null,
        log && log.job === row.id ? button(row, "close", words.close)
          : button(row, "log", words.log)),
      log && log.job === row.id
        ? h("pre", {tabIndex: 0, "aria-label": words.log + " " + row.title}, log.text) : null);
    const rows = props.rows || [];
    return h("section", {id: props.id, className: "job-list", "aria-label": props.label},
      rows.length ? h("ul", null, rows.map(item)) : h("p", {className: "note"}, words.none));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {JobList});
})();
