/* FileDrop: one file chosen or dropped, read in the browser and kept as base64 until it is sent. */
(function () {
  "use strict";
  const h = React.createElement;

  const base64 = buffer => {
    const bytes = new Uint8Array(buffer), parts = [];
    for (let at = 0; at < bytes.length; at += 0x8000) {
      parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
    }
    return btoa(parts.join(""));
  };

  function FileDrop(props) {
    const [over, setOver] = React.useState(false);
    const [fault, setFault] = React.useState("");
    const input = React.useRef(null);
    const take = file => {
      setFault("");
      if (!file) return;
      if (file.size > props.most) {
        setFault(props.tooLarge);
        props.setProps({value: null});
        return;
      }
      file.arrayBuffer().then(buffer => props.setProps({value: {
        name: file.name, size: file.size, content: base64(buffer), at: Date.now()}}));
    };
    const held = props.value;
    return h("div", {className: "file-drop" + (over ? " over" : "") + (held ? " held" : "")},
      h("label", {
        onDragOver: e => { e.preventDefault(); setOver(true); },
        onDragLeave: () => setOver(false),
        onDrop: e => { e.preventDefault(); setOver(false); take(e.dataTransfer.files[0]); },
      },
      h("input", {id: props.id, ref: input, type: "file", accept: props.accept,
        onChange: e => { take(e.target.files[0]); e.target.value = ""; }}),
      h("strong", null, held ? held.name : props.label),
      h("span", null, held ? Math.ceil(held.size / 1024) + " KB" : props.hint)),
      fault && h("p", {className: "poor", role: "alert"}, fault));
  }

  window.sinkmap_ui = Object.assign(window.sinkmap_ui || {}, {FileDrop});
})();
