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
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.fold").forEach(function (fold) { fold.open = true; });
  });
})();
