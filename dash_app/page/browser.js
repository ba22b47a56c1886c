/* Callbacks that need no server: Dash finds them under dash_clientside.sinkmap. */
(function () {
  "use strict";
  const YEAR = 60 * 60 * 24 * 365;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    sinkmap: {
      opacity: value => Number(value),
      // The address can be kept and sent on; replacing it does not reload the page.
      address: search => {
        if (search && search !== window.location.search) {
          window.history.replaceState(null, "", window.location.pathname + search);
        }
        return window.dash_clientside.no_update;
      },
      language: (clicks, wanted) => {
        if (clicks) {
          document.cookie = `sinkmap_language=${wanted};path=/;max-age=${YEAR};samesite=lax`;
          window.location.reload();
        }
        return window.dash_clientside.no_update;
      },
    },
  });
})();
