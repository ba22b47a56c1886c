"""What can be wrong with a scene before its pixels are judged, in plain words."""

from __future__ import annotations

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["refused"]

_WORDS = {
    "SCENE-UNREADABLE": (
        Text("影像产品无法识别或元数据不完整", "the scene is no known product, or lacks metadata"),
        Text(
            "提供完整的 Sentinel-2 L2A、Landsat C2 L2、STAC 或 GeoTIFF 影像",
            "supply a whole Sentinel-2 L2A, Landsat C2 L2, STAC or GeoTIFF scene",
        ),
    ),
    "SCENE-LEVEL": (
        Text("影像不是地表反射率产品", "the scene is no surface reflectance product"),
        Text("请提供 L2A 或 L2SP 级产品", "supply the L2A or L2SP product"),
    ),
    "SCENE-REMOTE": (
        Text("影像在网络上，而研究不允许联网", "the scene lies on a network the study forbids"),
        Text(
            "下载到本地，或在方案中允许联网",
            "fetch the files first, or let the study read over the network",
        ),
    ),
    "SCENE-TRUNCATED": (
        Text("影像波段读不出，文件可能被截断", "a band cannot be read; the file may be cut"),
        Text("请重新下载该影像", "fetch the scene again"),
    ),
    "SCENE-CRS-MISSING": (
        Text("影像没有坐标系或地理位置", "the scene has no CRS or no place on the ground"),
        Text("请提供带坐标系的产品", "supply the product with its CRS"),
    ),
    "SCENE-ROTATED": (
        Text("影像是旋转、镜像或南北倒置的", "the scene is rotated, mirrored or south-up"),
        Text("先重采样为正北方向", "resample it to north-up first"),
    ),
}


def refused(code: str, file: str, seen: str = "", wanted: str = "") -> InputRefusedError:
    """The error for a scene that cannot be opened or read."""
    message, cure = _WORDS[code]
    return InputRefusedError(
        Finding(code, Severity.ERROR, message, cure, file, seen=seen, wanted=wanted)
    )
