/* UploadForm: sends one file with what is said of it; the server takes it in and begins its check. */
(function () {
  "use strict";
  const h = React.createElement;
  const MOST = 512 * 1024 * 1024;
  const KINDS = ".zip,.gpkg,.geojson,.json,.csv,.xlsx,.tif,.tiff";

  function field(label, control) {
    return h("label", {className: "choice"}, h("span", null, label), control);
  }

  function UploadForm(props) {
    const words = props.words, layers = props.layers || [];
    const [layer, setLayer] = React.useState(layers.length ? layers[0].id : "");
    const [busy, setBusy] = React.useState(false);
    const [told, setTold] = React.useState([]);
    const [chosen, setChosen] = React.useState("");
    const systems = (layers.find(one => one.id === layer) || {systems: []}).systems;

    function send(event) {
      event.preventDefault();
      const form = event.target, file = form.elements.file.files[0];
      if (!file) return setTold([words.noFile]);
      if (file.size > MOST) return setTold([words.tooLarge]);
      setBusy(true);
      setTold([]);
      fetch(props.url, {method: "POST", body: new FormData(form), credentials: "same-origin",
        headers: {"X-Requested-By": "sinkmap"}})
        .then(answer => answer.json())
        .then(said => {
          if (!said.id) return setTold(said.findings.map(one => one.text));
          form.reset();
          setChosen("");
          setLayer(layer);
          window.dispatchEvent(new Event("sinkmap-jobs-look"));
          props.setProps({answer: {id: said.id, at: Date.now()}});
        })
        .catch(() => setTold([words.failed]))
        .finally(() => setBusy(false));
    }

    const option = ([value, label]) => h("option", {key: value, value}, label);
    return h("form", {id: props.id, className: "upload-form", onSubmit: send, "aria-busy": busy},
      // The browser's own field speaks the browser's language, not the page's.
      h("div", {className: "file-drop" + (chosen ? " held" : "")}, h("label", null,
        h("input", {type: "file", name: "file", accept: KINDS,
          onChange: event => setChosen((event.target.files[0] || {name: ""}).name)}),
        h("strong", null, chosen || words.choose), h("span", null, words.kinds))),
      field(words.layer, h("select", {name: "layer", value: layer,
        onChange: event => setLayer(event.target.value)},
      layers.map(one => option([one.id, one.title + " · " + one.id])))),
      h("fieldset", {className: "choice choice-checks upload-years"},
        h("legend", null, words.years),
        h("div", {className: "boxes"}, (props.years || []).map(year => h("label", {key: year},
          h("input", {type: "checkbox", name: "years", value: year}), h("span", null, year))))),
      systems.length ? field(words.system, h("select", {name: "code_system"},
        [["", words.asPlan], ...systems.map(one => [one, one])].map(option))) : null,
      field(words.state, h("select", {name: "data_state"},
        [["", words.undeclared], ...(props.states || []).map(s => [s.value, s.label])].map(option))),
      field(words.vintage, h("input", {type: "text", name: "vintage", maxLength: 120})),
      field(words.source, h("input", {type: "text", name: "source", maxLength: 120})),
      h("button", {type: "submit", disabled: busy}, busy ? words.busy : words.send),
      h("div", {role: "alert"}, told.map((one, n) => h("p", {key: n, className: "poor"}, one))));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {UploadForm});
})();
