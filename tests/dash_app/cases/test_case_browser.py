"""The page of cases in a real Chromium: a case is found, read and worked on."""

from contextlib import contextmanager

import pytest
import shapely

from sinkmap.ledger import Actor, CaseCut, Role, Step, StepOrder

pytestmark = pytest.mark.browser

PLACES = "units"
CLERK = Actor("张三", Role.COUNTY)


@pytest.fixture
def case_page(watched_page, idle, case_base):
    """The page of cases, opened: ``with case_page("phone", "en") as page``."""

    @contextmanager
    def opened(size="desk", language="zh"):
        with watched_page(case_base, size, language) as page:
            page.goto(f"{case_base}/cases/")
            page.locator("#case-list button").first.wait_for()
            idle(page, PLACES)
            yield page

    return opened


def choose(page, number):
    page.locator(f"#case-list button:has-text('{number}')").click()
    page.locator(f"#case-card h2:text-is('{number}')").wait_for()


def submit(page, step, who="李四", why="", until=""):
    page.select_option("#case-step", label=step)
    page.fill("#case-who", who)
    page.fill("#case-why", why)
    page.fill("#case-until", until)
    page.locator("#case-go").click()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_case_is_chosen_read_and_worked_on(case_page, idle, register, size, tmp_path):
    with case_page(size) as page:
        page.screenshot(path=tmp_path / f"{size}-list.png")
        assert page.locator("#case-list tbody tr").count() == 3
        choose(page, "2024-000001")
        card = page.locator("#case-card").inner_text()
        assert "草地 → 农村宅基地" in card
        assert "Z2 生态保护红线" in card
        assert "武进区 雪堰镇 太滆村" in card
        assert "张三（县级）" in page.locator("#case-past").inner_text()
        idle(page, PLACES)
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


def test_a_clerk_who_looked_before_a_change_is_told(case_page, register):
    with case_page() as page:
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


def test_what_a_step_lacks_is_told_and_a_name_is_asked_for(case_page, register):
    before = register.length
    with case_page(language="en") as page:
        choose(page, "2024-000001")
        submit(page, "overlay in the office (county) · asks for a reason")
        page.locator("#case-said .poor:has-text('CASE-STEP-NEEDS')").wait_for()
        submit(page, "receive (county)", who=" ")
        page.locator("#case-said .poor:has-text('CASE-WHO')").wait_for()
    assert register.length == before


def test_the_state_filters_and_texts_of_others_are_text(case_page):
    with case_page() as page:
        choose(page, "2024-000002")
        assert "CZ-007<b>x</b>" in page.locator("#case-past").inner_text()
        options = page.locator("#case-state option").all_inner_texts()
        assert options == ["全部（3）", "待核实（3）"]
        page.select_option("#case-state", "to_verify")
        page.wait_for_url("**state=to_verify**")
        assert page.locator("#case-list tbody tr").count() == 3


def test_a_case_of_a_batch_is_split_along_a_typed_line(case_page, register, tmp_path):
    with case_page() as page:
        page.select_option("#case-batch", "2025Q1")
        page.locator("#case-return a").wait_for()
        assert page.locator("#case-list tbody tr").count() == 1
        choose(page, "2024-000002")
        page.fill("#case-who", "李四")
        page.locator("#case-form summary").nth(1).click()
        lon, lat = 119.95015, 31.62015  # the middle of the patch
        page.fill("#case-cut", f"{lon} {lat - 0.01}，{lon} {lat + 0.01}")
        page.fill("#case-cut-why", "东侧有批文")
        page.locator("#case-cut-go").click()
        page.locator("#case-cut-said .good:has-text('2024-000004')").wait_for()
        page.locator("#case-list button:has-text('2024-000004')").wait_for()  # of the batch too
        assert "batch=2025Q1" in page.url
        page.screenshot(path=tmp_path / "split.png")
    whole = [register.case(n).case["area_m2"] for n in ("2024-000002", "2024-000004")]
    assert sum(whole) == pytest.approx(1200.0, rel=1e-12)
    assert whole[0] == pytest.approx(600.0, rel=1e-6)


def test_a_split_is_merged_back_and_the_old_cases_lead_to_the_new_one(
    case_page, register, tmp_path
):
    line = shapely.LineString([(119.95015, 31.61), (119.95015, 31.63)])
    register.split("2024-000002", CaseCut(line, "EPSG:4490", "一半有批文"), CLERK)
    with case_page() as page:
        choose(page, "2024-000001")
        page.locator("#case-form summary").nth(2).click()
        assert "没有与本案相接" in page.locator("#case-merge-note").inner_text()
        choose(page, "2024-000002")
        page.fill("#case-who", "李四")
        page.locator("#case-merge-go").click()
        page.locator("#case-merge-said .poor:has-text('先选择')").wait_for()
        page.locator("#case-merge-with label:has-text('2024-000004')").click()
        page.locator("#case-merge-go").click()
        page.locator("#case-merge-said .poor:has-text('CASE-MERGE-WHY')").wait_for()
        page.fill("#case-merge-why", "批文覆盖全部")
        page.screenshot(path=tmp_path / "before.png", full_page=True)
        page.locator("#case-merge-go").click()
        page.locator("#case-merge-said .good:has-text('2024-000005')").wait_for()
        page.locator("#case-card h2:text-is('2024-000005')").wait_for()  # it is looked at next
        assert "CZ-007" in page.locator("#case-past").inner_text()
        page.screenshot(path=tmp_path / "merged.png", full_page=True)
        page.locator("#case-past a:text-is('2024-000004')").click()
        page.locator("#case-card h2:text-is('2024-000004')").wait_for()
        assert not page.locator("#case-form").is_visible()
        page.locator("#case-card p a:text-is('2024-000005')").click()
        page.locator("#case-card h2:text-is('2024-000005')").wait_for()
    assert register.case("2024-000005").case["area_m2"] == pytest.approx(1200.0, rel=1e-14)
