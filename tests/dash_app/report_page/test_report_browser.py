"""The page of the report in a real Chromium: a cell, its parcels, a report made, steps taken."""

from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def report_page(watched_page, report_base):
    """The page of the report, opened: ``with report_page("phone", "en") as page``."""

    @contextmanager
    def opened(size="desk", language="zh", query=""):
        with watched_page(report_base, size, language) as page:
            page.goto(f"{report_base}/report/{query}")
            page.locator(".cells .cell").first.wait_for()
            yield page

    return opened


@pytest.mark.parametrize(("size", "language"), [("desk", "zh"), ("phone", "en")])
def test_a_cell_leads_to_its_parcels_and_the_report_on_its_way(
    report_page, reports, idle, size, language, tmp_path
):
    with report_page(size, language) as page:
        page.locator(".cells tr", has_text="武进区" if language == "zh" else "Wujin").locator(
            ".cell"
        ).first.click()
        page.locator("#report-parcels tbody tr").first.wait_for()
        assert page.locator("#report-parcels tbody tr").count() == 3
        assert "unit=320412" in page.url
        assert "run=run0123456789" in page.url
        page.locator("#report-parcels button").nth(1).click()
        page.locator("#report-parcels tr.chosen").wait_for()
        idle(page)
        page.select_option("#report-filed", "feed0123")
        page.locator("#report-card table").wait_for()
        page.locator("#report-make").click()
        page.locator("#report-made .good").wait_for()
        page.fill("#report-who", "钱一")
        page.locator("#report-take").click()
        page.locator("#report-taken .good").wait_for()
        page.locator("#report-filing .record li").wait_for()
        assert "钱一" in page.locator("#report-filing").inner_text()
        page.locator(".jobs summary").click()
        page.locator(".job-list .chip-good").wait_for()
        page.locator(".job-list button", has_text="日志" if language == "zh" else "Log").click()
        page.locator(".job-list pre").wait_for()
        assert "--year=2024" in page.locator(".job-list pre").inner_text()
        page.screenshot(path=tmp_path / f"{size}.png", full_page=size == "phone")
        assert page.locator("#report-card table").count() == 1


def test_a_link_restores_the_view(report_page):
    query = "?year=2023&unit=320481&indicator=wetland_protection_rate"
    with report_page(query=query) as page:
        page.locator(".cell.chosen").wait_for()
        assert page.locator("#report-year").input_value() == "2023"
        assert page.locator(".cell.chosen").count() == 1
        assert "溧阳市" in page.locator("#report-card").inner_text()


def test_a_strange_link_shows_the_page_and_says_so(report_page):
    with report_page(query="?year=1999&unit=nowhere&indicator=none&filed=gone&parcel=x") as page:
        page.locator("#report-card .note").wait_for()
        assert page.locator("#report-year").input_value() == "2024"
