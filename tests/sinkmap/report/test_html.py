import json
import re
from html.parser import HTMLParser

import pytest

from sinkmap.report import report_tables, write_html
from sinkmap.report.html import visible_columns
from sinkmap.report.table import RowKind
from sinkmap.text import Language


class Tables(HTMLParser):
    """Cells of every table in one language, and everything a browser would fetch."""

    def __init__(self, language):
        super().__init__()
        self.language, self.hidden = language, []
        self.tables, self.fetched, self.table, self.row = {}, [], None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.fetched += [given[name] for name in ("src", "data", "poster") if name in given]
        if tag == "link" or (tag == "a" and not given.get("href", "#").startswith("#")):
            self.fetched.append(given.get("href"))
        if tag == "span":
            self.hidden.append(given.get("lang") not in (None, self.language))
        if tag == "table":
            self.table = self.tables.setdefault(given["id"].removeprefix("table-"), [])
        if tag == "tr" and self.table is not None:
            self.row = []
            self.table.append(self.row)
        if tag in ("td", "th") and self.row is not None:
            self.row.append("")

    def handle_endtag(self, tag):
        if tag == "span":
            self.hidden.pop()
        if tag == "table":
            self.table = self.row = None

    def handle_data(self, data):
        if self.row and not any(self.hidden):
            self.row[-1] += data.strip()


@pytest.fixture
def page(results, content, tmp_path):
    path = tmp_path / "report.html"
    write_html(results, 2024, path, Language.ZH, content)
    return path


@pytest.mark.parametrize("language", list(Language))
def test_the_page_shows_the_numbers_of_the_tables(results, page, language):
    read = Tables(str(language))
    read.feed(page.read_text(encoding="utf-8"))
    for table in report_tables(results, 2024).tables:
        kept = visible_columns(table)
        wanted = [
            [table.columns[i].say(row.cells[i], language) for i in kept]
            for row in table.rows
            if row.kind is not RowKind.HEADING
        ]
        shown = [row for row in read.tables[table.id][1:] if len(row) == len(kept)]
        assert shown == wanted


def test_the_page_asks_the_network_for_nothing(page):
    text = page.read_text(encoding="utf-8")
    read = Tables("zh")
    read.feed(text)
    assert read.fetched == []
    assert "default-src 'none'" in text
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL).group(1)
    assert "url(" not in style
    assert "@import" not in style


def test_text_of_files_stays_text(page):
    text = page.read_text(encoding="utf-8")
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_figures_are_told_with_all_it_takes_to_sign_them(page):
    text = page.read_text(encoding="utf-8")
    book = json.loads(re.search(r'id="cards">(.*?)</script>', text, re.DOTALL).group(1))
    said = [book["words"][i][0] for i in book["cards"]["tree_cover_rate/320400/2024/js_tree_cover"]]
    told = dict(zip(said[::2], said[1::2], strict=True))
    assert told["分子：林木覆盖率分子"] == "75,037.42 公顷"
    assert told["分母：行政区面积"] == "275,600.00 公顷"
    assert told["口径"] == "江苏统计口径（js_tree_cover）"
    assert told["区间"] == "无区间：无参考样本"
    assert told["数据覆盖率"] == "100.00%"
    assert told["来源"] == "tree_cover@2024, parcels@2024"
    assert set(re.findall(r'data-figure="([^"]+)"', text)) == set(book["cards"])


def test_the_same_results_give_the_same_bytes(results, content, page, tmp_path):
    again = tmp_path / "again.html"
    write_html(results, 2024, again, Language.ZH, content)
    assert again.read_bytes() == page.read_bytes()


def test_without_outlines_there_are_no_sketches(results, tmp_path):
    path = tmp_path / "report.html"
    write_html(results, 2024, path, Language.EN)
    text = path.read_text(encoding="utf-8")
    assert 'class="region"' not in text
    assert '<html lang="en">' in text


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_in_a_browser(page, browser, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    requests, faults = [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text))
    tab.goto(page.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.locator("#table-tree_cover_rate details.figure summary").first.click()
    card = tab.locator(".card")
    assert "75,037.42 公顷" in card.inner_text()
    assert "js_tree_cover" in card.inner_text()
    tab.keyboard.press("Escape")
    assert not card.is_visible()
    tab.locator("label[for=lang-en]").click()
    assert tab.locator("h1").inner_text().startswith("Changzhou")
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert requests == [page.as_uri()]
    assert faults == []
    tab.close()
