(function () {
  "use strict";
  var root = document.documentElement;
  var tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.appendChild(tip);
  function said(element) {
    return root.lang === "en" ? element.dataset.en : element.dataset.zh;
  }
  function label() {
    document.querySelectorAll("figure.live [data-zh]").forEach(function (element) {
      element.setAttribute("aria-label", said(element));
    });
  }
  document.querySelectorAll("input[name=language]").forEach(function (input) {
    input.addEventListener("change", label);
  });
  label();
  function ring(mark) {  // over its neighbours, which would hide half of a stroke
    var region = mark.querySelector(".region");
    if (!region) { return; }
    var over = region.cloneNode();
    over.setAttribute("class", "ring");
    over.removeAttribute("fill");
    mark.ownerSVGElement.appendChild(over);
  }
  function light(unit) {
    document.querySelectorAll("figure.live .ring").forEach(function (old) { old.remove(); });
    document.querySelectorAll("figure.live .mark[data-unit]").forEach(function (mark) {
      var lit = unit !== undefined && mark.dataset.unit === unit;
      mark.classList.toggle("lit", lit);
      if (lit) { ring(mark); }
    });
  }
  function hide() {
    tip.hidden = true;
    light(undefined);
  }
  function show(mark, x, y) {
    tip.textContent = said(mark);
    tip.hidden = false;
    var room = tip.getBoundingClientRect();
    var left = Math.min(Math.max(8, x - room.width / 2), root.clientWidth - room.width - 8);
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = (y - room.height - 12 > 4 ? y - room.height - 12 : y + 18) + "px";
    light(mark.dataset.unit);
  }
  function showAt(mark) {
    var box = mark.getBoundingClientRect();
    show(mark, box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
  }
  function visible(mark) {
    return mark.getClientRects().length > 0;
  }
  function enter(mark, marks) {
    marks.forEach(function (other) { other.setAttribute("tabindex", other === mark ? "0" : "-1"); });
    mark.focus();
  }
  document.querySelectorAll("figure.live svg[data-zh]").forEach(function (svg) {
    var every = Array.prototype.slice.call(svg.querySelectorAll(".mark"));
    every.forEach(function (mark) {
      mark.addEventListener("pointermove", function (event) { show(mark, event.clientX, event.clientY); });
      mark.addEventListener("pointerdown", function (event) { show(mark, event.clientX, event.clientY); });
      mark.addEventListener("focus", function () { showAt(mark); });
      mark.addEventListener("blur", hide);
    });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("keydown", function (event) {
      var marks = every.filter(visible);
      var place = marks.indexOf(document.activeElement);
      var steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      var next = place + (steps[event.key] || 0);
      if (event.key === "Home") { next = 0; }
      if (event.key === "End") { next = marks.length - 1; }
      if (event.key === "Escape") { hide(); }
      if (place < 0 || next === place || next < 0 || next >= marks.length) { return; }
      event.preventDefault();
      enter(marks[next], every);
    });
  });
  document.querySelectorAll("figure.live .series").forEach(function (group) {
    group.hidden = false;
    group.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) { return; }
      var on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      group.closest("figure").classList.toggle("hide-" + button.dataset.series, !on);
    });
  });
  window.addEventListener("scroll", function () { tip.hidden = true; }, { passive: true });
})();
