"""Chapters: what a figure is about, in the order in which reports, lists and maps tell it."""

from __future__ import annotations

from enum import StrEnum

from sinkmap.text import Text

__all__ = ["Chapter"]


class Chapter(StrEnum):
    """What an indicator is about; the order of the members is the order of a report."""

    COVER = "cover"
    WETLAND = "wetland"
    LINES = "lines"
    SHORE = "shore"
    PATTERN = "pattern"
    PATCHES = "patches"
    PARKS = "parks"
    FARMLAND = "farmland"
    LAND = "land"
    OVERLAYS = "overlays"
    SOIL = "soil"
    STOCK = "stock"
    FLUX = "flux"
    WORTH = "worth"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _CHAPTER[self]

    @property
    def place(self) -> int:
        """Place in a report, from 0."""
        return list(Chapter).index(self)


_CHAPTER = {
    Chapter.COVER: Text("林木与森林覆盖", "Tree and forest cover"),
    Chapter.WETLAND: Text("湿地", "Wetland"),
    Chapter.LINES: Text("生态保护红线与三线", "Red line and national lines"),
    Chapter.SHORE: Text("岸线与防护林带", "Shoreline and shelterbelts"),
    Chapter.PATTERN: Text("生态空间格局与廊道", "Space pattern and corridors"),
    Chapter.PATCHES: Text("自然用地的斑块与连通", "Patches and connectivity of natural land"),
    Chapter.PARKS: Text("公园绿地", "Parks"),
    Chapter.FARMLAND: Text("耕地与永久基本农田", "Farmland"),
    Chapter.LAND: Text("地类面积", "Land by class"),
    Chapter.OVERLAYS: Text("规划与管控叠加", "Overlays with plans and zones"),
    Chapter.SOIL: Text("土壤有机碳", "Soil organic carbon"),
    Chapter.STOCK: Text("碳储量与生物量", "Carbon stock and biomass"),
    Chapter.FLUX: Text("碳汇与温室气体通量", "Carbon sink and fluxes"),
    Chapter.WORTH: Text("碳预算与碳产品", "Carbon budget and products"),
}
