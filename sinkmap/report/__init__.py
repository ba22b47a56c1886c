"""Reports of a finished run: one model of tables, written as workbook, page or map."""

from sinkmap.report.html import write_html
from sinkmap.report.static_map import write_map
from sinkmap.report.tables import report_tables
from sinkmap.report.xlsx import write_xlsx

__all__ = ["report_tables", "write_html", "write_map", "write_xlsx"]
