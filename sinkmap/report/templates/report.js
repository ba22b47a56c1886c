(function () {
  "use strict";
  var root = document.documentElement;
  function speak() {
    root.lang = document.getElementById("lang-en").checked ? "en" : "zh-CN";
  }
  document.querySelectorAll("input[name=language]").forEach(function (input) {
    input.addEventListener("change", speak);
  });
  speak();
  var book = JSON.parse(document.getElementById("cards").textContent);
  function say(element, pair) {
    if (pair[0] === pair[1]) { element.textContent = pair[0]; return element; }
    ["zh", "en"].forEach(function (language, position) {
      var span = document.createElement("span");
      span.lang = language;
      span.textContent = pair[position];
      element.appendChild(span);
    });
    return element;
  }
  function fill(figure) {
    var lines = book.cards[figure.dataset.figure];
    if (!figure.open || !lines || figure.querySelector(".card")) { return; }
    var card = document.createElement("div");
    var list = document.createElement("dl");
    card.className = "card";
    for (var i = 0; i < lines.length; i += 1) {
      list.appendChild(say(document.createElement(i % 2 ? "dd" : "dt"), book.words[lines[i]]));
    }
    card.appendChild(list);
    figure.appendChild(card);
  }
  document.addEventListener("toggle", function (event) {
    if (event.target.matches("details.figure")) { fill(event.target); }
  }, true);
  function close(except) {
    document.querySelectorAll("details.figure[open]").forEach(function (open) {
      if (open !== except) { open.open = false; }
    });
  }
  document.addEventListener("click", function (event) {
    close(event.target.closest("details.figure"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { close(null); }
  });
  function unfold() {
    var wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var fold = wanted; fold; fold = fold.parentElement) {
      if (fold.matches("details.fold")) { fold.open = true; }
    }
  }
  window.addEventListener("hashchange", unfold);
  unfold();
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.fold:not(.bulk)").forEach(function (fold) { fold.open = true; });
  });
})();
