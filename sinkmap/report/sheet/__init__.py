"""A map on paper at true scale: what is asked for, what is drawn, the sheet itself."""

from sinkmap.report.sheet.content import (
    DrawnLayer,
    DrawnRaster,
    DrawnUnit,
    SheetContent,
    SheetNotes,
)
from sinkmap.report.sheet.document import sheet_pdf, sheet_png, sheet_svg
from sinkmap.report.sheet.paper import SCALES, Layout, Paper, fitted_scale
from sinkmap.report.sheet.plane import SheetPlane
from sinkmap.report.sheet.request import PrintRequest

__all__ = [
    "SCALES",
    "DrawnLayer",
    "DrawnRaster",
    "DrawnUnit",
    "Layout",
    "Paper",
    "PrintRequest",
    "SheetContent",
    "SheetNotes",
    "SheetPlane",
    "fitted_scale",
    "sheet_pdf",
    "sheet_png",
    "sheet_svg",
]
