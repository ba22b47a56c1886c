/* Callbacks that need no server: Dash finds them under dash_clientside.sinkmap. */
(function () {
  "use strict";
  const YEAR = 60 * 60 * 24 * 365;

  /* What is picked on the page of a siting: the site looked at, and those locked in and out. */
  const listed = text => (text || "").split(",").filter(Boolean);
  function pickedBy(search) {
    const told = new URLSearchParams(search || "");
    return {site: told.get("site") || "", in: listed(told.get("in")), out: listed(told.get("out")),
      by: "address"};
  }
  const lockOf = (picked, site) =>
    picked.in.includes(site) ? "in" : picked.out.includes(site) ? "out" : "free";
  function locked(picked, site, lock) {
    const others = list => list.filter(one => one !== site);
    return {...picked, in: [...others(picked.in), ...(lock === "in" ? [site] : [])],
      out: [...others(picked.out), ...(lock === "out" ? [site] : [])]};
  }
  function clicked(picked, click, means, by) {
    if (!click || !click.unit) return picked;
    const now = {...picked, site: click.unit, by};
    if (means !== "in" && means !== "out") return now;
    return locked(now, click.unit, lockOf(now, click.unit) === means ? "free" : means);
  }

  /* Where no font has Chinese, every sign of it is drawn as the same box. */
  function drawsChinese() {
    const box = document.createElement("canvas");
    box.width = box.height = 32;
    const pen = box.getContext("2d", {willReadFrequently: true});
    pen.font = "24px " + getComputedStyle(document.body).fontFamily;
    const drawn = sign => {
      pen.clearRect(0, 0, 32, 32);
      pen.fillText(sign, 2, 26);
      return pen.getImageData(0, 0, 32, 32).data.join();
    };
    return drawn("湖") !== drawn("林");
  }
  /* Where pages do not fit side by side, the one that is open is moved into sight. */
  new MutationObserver((_, watch) => {
    const tab = document.querySelector(".tabs [aria-current]");
    if (!tab) return;
    watch.disconnect();
    tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
  }).observe(document.body, {childList: true, subtree: true});

  /* What is told over the page goes away when one goes on elsewhere. */
  const fold = event => document.querySelectorAll("details.status[open]").forEach(one => {
    if (event.key === "Escape" || (!event.key && !one.contains(event.target))) one.open = false;
  });
  document.addEventListener("pointerdown", fold);
  document.addEventListener("keydown", fold);

  /* Where everything stands in one column, what is chosen in a list leads to its card. */
  document.addEventListener("click", event => {
    if (window.innerWidth > 800 || !event.target.closest(".unit-table tbody tr, .cells .cell")) return;
    const card = document.querySelector("main .figure");
    if (card && !card.contains(event.target)) card.scrollIntoView();
  });

  const told = document.querySelector(".no-font");
  if (told) told.hidden = drawsChinese();

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    sinkmap: {
      opacity: value => Number(value),
      // A job was begun by this page: whoever tells of jobs looks at once.
      jobBegun: () => {
        window.dispatchEvent(new Event("sinkmap-jobs-look"));
        return window.dash_clientside.no_update;
      },
      // A map told to draw a polygon where the ground of a project is drawn, not read.
      drawing: value => value === "polygon" ? "polygon" : null,
      // A map told what to draw next, or nothing.
      pen: value => value || null,
      // The address can be kept and sent on; replacing it does not reload the page.
      address: search => {
        if (search && search !== window.location.search) {
          window.history.replaceState(null, "", window.location.pathname + search);
        }
        return window.dash_clientside.no_update;
      },
      pick: (search, list, map, lock, clear, means, picked) => {
        const causes = window.dash_clientside.callback_context.triggered.map(t => t.prop_id);
        const by = name => causes.some(cause => cause.startsWith("site-" + name + "."));
        let now = picked;
        if (!picked || by("address")) now = pickedBy(search);
        else if (by("clear")) now = {...picked, in: [], out: [], by: "clear"};
        else if (by("lock") && picked.site) now = locked({...picked, by: "lock"}, picked.site, lock);
        else if (by("list")) now = clicked(picked, list, means, "list");
        else if (by("map")) now = clicked(picked, map, means, "map");
        return [now, lockOf(now, now.site)];
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
