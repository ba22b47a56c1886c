"""What can be wrong with scenes once they are open, in plain words."""

from __future__ import annotations

from raster_pipeline.steps.check.raster_findings import RasterWords
from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = ["SCENE_FINDINGS"]

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_NOTHING = Text("无需处理", "nothing to do")

SCENE_FINDINGS = {
    "SCENE-DUPLICATE": RasterWords(
        _E,
        Text("同一影像编号出现多次", "one scene id occurs more than once"),
        Text("每景影像只列一次", "list every scene once"),
    ),
    "SCENE-DATE": RasterWords(
        _W,
        Text("影像日期不在所需时段内，未采用", "the scene's date is outside the period; left out"),
        Text("核对年度与季节，或移走该影像", "check year and season, or take the scene out"),
    ),
    "SCENE-BAND-MISSING": RasterWords(
        _E,
        Text("影像缺少所需波段", "the scene lacks bands that are needed"),
        Text("重新下载完整产品", "fetch the whole product again"),
    ),
    "SCENE-CRS-FRAME": RasterWords(
        _E,
        Text(
            "影像的大地基准与研究格网不同，换算参数未知",
            "the scene's geodetic frame is not the grid's and no parameters are known",
        ),
        Text("请提供 CGCS2000 或 WGS84 的产品", "supply it in CGCS2000 or WGS84"),
    ),
    "SCENE-CRS-STATED": RasterWords(
        _W,
        Text("元数据中的坐标系与像元文件不一致", "metadata and pixels state different CRSs"),
        Text("以像元文件为准；请核对产品", "the pixel files are believed; check the product"),
    ),
    "SCENE-REPROJECTED": RasterWords(
        _N,
        Text("影像将重采样到研究格网", "the scene is resampled onto the study's grid"),
        _NOTHING,
    ),
    "SCENE-FINE": RasterWords(
        _W,
        Text(
            "影像像元比格网细得多，重采样会漏掉像元", "pixels far finer than the grid are skipped"
        ),
        Text("采用更细的格网，或先聚合影像", "use a finer grid, or average the scene first"),
    ),
    "SCENE-ELSEWHERE": RasterWords(
        _W,
        Text("影像与研究区没有重叠，未采用", "the scene does not touch the study area; left out"),
        Text("核对轨道号或图幅号", "check the tile or the path and row"),
    ),
    "SCENE-REPROCESSED": RasterWords(
        _N,
        Text(
            "同日同幅影像有多个处理版本，只采用最新基线",
            "scenes of one date and tile are reprocessings; the newest baseline is kept",
        ),
        _NOTHING,
    ),
    "SCENE-CLOUD": RasterWords(
        _W,
        Text("影像在研究区内没有晴空像元，未采用", "no clear pixel in the study area; left out"),
        Text("换用其他日期的影像", "use another date"),
    ),
    "SCENE-SCALE": RasterWords(
        _E,
        Text(
            "反射率数值不合理，比例系数可能未用或用了两次",
            "reflectance is implausible: scale or offset unused, or applied twice",
        ),
        Text("核对 scale 与 offset", "check scale and offset"),
    ),
    "SCENE-ZERO-EDGE": RasterWords(
        _W,
        Text(
            "影像以 0 填充缺失像元而未声明，已按无数据处理",
            "missing pixels are filled with 0 and not declared; taken as no data",
        ),
        Text("在方案中写明 nodata = 0", "state nodata = 0 in the plan"),
    ),
}
