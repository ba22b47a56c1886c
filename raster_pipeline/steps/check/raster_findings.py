"""What can be wrong with a raster, in plain words."""

from __future__ import annotations

from typing import NamedTuple

from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = ["RASTER_FINDINGS", "RasterWords"]

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_REEXPORT = Text("请向数据提供方重新导出或传输", "have the file exported or sent again")
_REPROJECT = Text(
    "重投影到研究格网，或在方案中声明重采样方法",
    "bring it onto the study's grid, or declare a resampling in the plan",
)
_LEGEND = Text(
    "核对数据产品与方案中声明的分类体系", "check the product against the code system in the plan"
)


class RasterWords(NamedTuple):
    """Severity, message and cure of one finding."""

    severity: Severity
    message: Text
    cure: Text


RASTER_FINDINGS = {
    "RASTER-CRS-MISSING": RasterWords(
        _E,
        Text("栅格没有坐标系或地理位置", "the raster has no CRS or no place on the ground"),
        Text(
            "确认坐标系后在方案中写 assume_crs；没有仿射参数的须先配准",
            "state assume_crs in the plan once it is confirmed; georeference it if it has no place",
        ),
    ),
    "RASTER-CRS-UNUSED": RasterWords(
        _W,
        Text(
            "栅格自有坐标系，方案中的 assume_crs 未采用",
            "the raster has a CRS; assume_crs is unused",
        ),
        Text("核对二者，删去 assume_crs", "check both; take assume_crs out"),
    ),
    "RASTER-CRS-UNKNOWN": RasterWords(
        _W,
        Text("栅格的坐标系没有 EPSG 编号", "the raster's CRS has no EPSG code"),
        Text("核对坐标系参数", "check the parameters of the CRS"),
    ),
    "RASTER-CRS-FRAME": RasterWords(
        _E,
        Text(
            "栅格的大地基准与研究格网不同，换算参数未知",
            "the raster's geodetic frame is not the grid's and no parameters are known",
        ),
        Text(
            "用官方参数转换到 CGCS2000 后再提供",
            "supply it in CGCS2000, converted with official parameters",
        ),
    ),
    "RASTER-CRS-MERCATOR": RasterWords(
        _E,
        Text("栅格为 Web 墨卡托投影，面积失真", "the raster is in Web Mercator, whose areas lie"),
        Text("请提供原始坐标系的数据", "supply the data in their original CRS"),
    ),
    "RASTER-ROTATED": RasterWords(
        _E,
        Text("栅格是旋转或镜像的", "the raster is rotated or mirrored"),
        Text("先重采样为正北方向", "resample it to north-up first"),
    ),
    "RASTER-SOUTH-UP": RasterWords(
        _N,
        Text("栅格首行在南，读取时已翻正", "the first row is the southernmost; turned when read"),
        Text("无需处理", "nothing to do"),
    ),
    "RASTER-OFF-GRID": RasterWords(
        _E, Text("栅格与研究格网不对齐", "the raster does not lie on the study's grid"), _REPROJECT
    ),
    "RASTER-RESAMPLED": RasterWords(
        _N,
        Text("栅格将按声明的方法重采样到研究格网", "the raster is resampled as declared"),
        Text("无需处理；面积以重采样后的像元计", "nothing to do; areas count resampled pixels"),
    ),
    "RASTER-RESAMPLING": RasterWords(
        _E,
        Text("重采样方法不适合这种栅格", "this way of resampling does not suit the raster"),
        Text("改用列出的方法", "use one of those listed"),
    ),
    "RASTER-BANDS": RasterWords(
        _E,
        Text("栅格不止一个波段，或为彩色影像", "the raster has several bands or is a picture"),
        Text("提供单波段的分类或数值栅格", "supply one band of classes or values"),
    ),
    "RASTER-TYPE": RasterWords(
        _E,
        Text("像元类型不适合这种图层", "the pixel type does not suit the layer"),
        Text("分类栅格应为整数，数值栅格应为实数", "classes are whole numbers, values are real"),
    ),
    "RASTER-SYSTEM": RasterWords(
        _E,
        Text("没有声明适用的栅格分类体系", "no raster code system is declared for the layer"),
        Text("在方案中声明 code_system", "declare code_system in the plan"),
    ),
    "RASTER-NODATA-UNDECLARED": RasterWords(
        _W,
        Text("栅格没有声明无数据值", "the raster declares no value for missing data"),
        Text("在方案中写明 nodata", "state nodata in the plan"),
    ),
    "RASTER-NODATA-CLASH": RasterWords(
        _E,
        Text("无数据值同时是分类代码", "the nodata value is also a class"),
        Text("为无数据另选一个值，或在方案中改正", "choose another value, or correct the plan"),
    ),
    "RASTER-CODES": RasterWords(
        _E,
        Text("像元值不在分类体系中", "pixel values are not in the code system"),
        _LEGEND,
    ),
    "RASTER-CODES-OTHER": RasterWords(
        _E,
        Text(
            "像元值属于另一数据产品的分类体系", "the pixel values are those of another code system"
        ),
        _LEGEND,
    ),
    "RASTER-RANGE": RasterWords(
        _E,
        Text("数值超出物理范围", "values lie outside the physical range"),
        Text(
            "核对单位、比例系数与无数据值",
            "check the unit, the scale and the value for missing data",
        ),
    ),
    "RASTER-UNIT": RasterWords(
        _E,
        Text("数值单位与图层不同", "the values are in another unit than the layer's"),
        Text("换算后再提供，或改正方案中的 unit", "convert them, or correct unit in the plan"),
    ),
    "RASTER-CONVERTED": RasterWords(
        _N,
        Text("数值按声明的单位换算", "values are converted from the declared unit"),
        Text("无需处理", "nothing to do"),
    ),
    "RASTER-DEPTH": RasterWords(
        _E,
        Text("土层深度与指标的深度不同，不能混用", "another depth than the figures'; never mixed"),
        Text("提供同一深度的栅格", "supply a raster of that depth"),
    ),
    "RASTER-IMPLAUSIBLE": RasterWords(
        _E,
        Text("平均值不可能，单位疑似有误", "the mean is one the layer cannot have: a wrong unit?"),
        Text("核对单位与深度", "check unit and depth_cm"),
    ),
    "RASTER-SCALED": RasterWords(
        _N,
        Text("文件带有比例与偏移，读取时应用一次", "the file's scale and offset are applied once"),
        Text("无需处理", "nothing to do"),
    ),
    "RASTER-SCALED-CLASSES": RasterWords(
        _E,
        Text("分类栅格带有比例或偏移", "a class raster has a scale or offset"),
        _REEXPORT,
    ),
    "RASTER-EMPTY": RasterWords(
        _E,
        Text(
            "栅格几乎全是无数据，可能是写了一半的文件",
            "nearly all pixels are missing, as in a half-written file",
        ),
        _REEXPORT,
    ),
    "RASTER-COVERAGE": RasterWords(
        _W,
        Text("栅格没有盖满研究区", "the raster does not cover the whole study area"),
        Text(
            "补齐数据；覆盖不足的单元不给出数值",
            "complete the data; units with too little coverage get no figure",
        ),
    ),
    "RASTER-ELSEWHERE": RasterWords(
        _E,
        Text("栅格与研究区没有重叠", "the raster does not touch the study area"),
        Text("核对文件与坐标系", "check the file and its CRS"),
    ),
    "RASTER-COARSE": RasterWords(
        _N,
        Text("像元相对统计单元或格网过粗", "pixels are coarse against the units or the grid"),
        Text(
            "只宜看大势；单元数值的误差可达像元大小",
            "good for a rough view only; figures of units may err by whole pixels",
        ),
    ),
    "RASTER-SIDE-FILE": RasterWords(
        _W,
        Text("旁存的 .aux.xml 与栅格头信息不一致", "an .aux.xml beside the raster contradicts it"),
        Text(
            "系统只信栅格本身；请确认并删除旁存文件",
            "only the raster itself is believed; confirm it and remove the side file",
        ),
    ),
    "RASTER-TRUNCATED": RasterWords(
        _E,
        Text("栅格数据块读不出，文件可能被截断", "a block cannot be read; the file may be cut"),
        _REEXPORT,
    ),
    "RASTER-MIXED": RasterWords(
        _E,
        Text("同一图层的栅格文件不属于一种", "the raster files of one layer are of two kinds"),
        Text(
            "统一无数据值、比例、单位与分类体系",
            "give them one nodata value, scale, unit and code system",
        ),
    ),
    "RASTER-PRODUCT-STEP": RasterWords(
        _W,
        Text(
            "相邻年度的数据产品版本不同，变化中混有数据差异",
            "the data product changes between years: change mixes data with land",
        ),
        Text(
            "不要把差值读作土地变化；用同一版本重算两年，或分列数据变化",
            "do not read the difference as land change; use one version for both years, "
            "or list the change of data apart",
        ),
    ),
    "RASTER-SYSTEM-STEP": RasterWords(
        _W,
        Text("相邻年度的分类体系不同，可能造成口径中断", "the code system changes between years"),
        Text("年度比较时将单列方法变化", "comparisons list the change of method apart"),
    ),
    "RASTER-SIZE": RasterWords(
        _E,
        Text("栅格尺寸大得不合理", "the raster is absurdly large"),
        Text("裁切到研究区后再提供", "supply the part that covers the study area"),
    ),
}
