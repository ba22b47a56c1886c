"""The page of a siting in a real Chromium: questions are moved, sites looked at and locked."""

import re
from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.browser

PLACE = """([lon, lat]) => {
  const point = document.querySelector('.map-canvas')._map.project([lon, lat]);
  return [point.x, point.y];
}"""
FILLED = """() => JSON.stringify(
  document.querySelector('.map-canvas')._map.getPaintProperty('fill', 'fill-color'))"""
DRAG = """([selector, value]) => {
  const slider = document.querySelector(selector);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  for (let step = 1; step <= 5; step += 1) {
    set.call(slider, String(value * step / 5));
    slider.dispatchEvent(new Event('input', {bubbles: true}));
  }
}"""
QUESTION = "?types=AFF,WET&budget=120"


@pytest.fixture
def site_page(watched_page, idle, site_base):
    """The page, opened and drawn: ``with site_page("phone", "en") as page``."""

    @contextmanager
    def opened(size="desk", language="zh", query=QUESTION):
        with watched_page(site_base, size, language) as page:
            page.goto(f"{site_base}/siting/{query}")
            page.locator("#site-outcome dl").wait_for()
            idle(page)
            yield page

    return opened


def fact(page, name):
    """A number of the result line."""
    row = page.locator(f"#site-outcome dl > div:has(dt:text-is('{name}'))")
    return row.locator("dd").first.inner_text()


def wait_fact(page, name, pattern):
    row = page.locator(f"#site-outcome dl > div:has(dt:text-is('{name}')) dd")
    row.filter(has_text=re.compile(pattern)).first.wait_for()


def listed(page):
    return page.locator("#site-list button").all_inner_texts()


def choose(page, site):
    page.locator(f"#site-list button[data-unit='{site}']").click()
    page.locator(f"#site-card dd:text-is('{site}')").wait_for()


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_is_read_and_moved(site_page, sites, size, language, tmp_path):
    cost = {"zh": "投资", "en": "Cost"}[language]
    with site_page(size, language) as page:
        page.screenshot(path=tmp_path / f"{size}-{language}.png", full_page=True)
        assert fact(page, cost).startswith("120.00")
        before = listed(page)
        page.fill("#site-budget", "250")
        wait_fact(page, cost, r"^2[0-9]{2}\.00")
        assert len(listed(page)) > len(before)
        page.wait_for_url("**budget=250**")
        assert sites.asked[-1].budget_yuan == 2_500_000.0


def test_weights_move_by_sliders_are_shares_and_go_back(site_page, sites):
    with site_page() as page:
        assert "CR = 0.0059" in page.locator("#site-weights .note").inner_text()
        share = page.locator("#site-weights label:has([data-weight=S]) .share")
        assert share.inner_text() == "33.3 %"
        solved = len(sites.asked)
        page.evaluate(DRAG, ["[data-weight=C]", 1.0])
        page.wait_for_url("**w=S:**")
        assert len(sites.asked) == solved + 1, "a drag asks once"
        assert dict(sites.asked[-1].weights)["C"] == 1.0
        assert "手工权重" in page.locator("#site-weights .note").inner_text()
        total = sum(
            float(text.split()[0])
            for text in page.locator("#site-weights .share").all_inner_texts()
        )
        assert total == pytest.approx(100.0, abs=0.4)
        page.locator("#site-weights button").click()
        page.wait_for_url(lambda url: "w=" not in url)
        assert share.inner_text() == "33.3 %"
        assert page.locator("#site-weights button").is_disabled()


def test_sites_are_locked_by_clicks_on_list_and_map(site_page, sites):
    with site_page() as page:
        chosen = sites.solve(sites.asked[-1])
        ids = chosen.selection.set_index("site_id")["chosen"]
        taken, left = ids[ids].index[0], ids[~ids].index[0]
        choose(page, taken)
        page.locator("#site-lock label:has-text('不选')").click()
        page.wait_for_url(f"**out={taken}**")
        page.locator(f"#site-list button[data-unit='{taken}']").wait_for(state="detached")
        page.locator("#site-means label:has-text('必选')").click()
        middle = sites.sites.set_index("site_id").geometry[left].centroid
        page.evaluate(
            "([lon, lat]) => document.querySelector('.map-canvas')._map.jumpTo("
            "{center: [lon, lat], zoom: 14})",
            [middle.x, middle.y],
        )
        x, y = page.evaluate(PLACE, [middle.x, middle.y])
        page.locator("#site-map .maplibregl-canvas").click(position={"x": x, "y": y})
        page.wait_for_url(f"**in={left}**")
        row = page.locator(f"#site-list button[data-unit='{left}']")
        assert row.inner_text().startswith("[必选]")
        assert "必选" in page.locator("#site-lock label:has(:checked)").inner_text()
        assert f'"{left}"' in page.evaluate(FILLED)
        assert (sites.asked[-1].locked_in, sites.asked[-1].locked_out) == ((left,), (taken,))
        page.locator("#site-clear").click()
        page.wait_for_url(lambda url: "in=" not in url)
        assert page.locator("#site-locked").inner_text() == "锁定 0 处必选、0 处不选"


def test_a_link_restores_the_whole_question(site_page):
    query = (
        "?types=AFF,WET&aim=carbon&budget=250&area=30&quota=320412:5:&w=S:0.5,D:0.25&in=AFF-0003"
    )
    with site_page(query=query + "&site=AFF-0003&list=refused") as page:
        assert page.locator("#site-aim").input_value() == "carbon"
        assert page.locator("#site-budget").input_value() == "250"
        assert page.locator("#site-area").input_value() == "30"
        assert page.locator("[data-quota='3204120']").input_value() == "5"
        assert page.locator("[data-weight=S]").input_value() == "0.5"
        assert page.locator("#site-lock input:checked").count() == 1
        assert "AFF-0003" in page.locator("#site-card").inner_text()
        assert page.locator("#site-shown :checked + span").inner_text().startswith("落选")
        first = page.url
        page.reload()
        page.locator("#site-outcome dl").wait_for()
        assert page.url == first


def test_what_cannot_be_met_is_said_and_mended(site_page):
    with site_page() as page:
        page.locator(".controls summary").click()
        page.fill("[data-quota='3204120']", "900")
        page.locator("#site-outcome .poor:has-text('SITING-INFEASIBLE')").wait_for()
        assert listed(page) == []
        page.fill("[data-quota='3204120']", "")
        page.locator("#site-outcome dl").wait_for()
        assert listed(page)


def test_choices_are_compared_and_a_report_is_kept(site_page, sites):
    with site_page() as page:
        page.locator("summary:has-text('方案比较')").click()
        page.locator("#site-compare").click()
        page.locator("#site-comparison img.frontier").wait_for()
        assert "资金与成效前沿" in page.locator("#site-comparison").inner_text()
        page.fill("#site-budget", "250")
        page.locator("#site-stale .poor").wait_for()
        page.locator("summary:has-text('导出')").click()
        page.locator("#site-export").click()
        with page.expect_download() as download:
            page.locator("#site-files a:has-text('docx')").click()
        assert download.value.path().read_bytes() == b"2500000.0 zh"


def test_everything_can_be_reached_by_the_keyboard(site_page):
    with site_page() as page:
        names = page.evaluate(
            """() => [...document.querySelectorAll('input, select, button, [tabindex="0"]')]
              .filter(e => e.offsetParent && !e.labels?.length && !e.textContent.trim()
                && !e.getAttribute('aria-label') && !e.className.includes('maplibregl'))
              .map(e => e.outerHTML.slice(0, 90))"""
        )
        assert names == []
        page.locator("#site-list button").first.focus()
        page.keyboard.press("Enter")
        page.locator("#site-card h2").wait_for()
        page.locator("#site-lock input").first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**in=**")
        page.locator("[data-weight=S]").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**w=S:**")
