/* Jobs in the background. JobPanel alone asks the server; the other parts hear of it by an event. */
(function () {
  "use strict";
  const h = React.createElement;
  const TOLD = "sinkmap-jobs", LOOK = "sinkmap-jobs-look", SEEN = "sinkmap_jobs_seen";
  const QUICK = 1200, OPEN = 5000, SLOW = 15000, FIRST = 400, MOMENT = 8000;
  const BAD = "chip-poor";
  let last = null;  // what was told last, for parts that come later

  const send = (url, body) => fetch(url, {method: "POST", credentials: "same-origin",
    headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)})
    .then(answer => answer.ok ? answer.json() : Promise.reject(new Error(answer.status)));
  const lookNow = () => window.dispatchEvent(new Event(LOOK));
  const percent = share => !share ? "" : Math.round(100 * share) + "\u00a0%";

  function useTold() {
    const [told, setTold] = React.useState(last);
    React.useEffect(() => {
      const hear = event => setTold(event.detail);
      window.addEventListener(TOLD, hear);
      return () => window.removeEventListener(TOLD, hear);
    }, []);
    return told;
  }

  /* Ask now, then again and again, but not while nobody sees the page; `take` gets what was told,
     or null where the server does not answer. */
  function watch(url, pause, take) {
    let timer = 0, asking = false, ended = false;
    function look() {
      clearTimeout(timer);
      if (asking || ended || document.hidden) return;
      asking = true;
      fetch(url, {credentials: "same-origin", cache: "no-store"})
        .then(answer => answer.ok ? answer.json() : null).catch(() => null)
        .then(told => {
          asking = false;
          if (ended) return;
          take(told);
          timer = setTimeout(look, told ? pause(told) : SLOW);
        });
    }
    timer = setTimeout(look, FIRST);
    document.addEventListener("visibilitychange", look);
    window.addEventListener(LOOK, look);
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener(LOOK, look);
    };
  }

  function bar(row) {
    if (row.share == null) return null;
    // Work that cannot tell how far it is has a bar that only moves.
    return h("progress", {max: 1, value: row.share || undefined,
      "aria-label": row.title + " " + row.stage});
  }

  function stageOf(row) {
    if (!row.stage) return null;
    return h("div", {className: "job-stage"}, bar(row),
      h("span", null, [row.stage, percent(row.share), row.elapsed].filter(Boolean).join(" · ")));
  }

  function saidOf(said) {
    return (said || []).map((text, place) => h("p", {key: place, className: "poor"}, text));
  }

  function seenTo() {
    try {
      return Number(window.localStorage.getItem(SEEN)) || 0;
    } catch (error) {
      return 0;  // storage may be forbidden
    }
  }
  function keepSeen(id) {
    try {
      window.localStorage.setItem(SEEN, id);
    } catch (error) {
      return;
    }
  }

  function JobPanel(props) {
    const words = props.words, told = useTold();
    const [away, setAway] = React.useState(false);
    const [open, setOpen] = React.useState(false);
    const [log, setLog] = React.useState(null);
    const [seen, setSeen] = React.useState(seenTo);
    const frame = React.useRef(null), now = React.useRef({});
    now.current = {open, log, ended: props.ended};

    const readLog = job => fetch(props.url + job + "/log", {credentials: "same-origin"})
      .then(answer => answer.json()).then(said => setLog(said.text == null
        ? {job, text: (said.findings || []).join("\n")} : said)).catch(() => null);

    React.useEffect(() => watch(props.url, one => one.active ? QUICK : now.current.open ? OPEN : SLOW,
      one => {
        setAway(!one);
        if (!one) return;
        last = one;
        window.dispatchEvent(new CustomEvent(TOLD, {detail: one}));
        const {ended, log: shown} = now.current;
        if (one.ended != null && one.ended !== ended) props.setProps({ended: one.ended});
        const read = shown && one.rows.find(row => row.id === shown.job);
        if (read && (read.active || read.state !== shown.state)) {
          readLog(shown.job).then(() => setLog(said => said && {...said, state: read.state}));
        }
      }), [props.url]);
    React.useEffect(() => {
      const away = event => {
        if (frame.current && !frame.current.contains(event.target)) setOpen(false);
      };
      document.addEventListener("pointerdown", away);
      return () => document.removeEventListener("pointerdown", away);
    }, []);

    const rows = told ? told.rows : [];
    const newest = rows.find(row => !row.active);
    const failed = newest && newest.chip === BAD && (newest.id > seen || newest.id === 0);
    React.useEffect(() => {
      if (!open || !newest || newest.id <= seen) return;
      keepSeen(newest.id);
      setSeen(newest.id);
    }, [open, newest && newest.id]);

    const button = (row, text, act) => h("button",
      {type: "button", onClick: act, "aria-label": text + " " + row.title}, text);
    const shown = row => log && log.job === row.id;
    const item = row => h("li", {key: row.id, "data-job": row.id},
      h("div", {className: "job-head"},
        h("strong", null, row.title), h("span", {className: "chip " + row.chip}, row.state)),
      row.what ? h("small", null, row.what) : null,
      stageOf(row),
      saidOf(row.said),
      row.id ? h("div", {className: "job-buttons"},
        row.link ? h("a", {href: row.link.href}, row.link.text) : null,
        row.cancel ? button(row, words.cancel, () => send(props.url + row.id + "/cancel", {})
          .catch(() => null).then(lookNow)) : null,
        shown(row) ? button(row, words.close, () => setLog(null))
          : button(row, words.log, () => readLog(row.id))) : null,
      shown(row) ? h("pre", {tabIndex: 0, "aria-label": words.log + " " + row.title}, log.text)
        : null);

    const active = told ? told.active : 0;
    const broken = Boolean(told && told.broken);
    const head = away ? words.away : active || broken ? told.head : failed ? newest.state : "";
    const kind = away || broken || (failed && !active) ? BAD
      : active ? "chip-doubt job-running" : "chip-plain";
    const share = told && told.share != null ? told.share : 0;
    return h("div", {id: props.id, className: "jobs-frame"},
      h("span", {className: "job-heard", role: "status"}, away ? words.away : told ? told.told : ""),
      h("details", {className: "jobs", open, ref: frame,
      onToggle: event => setOpen(event.target.open),
      onKeyDown: event => {
        if (event.key !== "Escape" || !open) return;
        setOpen(false);
        frame.current.querySelector("summary").focus();
      }},
    h("summary", {"aria-label": (words.jobs + " " + head).trim()},
      h("span", {className: "chip " + kind, style: active ? {"--share": share} : null},
        h("span", {className: head ? "job-word" : ""}, words.chip), head ? h("b", null, head) : null)),
    h("section", {className: "job-list", "aria-label": words.jobs, tabIndex: open ? 0 : -1},
      told && told.newer ? h("p", {className: "job-newer"}, told.newer) : null,
      rows.length ? h("ul", null, rows.map(item)) : h("p", {className: "note"}, words.none))));
  }

  /* Begins a job and says what became of that. */
  function useBegin(url) {
    const [busy, setBusy] = React.useState(false);
    const [said, setSaid] = React.useState(null);
    const begin = (kind, given) => {
      setBusy(true);
      send(url, {kind, arguments: given})
        .then(answer => setSaid(answer.said ? {good: answer.said} : {poor: answer.findings}))
        .catch(error => setSaid({poor: [String(error.message)]}))
        .finally(() => { setBusy(false); lookNow(); });
    };
    return [begin, busy, said];
  }

  function JobStart(props) {
    const told = useTold(), choices = props.choices || [];
    const [chosen, choose] = React.useState(choices.length ? choices[0].value : "");
    const [begin, busy, said] = useBegin(props.url);
    const choice = choices.find(one => one.value === chosen);
    const given = choice ? choice.arguments : props.arguments || {};
    const asked = JSON.stringify(Object.entries(given).sort());
    const runs = told && told.rows.find(row => row.active && row.kind === props.kind
      && JSON.stringify(Object.entries(row.arguments).sort()) === asked);
    return h("div", {id: props.id, className: "job-start " + (props.className || "")},
      choices.length ? h("label", {className: "choice"}, h("span", null, props.choose),
        h("select", {value: chosen, onChange: event => choose(event.target.value)},
          choices.map(one => h("option", {key: one.value, value: one.value}, one.label)))) : null,
      h("button", {type: "button", disabled: busy || Boolean(runs) || (choices.length && !choice),
        onClick: () => begin(props.kind, given)}, props.label),
      props.note ? h("p", {className: "note"}, props.note) : null,
      runs ? stageOf(runs) : null,
      h("div", {role: "status"}, said && said.good ? h("p", {className: "good"}, said.good) : null,
        saidOf(said && said.poor)),
      props.newer && told && told.newer ? h("p", {className: "job-newer"}, told.newer) : null);
  }

  function JobBar(props) {
    const told = useTold();
    const row = told && told.rows.find(one => one.id === props.job && one.active);
    if (!row) return h("div", {id: props.id, className: "job-bar"});
    const end = () => send(props.url + row.id + "/cancel", {}).catch(() => null).then(lookNow);
    return h("div", {id: props.id, className: "job-bar"},
      stageOf(row) || h("span", null, row.state),
      row.cancel ? h("button", {type: "button", onClick: end}, props.words.cancel) : null);
  }

  function Prepared(props) {
    const told = useTold(), words = props.words;
    const [begin, busy, said] = useBegin(props.url);
    const [fresh, setFresh] = React.useState(false);
    const state = (told && told.display) || {state: "ready", edition: props.edition};
    const before = React.useRef("");
    React.useEffect(() => {
      const loud = before.current && before.current !== "ready";
      before.current = told && told.display ? state.state : "";
      if (props.quiet || state.state !== "ready") return undefined;
      if (state.edition && state.edition !== props.edition) props.setProps({edition: state.edition});
      if (!loud) return undefined;
      setFresh(true);
      const timer = setTimeout(() => setFresh(false), MOMENT);
      return () => clearTimeout(timer);
    }, [state.state, state.edition]);

    const make = text => h("button", {type: "button", disabled: busy,
      onClick: () => begin("display", {run: state.run})}, text);
    const spared = ["none", "cancelled"].includes(state.state) && !state.waits;
    if (props.quiet) {
      return h("div", {id: props.id, className: "prepared-quiet"}, spared ? [
        h("p", {key: "note", className: "note"}, words.onTheFly),
        h("span", {key: "go"}, make(words.make)), ...saidOf(said && said.poor)] : null);
    }
    const frame = (kind, ...parts) => h("div", {id: props.id, className: "prepared " + kind,
      role: "status"}, ...parts);
    if (state.state === "ready") {
      return fresh ? frame("prepared-good", h("strong", null, words.ready)) : frame("");
    }
    if (spared) return frame("");
    const row = state.job || {}, active = Boolean(row.active);
    const poor = !active && ["failed", "lost"].includes(state.state);
    return frame(active ? "prepared-on" : poor ? "prepared-poor" : "prepared-off",
      h("strong", null, state.head),
      active ? stageOf(row) : null,
      poor ? saidOf(row.said) : null,
      state.waits ? h("p", {className: "note"}, state.waits) : null,
      saidOf(said && said.poor),
      active ? null : make(poor ? words.again : words.make));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {JobBar, JobPanel, JobStart, Prepared});
})();
