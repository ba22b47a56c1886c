"""What can be wrong with soil profiles, in plain words."""

from __future__ import annotations

from raster_pipeline.steps.check.place import Kind
from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = [
    "BOUNDS",
    "BULK_DENSITY",
    "COARSE",
    "COARSE_SHARE",
    "CONTENT",
    "COORDINATES",
    "DEGREES",
    "DEPTH",
    "DUPLICATE",
    "EXCLUDED",
    "FEW",
    "GAP",
    "KIND_DOUBT",
    "KIND_MISSING",
    "NONE",
    "NO_BULK_DENSITY",
    "NO_CONTENT",
    "OUTSIDE",
    "OVERLAP",
    "PARCEL_DENSITY",
    "PLACES",
    "SHALLOW",
    "UNIT",
    "UNIT_DOUBT",
    "VINTAGE",
]

_E, _W = Severity.ERROR, Severity.WARNING
_LAB = Text("对照化验报告改正", "correct it by the laboratory's report")

NONE = Kind(
    "SOIL-NONE",
    _E,
    Text(
        "土壤样本图层没有可用的剖面", "the layer of soil samples holds no profile that can be used"
    ),
    Text("核对文件；没有样本时从方案中删去", "check the file, or take it out of the plan"),
)
COORDINATES = Kind(
    "SOIL-COORDINATES",
    _E,
    Text("土壤样本没有可用的坐标", "soil samples without coordinates"),
    Text("补充 X、Y 坐标或点图形", "give x and y, or points"),
)
KIND_MISSING = Kind(
    "SOIL-KIND-MISSING",
    _E,
    Text("未声明含量是有机质还是有机碳", "whether the content is matter or carbon is not declared"),
    Text('在方案中写 kind = "SOM"（有机质）或 "SOC"（有机碳）', 'declare kind = "SOM" or "SOC"'),
)
UNIT = Kind(
    "SOIL-UNIT",
    _E,
    Text("含量单位未声明或不认识", "the unit of the content is not declared, or not known"),
    Text('在方案中写 unit = "g/kg" 或 "%"', 'declare unit = "g/kg" or "%"'),
)
DEGREES = Kind(
    "SOIL-GRID-DEGREES",
    _W,
    Text("格网以度为单位，不制作土壤碳图", "the grid is in degrees: no soil map is made"),
    Text("改用投影坐标系的格网", "take a grid in metres"),
)
DEPTH = Kind(
    "SOIL-DEPTH",
    _E,
    Text("土层深度不是 0-20、0-30 或 0-100 厘米", "a depth other than 0-20, 0-30 or 0-100 cm"),
    Text("在 depth_cm 中改用其中之一", "set depth_cm to one of them"),
)
BOUNDS = Kind(
    "SOIL-BOUNDS",
    _E,
    Text("土层上下界缺失、为负或颠倒", "bounds of horizons are missing, negative or reversed"),
    Text("核对各层的上下界（厘米）", "check top and bottom of each horizon in cm"),
)
CONTENT = Kind(
    "SOIL-CONTENT",
    _E,
    Text("有机质或有机碳含量为负或超出可能", "contents that are negative or beyond any soil"),
    _LAB,
)
NO_CONTENT = Kind(
    "SOIL-CONTENT-MISSING",
    _W,
    Text("土层没有含量，作为缺口处理", "horizons without a content are left as gaps"),
    _LAB,
)
UNIT_DOUBT = Kind(
    "SOIL-UNIT-DOUBT",
    _E,
    Text(
        "表层含量的中位数不可能：百分数与 g/kg 疑似混淆",
        "the median content of topsoils cannot be: percent and g/kg look mixed up",
    ),
    Text("核对 unit", "check unit"),
)
KIND_DOUBT = Kind(
    "SOIL-KIND-DOUBT",
    _W,
    Text(
        "含量与常见范围之比接近 1.724：有机质与有机碳疑似混淆",
        "contents lie a factor of about 1.724 off the usual: matter and carbon look mixed up",
    ),
    Text("核对 kind 与字段", "check kind and the field"),
)
BULK_DENSITY = Kind(
    "SOIL-BULK-DENSITY",
    _E,
    Text("容重超出可能（克每立方厘米）", "bulk densities that no soil has, in g/cm³"),
    Text("核对容重及其单位", "check the bulk density and its unit"),
)
EXCLUDED = Kind(
    "SOIL-CONTENT-DENSITY",
    _W,
    Text(
        "含量与容重互相矛盾：含碳这么多的土壤不会这么重",
        "content and bulk density exclude each other: soil with so much carbon is not so dense",
    ),
    Text("核对含量的单位与容重", "check the unit of the content and the bulk density"),
)
NO_BULK_DENSITY = Kind(
    "SOIL-BULK-DENSITY-MISSING",
    _W,
    Text(
        "部分土层没有容重，按有机碳含量推算", "bulk density is missing and follows from the carbon"
    ),
    Text("补充实测容重可缩小误差", "measured bulk densities make the error smaller"),
)
COARSE = Kind(
    "SOIL-COARSE",
    _E,
    Text("砾石体积百分数不在 0 至 100 之间", "coarse fragments are not 0 to 100 % of the volume"),
    _LAB,
)
COARSE_SHARE = Kind(
    "SOIL-COARSE-SHARE",
    _W,
    Text("砾石含量都不大于 1，疑似小数而非百分数", "no coarse fragments above 1 %: shares, not %?"),
    Text("以百分数填写砾石含量", "give coarse fragments in percent"),
)
GAP = Kind(
    "SOIL-GAP",
    _W,
    Text("剖面的土层之间有缺口，缺口处不推算", "profiles with a gap between horizons; not bridged"),
    Text("补充缺少的土层", "supply the horizons that are missing"),
)
OVERLAP = Kind(
    "SOIL-OVERLAP",
    _E,
    Text("剖面的土层互相重叠", "horizons of a profile overlap"),
    Text("核对各层的上下界（厘米）", "check top and bottom of each horizon in cm"),
)
DUPLICATE = Kind(
    "SOIL-DUPLICATE",
    _W,
    Text("完全相同的土层出现多次，只用一次", "horizons given more than once; one of them is used"),
    Text("删去重复的行", "drop the double rows"),
)
SHALLOW = Kind(
    "SOIL-SHALLOW",
    _W,
    Text("剖面达不到所需深度，未使用", "profiles that do not cover the depth are not used"),
    Text("改用较浅的 depth_cm，或补充土层", "choose a smaller depth_cm, or supply horizons"),
)
PLACES = Kind(
    "SOIL-PROFILE-SPLIT",
    _E,
    Text(
        "同一剖面编号对应多个位置、年份或土类",
        "one profile id stands for several places, years or classes",
    ),
    Text("为每个剖面使用不同的编号", "give every profile an id of its own"),
)
OUTSIDE = Kind(
    "SOIL-OUTSIDE",
    _W,
    Text("剖面在格网以外，未使用", "profiles beyond the grid are not used"),
    Text("核对坐标系与坐标", "check the CRS and the coordinates"),
)
FEW = Kind(
    "SOIL-FEW",
    _W,
    Text(
        "剖面太少，不能交叉验证，不制作土壤碳图",
        "too few profiles to cross-validate: no soil map is made",
    ),
    Text("补充剖面", "supply more profiles"),
)
PARCEL_DENSITY = Kind(
    "SOIL-PARCEL-DENSITY",
    _E,
    Text("图斑有机碳密度或其平均值不可能", "densities of parcels, or their mean, that cannot be"),
    Text("核对单位（吨碳每公顷）", "check the unit: tC/ha of 0-30 cm"),
)
VINTAGE = Kind(
    "SOIL-VINTAGE",
    _W,
    Text(
        "剖面采样年份相差较大或与声明的年度不符",
        "profiles of years far apart, or far from declared",
    ),
    Text("按年份分开声明；不同时期不作为同一状态", "declare them by year; they are no one state"),
)
