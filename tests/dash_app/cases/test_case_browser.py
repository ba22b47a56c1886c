"""The page of cases in a real Chromium: a case is found, read and worked on."""

from contextlib import contextmanager

import pytest

from sinkmap.ledger import Actor, Role, Step, StepOrder

pytestmark = pytest.mark.browser

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
IDLE = """() => new Promise(done => { (function wait() {
  const map = document.querySelector('.map-canvas') && document.querySelector('.map-canvas')._map;
  if (!map || !map.getSource('outline-places')) return setTimeout(wait, 40);
  if (map.loaded() && map.areTilesLoaded()) return done(true);
  map.once('idle', () => done(true));
})(); })"""
VIOLATIONS = """window.violations = [];
document.addEventListener('securitypolicyviolation', event =>
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"""


@pytest.fixture(scope="module")
def browser(chromium, driver):
    started = driver.chromium.launch(executable_path=str(chromium), args=ARGS)
    yield started
    started.close()


@contextmanager
def watched_page(browser, base, size="desk", language="zh"):
    """A page of cases whose requests, errors and policy violations are in order at the end."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "sinkmap_language", "value": language, "url": base}])
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("response", lambda r: faults.append((r.status, r.url)) if r.status >= 400 else None)
    page.goto(f"{base}/cases/")
    page.locator("#case-list button").first.wait_for()
    page.evaluate(IDLE)
    yield page
    assert faults == []
    assert page.evaluate("window.violations") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def choose(page, number):
    page.locator(f"#case-list button:has-text('{number}')").click()
    page.locator(f"#case-card h2:text-is('{number}')").wait_for()


def submit(page, step, who="李四", why="", until=""):
    page.select_option("#case-step", label=step)
    page.fill("#case-who", who)
    page.fill("#case-why", why)
    page.fill("#case-until", until)
    page.locator("#case-go").click()


@pytest.mark.parametrize("size", SIZES)
def test_a_case_is_chosen_read_and_worked_on(browser, case_base, register, size, tmp_path):
    with watched_page(browser, case_base, size) as page:
        page.screenshot(path=tmp_path / f"{size}-list.png")
        assert page.locator("#case-list tbody tr").count() == 3
        choose(page, "2024-000001")
        card = page.locator("#case-card").inner_text()
        assert "草地 → 农村宅基地" in card
        assert "Z2 生态保护红线" in card
        assert "武进区 雪堰镇 太滆村" in card
        assert "张三（县级）" in page.locator("#case-past").inner_text()
        page.evaluate(IDLE)
        middle = page.evaluate("document.querySelector('.map-canvas')._map.getCenter().toArray()")
        assert middle == pytest.approx([119.90025, 31.60015], abs=5e-4)
        submit(page, "内业套合（县级）· 须有说明理由", why="无批准记录")
        page.locator("#case-said .good").wait_for()
        page.locator("#case-card:has-text('已内业套合')").wait_for()
        assert page.locator("#case-why").input_value() == ""
        page.screenshot(path=tmp_path / f"{size}-case.png", full_page=True)
        case = register.case("2024-000001")
        assert case.case["stage"] == "overlaid"
        assert (case.events[-1]["who"], case.events[-1]["why"]) == ("李四", "无批准记录")
        assert "number=2024-000001" in page.url


def test_a_clerk_who_looked_before_a_change_is_told(browser, case_base, register):
    with watched_page(browser, case_base) as page:
        choose(page, "2024-000002")
        register.step("2024-000002", StepOrder(Step.RECEIVE), Actor("王五", Role.CITY))
        submit(page, "签收（县级）")
        said = page.locator("#case-said .poor")
        said.wait_for()
        assert "CASE-CONFLICT" in said.inner_text()
        assert "王五" in said.inner_text()
        assert register.case("2024-000002").events[-1]["who"] == "王五"
        choose(page, "2024-000001")
        choose(page, "2024-000002")
        submit(page, "内业套合（县级）· 须有说明理由", why="无")
        page.locator("#case-said .good").wait_for()


def test_what_a_step_lacks_is_told_and_a_name_is_asked_for(browser, case_base, register):
    before = register.length
    with watched_page(browser, case_base, language="en") as page:
        choose(page, "2024-000001")
        submit(page, "overlay in the office (county) · asks for a reason")
        page.locator("#case-said .poor:has-text('CASE-STEP-NEEDS')").wait_for()
        submit(page, "receive (county)", who=" ")
        page.locator("#case-said .poor:has-text('CASE-WHO')").wait_for()
    assert register.length == before


def test_the_state_filters_and_texts_of_others_are_text(browser, case_base):
    with watched_page(browser, case_base) as page:
        choose(page, "2024-000002")
        assert "CZ-007<b>x</b>" in page.locator("#case-past").inner_text()
        options = page.locator("#case-state option").all_inner_texts()
        assert options == ["全部（3）", "待核实（3）"]
        page.select_option("#case-state", "to_verify")
        page.wait_for_url("**state=to_verify**")
        assert page.locator("#case-list tbody tr").count() == 3
