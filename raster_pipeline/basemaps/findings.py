"""What is said of a basemap that cannot be shown, or only slowly.

All are warnings: a map without its basemap is a map, and no figure depends on one.
"""

from __future__ import annotations

from dataclasses import replace

from sinkmap.basemap import BasemapEntry
from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["about", "basemap_finding"]

_W = Severity.WARNING
_MESSAGES = {
    "BASEMAP-FORMAT": (
        _W,
        Text("底图格式不能识别", "a basemap of no known form"),
        Text(
            "请提供 PMTiles、MBTiles、z/x/y 瓦片文件夹或 GeoTIFF",
            "supply PMTiles, MBTiles, a folder of z/x/y tiles or a GeoTIFF",
        ),
    ),
    "BASEMAP-DAMAGED": (
        _W,
        Text("底图文件损坏或不完整", "the basemap's file is damaged or not whole"),
        Text("请重新复制或重新导出", "copy it or export it again"),
    ),
    "BASEMAP-UNSAVED": (
        _W,
        Text("底图文件尚有未写入的改动", "the basemap's file has changes not yet written to it"),
        Text("关闭正在编辑它的软件后再用", "close the program that has it open"),
    ),
    "BASEMAP-EMPTY": (
        _W,
        Text("底图中没有瓦片", "the basemap holds no tile"),
        Text(
            "检查导出范围和级别；文件夹须为 z/x/y.png（jpg、webp）",
            "see to the extent and zooms of the export; a folder holds z/x/y.png (jpg, webp)",
        ),
    ),
    "BASEMAP-VECTOR": (
        _W,
        Text("矢量瓦片不能作底图", "vector tiles cannot be a basemap"),
        Text("请导出为栅格瓦片（png、jpg、webp）", "export raster tiles (png, jpg, webp)"),
    ),
    "BASEMAP-MATRIX": (
        _W,
        Text(
            "瓦片按经纬度切分（c），不是 Web 墨卡托（w）",
            "tiles are cut by degrees (c), not in Web Mercator (w)",
        ),
        Text(
            "按 Web 墨卡托（EPSG:3857，天地图 w）重新切片",
            "cut the tiles again in Web Mercator (EPSG:3857, Tianditu's w)",
        ),
    ),
    "BASEMAP-SHIFTED": (
        _W,
        Text(
            "加偏坐标（GCJ-02、BD-09）的底图与成果错位，不能叠加",
            "a basemap in shifted coordinates (GCJ-02, BD-09) does not lie under the layers",
        ),
        Text(
            "请使用 CGCS2000 或 WGS84 的底图",
            "use a basemap in CGCS2000 or WGS84",
        ),
    ),
    "BASEMAP-ROWS": (
        _W,
        Text("瓦片行号方向相反，底图落在南半球", "rows run the other way: it lies in the south"),
        Text(
            "在方案中改写 rows：xyz（自北向南）或 tms（自南向北）",
            "state rows in the plan: xyz (from the north) or tms (from the south)",
        ),
    ),
    "BASEMAP-ELSEWHERE": (
        _W,
        Text("底图不在研究区内", "the basemap does not touch the study area"),
        Text("检查底图的范围、坐标系和切片方案", "see to its extent, CRS and tiling"),
    ),
    "BASEMAP-TILE-SIZE": (
        _W,
        Text("瓦片尺寸不对", "tiles of the wrong size"),
        Text(
            "按 256×256 或 512×512 像素重新切片，各级一致",
            "cut tiles of 256 x 256 or 512 x 512 pixels, all alike",
        ),
    ),
    "BASEMAP-TILE-BROKEN": (
        _W,
        Text("有的瓦片不是完整的图片，不予显示", "some tiles are no whole pictures; not shown"),
        Text("重新导出这些瓦片（png、jpg、webp）", "export these tiles again (png, jpg, webp)"),
    ),
    "BASEMAP-NO-INDEX": (
        _W,
        Text("底图没有索引，逐块查找很慢", "the basemap has no index: finding a tile is slow"),
        Text(
            "执行 CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)",
            "run CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)",
        ),
    ),
    "BASEMAP-PLACE": (
        _W,
        Text("底图影像没有可用的坐标", "the picture does not say where it lies"),
        Text(
            "配准为北向上、方形像元并带坐标系的 GeoTIFF",
            "supply a GeoTIFF with a CRS, north up, of square pixels",
        ),
    ),
    "BASEMAP-FRAME": (
        _W,
        Text(
            "底图影像的大地基准不能换算到 CGCS2000",
            "the picture's frame cannot be brought to CGCS2000",
        ),
        Text(
            "先用法定参数转换到 CGCS2000",
            "bring it to CGCS2000 by the official parameters first",
        ),
    ),
    "BASEMAP-BANDS": (
        _W,
        Text("底图影像不是 8 位图像", "the picture is not one of 8 bits a band"),
        Text(
            "拉伸为 8 位的灰度、调色板、RGB 或 RGBA GeoTIFF",
            "stretch it to 8 bits: grey, palette, RGB or RGBA",
        ),
    ),
    "BASEMAP-NO-OVERVIEWS": (
        _W,
        Text("影像没有金字塔，缩小时不显示", "the picture has no overviews: hidden zoomed out"),
        Text("用 gdaladdo -r average 建金字塔，或转为 COG", "add them by gdaladdo, or make a COG"),
    ),
}


def basemap_finding(code: str, entry: BasemapEntry, seen: str = "", wanted: str = "") -> Finding:
    """One thing found about a basemap; ``file`` is its path as the plan writes it."""
    weight, message, cure = _MESSAGES[code]
    return Finding(
        code,
        weight,
        message,
        cure,
        file=entry.path,
        layer=f"basemap:{entry.id}",
        seen=seen,
        wanted=wanted,
    )


def about(finding: Finding, entry: BasemapEntry) -> Finding:
    """What was found about a file, as it weighs for a basemap."""
    layer = f"basemap:{entry.id}"
    return replace(finding, severity=Severity.WARNING, file=entry.path, layer=layer)
