import json
import re
from html.parser import HTMLParser

import pytest
from lxml import etree

from sinkmap.report import report_tables, write_html
from sinkmap.report.book import open_book
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


def numbers(text):
    return re.findall(r"[+-]?\d[\d,]*(?:\.\d+)?", text)


def test_every_chart_has_its_table_and_every_mark_its_words(results, page):
    """The table beside a chart, its marks and the figures of the run say the same."""
    tree = etree.HTML(page.read_text("utf-8"))
    charts = [f for f in tree.xpath("//figure[contains(@class, 'live')]") if f.xpath(".//table")]
    assert len(charts) > 3
    for figure in charts:
        rows = figure.xpath(".//tbody/tr")
        marks = figure.xpath(".//*[@data-zh and @tabindex]")
        assert len(rows) == len(marks)
        for row, mark in zip(rows, marks, strict=True):
            wanted = [n for cell in row.xpath("td") for n in numbers("".join(cell.itertext()))]
            assert [n for n in wanted if n not in numbers(mark.get("data-zh"))] == []
            assert [n for n in wanted if n not in numbers(mark.get("data-en"))] == []
    book = open_book(results, 2024)
    (grid,) = tree.xpath("//table[starts-with(@id, 'table-chart-') and .//text()='溧阳市'][1]")[:1]
    shown = {row.xpath("string(th//span[@lang='zh'] | th[not(span)])"): row.xpath("string(td[1])")
             for row in grid.xpath("tbody/tr")}  # fmt: skip
    figure = book.find("tree_cover_rate", "320481", 2024, "js_tree_cover")
    assert shown["溧阳市"] == f"{figure.value:.2f}"


def test_one_mark_of_a_drawing_is_on_the_way_of_the_tab_key(page):
    tree = etree.HTML(page.read_text("utf-8"))
    for drawing in tree.xpath("//figure[contains(@class, 'live')]/svg"):
        stops = [one.get("tabindex") for one in drawing.xpath(".//*[@tabindex]")]
        assert stops.count("0") == 1
        assert drawing.get("aria-label")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_charts_answer_to_pointer_and_keys_without_asking_anybody(page, browser, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    requests, faults = [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text))
    tab.goto(page.as_uri())
    chart = tab.locator("figure.live:has(.bar)").first
    chart.scroll_into_view_if_needed()
    tip = tab.locator(".tip")
    assert not tip.is_visible()
    second = chart.locator(".mark").nth(1)
    second.hover()
    assert tip.inner_text() == second.get_attribute("data-zh")
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    unit = second.get_attribute("data-unit")
    lit = tab.locator(f".mark.lit[data-unit='{unit}']").count()
    assert lit == tab.locator(f".mark[data-unit='{unit}']").count() > 1

    chart.locator(".mark").first.focus()
    assert tip.inner_text() == chart.locator(".mark").first.get_attribute("data-zh")
    tab.keyboard.press("ArrowDown")
    assert tip.inner_text() == second.get_attribute("data-zh")
    tab.keyboard.press("End")
    assert tip.inner_text() == chart.locator(".mark").last.get_attribute("data-zh")
    tab.keyboard.press("Escape")
    assert not tip.is_visible()

    button = chart.locator(".series button").first
    button.focus()
    tab.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "false"
    stroke = chart.locator(".s-before").first
    assert stroke.evaluate("one => getComputedStyle(one).display") == "none"
    tab.keyboard.press("Space")
    assert stroke.evaluate("one => getComputedStyle(one).display") != "none"
    chart.locator(".beside summary").click()
    assert chart.locator(".beside table").is_visible()
    tab.locator("label[for=lang-en]").click()
    assert second.get_attribute("aria-label") == second.get_attribute("data-en")
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert requests == [page.as_uri()]
    assert faults == []
    tab.close()
