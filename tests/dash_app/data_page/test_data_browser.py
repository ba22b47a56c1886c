"""The page of data in a browser, in both languages, wide and narrow."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def data_base(stocked, uploads, prints, serve_run):
    with serve_run(stocked, uploads=uploads, prints=prints) as address:
        yield address


@pytest.mark.parametrize(("size", "language"), [("desk", "zh"), ("phone", "en")])
def test_the_page_is_walked_without_an_error(data_base, watched_page, size, language):
    with watched_page(data_base, size=size, language=language) as page:
        page.goto(f"{data_base}/data/?layer=eco_redline")
        page.wait_for_selector(".finding-list")
        assert page.locator(".finding-list > li").count() == 1
        assert page.locator("img").count() == 0, "names of files are texts"
        page.locator("#data-layer").select_option("")
        page.locator(".finding-list > li").nth(2).wait_for()
        page.locator(".print-form summary").focus()
        page.keyboard.press("Enter")
        link = page.locator(".print-link").first
        link.wait_for()
        page.locator(".print-fields select").nth(3).select_option("a31")
        assert "paper=a3&landscape=1" in link.get_attribute("href")


def test_a_file_is_sent_seen_and_accepted(data_base, watched_page, tmp_path):
    bad, good = tmp_path / "bad.gpkg", tmp_path / "公园.gpkg"
    bad.write_bytes(b"<OGRVRTDataSource/>")
    good.write_bytes(b"SQLite format 3\x00")
    with watched_page(data_base, language="zh") as page:
        page.goto(f"{data_base}/data/")
        page.wait_for_selector(".finding-list")
        button = page.locator(".upload-form button")
        button.click()
        page.locator(".upload-form .poor").wait_for()
        page.locator("input[type=file]").set_input_files(bad)
        button.click()
        page.get_by_text("[UPLOAD-CONTENT]").wait_for()
        page.locator("input[type=file]").set_input_files(good)
        button.click()
        page.locator(".data-card h3").wait_for()
        page.locator("#data-accept").focus()
        page.keyboard.press("Enter")
        page.locator(".data-said pre").wait_for()
        assert "[[input]]" in page.locator(".data-said pre").inner_text()
        assert page.locator("#data-waiting tbody tr").count() == 0
