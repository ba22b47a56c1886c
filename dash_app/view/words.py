"""Words of the page, in both languages."""

from __future__ import annotations

from sinkmap.text import Language, Text

__all__ = ["MAP_WORDS", "map_words"]

# Header and controls
SIMULATED = Text("模拟数据", "Simulated data")
METHODS = Text("方法与口径", "Methods")
REVIEWS = Text("项目套合", "Review")
PAGES = Text("页面", "pages")
OVERVIEW = Text("一张图总览", "Overview")
INDICATORS = Text("指标", "Indicators")
CASES = Text("案件台账", "Cases")
SITES = Text("修复选址", "Siting")
DATA = Text("数据", "Data")
OTHER_LANGUAGE = Text("English", "中文")
LOADING = Text("正在载入……", "Loading…")
NEEDS_SCRIPTS = Text("请启用 JavaScript 后重新载入。", "Please enable JavaScript and reload.")
CONTROLS = Text("地图内容", "What the map shows")
PARTITION = Text("统计单元", "Statistical units")
THEME = Text("指标", "Indicator")
AIMED = Text("有目标的指标", "With a target")
MORE_LINES = Text("更多界线与要素", "More lines and places")
PROFILE = Text("口径", "Definition")
YEAR = Text("年度", "Year")
UNIT = Text("查看单元", "Unit shown")
OUTLINES = Text("叠加界线", "Lines on the map")
PICTURE = Text("叠加图像", "Picture")
NO_PICTURE = Text("不显示", "none")
OPACITY = Text("图像不透明度", "Opacity of the picture")
UNITS_CAPTION = Text("全部单元", "All units")
UNIT_COLUMN = Text("单元", "Unit")
MAP_REGION = Text("专题地图", "Thematic map")

# Legend
LEGEND = Text("图例", "Legend")
BELOW = Text("{0} 以下", "below {0}")
FROM_TO = Text("{0} 至 {1}", "{0} to {1}")
FROM = Text("{0} 及以上", "{0} and above")
ALL_SAME = Text("全部单元", "all units")
UNKNOWN_CLASS = Text("未测算或无法判定", "not estimated or cannot tell")
BLANK_CLASS = Text("无此数值", "no figure")
UNITS_IN_CLASS = Text("{0} 个", "× {0}")
GAPS_CLEAR = Text("无清晰观测处透明", "clear where nothing was seen")
SAME_CLASSES = Text("各年度分级相同", "the same classes in every year")

# Figure panel
FIGURE = Text("数值", "Figure")
NO_FIGURE = Text(
    "该单元在此年度、此口径下没有数值。",
    "There is no figure for this unit, year and definition.",
)
NUMERATOR = Text("分子", "Numerator")
DENOMINATOR = Text("分母", "Denominator")
INTERVAL = Text("区间", "Interval")
COVERAGE = Text("数据覆盖", "Data coverage")
METHOD = Text("测算方法", "Method")
DATA_STATE = Text("数据状态", "Data state")
VINTAGE = Text("数据版本", "Vintage")
PARAMETERS = Text("参数版本", "Parameters")
REFERENCE = Text("依据", "Reference")
FIGURE_ID = Text("数值编号", "Figure id")
TARGET_OF = Text("{0} 年目标 {1}", "Target for {0}: {1}")
ISSUED = Text("测算、上报与核定", "Computed, reported, confirmed")
COMPUTED = Text("测算", "computed")
REPORTED = Text("上报", "reported")
CONFIRMED = Text("核定", "confirmed")
VALUE = Text("数值", "Value")
KIND = Text("类别", "Kind")
SOURCE = Text("来源", "Source")
YEARS = Text("历年数值", "Year by year")
PROFILES = Text("各口径并列", "All definitions side by side")
HECTARES_BETWEEN = Text("相差（公顷）", "Between, ha")
PATH = Text("路径值", "On the path")
AGAINST_PATH = Text("对照路径", "Against the path")
TARGET_YEAR = Text("{0} 目标", "{0} target")
TREND_TOLD = Text("折线：历年数值（浅带为区间）", "Line: values year by year (pale band: interval)")
PATH_TOLD = Text("虚线：{0} 年至 {1} 年的目标路径", "dashed: path to the target, {0} to {1}")
FORECAST_TOLD = Text("竖点线：目标年预测区间", "dotted: forecast interval for the target's year")
PARAMETER_TABLES = Text("参数表", "Parameter tables")
PARAMETER = Text("参数", "Parameter")
RANGE = Text("范围", "Range")
CERTAINTY = Text("可信度", "Certainty")
NO_FONT = Text(
    "此电脑没有中文字体，中文会显示为方框。请安装一种，例如 Noto Sans CJK SC。",
    "This computer has no Chinese font: Chinese names are drawn as boxes. Install one, for "
    "example Noto Sans CJK SC.",
)
CONTENTS = Text("目录", "Contents")
WALK_BACK = Text("来源与计算", "Where it comes from")
SOURCES = Text("数据来源", "Sources")
FILES = Text("共 {0} 个文件", "{0} files")
FILE = Text("文件", "File")
LAYER = Text("图层", "Layer")
HASH = Text("校验值 SHA-256", "SHA-256")
DERIVED = Text("中间图层", "Derived layers")
FINDINGS = Text("检查发现", "Findings")
LESS_COMPUTED = Text("测算减该值", "Computed less this")
TASKS = Text("年度任务", "Tasks of the year")
TASK_TARGET = Text("年度目标", "Target of the year")
VERDICT = Text("判定", "Verdict")
LEAD = Text("责任单位", "Who answers")
QUARTER = Text("{0}季度", "Q{0}")
ON_PATH = Text("线性路径应达 {0}", "on the linear path {0}")
PACE = Text("年均需 {0}", "{0} a year needed")
NEEDED = Text("尚需 {0} 公顷", "{0} ha still needed")
FORECAST = Text("目标年预测 {0}", "forecast {0}")
FORECAST_INTERVAL = Text(
    "{0}（95% 预测区间 {1} 至 {2}）", "{0} (95 % prediction interval {1} to {2})"
)
ADDS = Text("在建项目计划增加 {0} 公顷", "projects under way are to add {0} ha")
BASELINE = Text("基期 {0} 年 {1}", "baseline {0}: {1}")

# Imagery
IMAGERY_OF = Text("影像解译 · {0}（全市）", "Imagery · {0} (city)")
OVERALL = Text("总体精度", "Overall accuracy")
OVERALL_TOLD = Text("{0}%（95% 区间 {1}） · {2} 个样本", "{0} % (95 % interval {1}) · {2} samples")
PAIRED = Text("林木变化", "Change of trees")
PAIRED_TOLD = Text(
    "较上年 {0} 公顷（95% 区间 {1}）：{2}",
    "{0} ha since the year before (95 % interval {1}): {2}",
)
COVER = Text("土地覆盖", "Land cover")
COVER_TOLD = Text(
    "未能解译 {0} 公顷，闪变复原 {1} 公顷", "{0} ha left unseen, {1} ha of flicker set back"
)
CLASSIFIER = Text("分类模型", "Classifier")
ADJUSTED_AREAS = Text("图上面积与校正面积", "Mapped and adjusted areas")
ACCURACY_BY_CLASS = Text("各地类精度", "Accuracy by class")
COMPOSITES = Text("季节合成影像", "Composites of the seasons")
JUDGED_CHANGE = Text("变化判定", "Judged change")
CHANGES_OF = Text(
    "{unit}最大的几项变化（两图之差）", "Largest changes of {unit} (difference of two maps)"
)
HECTARES = Text("公顷", "ha")

# Carbon
WARNING = Text("碳预算预警", "Carbon budget")
SOIL_MAP_OF = Text("土壤有机碳图 · {0}（全市）", "Soil carbon map · {0} (city)")

# Reconciliation
RECONCILED = Text("对账平衡 · {0} 项", "Reconciled · {0}")
NOT_RECONCILED = Text("对账超限 · {0} 项", "Out of tolerance · {0}")
RECONCILIATION_NOTE = Text(
    "各分区合计等于全市，地类合计等于单元面积，年际平衡。",
    "Every partition adds up to the city, classes to their unit, years to each other.",
)
WORST = Text("最大相对差 {0}", "largest relative difference {0}")
ROW_FAILED = Text("{0}：{1} 与 {2} 相差 {3} 平方米", "{0}: {1} and {2} differ by {3} m²")
MORE_ROWS = Text("另有 {0} 项", "and {0} more")

MAP_WORDS = {
    "NavigationControl.ZoomIn": Text("放大", "Zoom in"),
    "NavigationControl.ZoomOut": Text("缩小", "Zoom out"),
    "Map.Title": Text("地图：方向键移动，加减键缩放", "Map: arrow keys move, plus and minus zoom"),
    "ScaleControl.Meters": Text("米", "m"),
    "ScaleControl.Kilometers": Text("公里", "km"),
    "missing": Text(
        "此浏览器未启用 WebGL，不能显示地图。数值与表格照常可用。",
        "This browser has WebGL switched off, so there is no map. Figures and tables still work.",
    ),
    "plain": Text("打开不需要 WebGL 的简图", "Open the simple map, which needs no WebGL"),
    "basemap": Text("底图", "Basemap"),
    "no_basemap": Text("无底图", "none"),
    "opacity": Text("{0}：不透明度", "{0}: opacity"),
    "tools": Text("绘制与量测", "Draw and measure"),
    "polygon": Text("绘制面", "Draw area"),
    "line": Text("量距离", "Measure"),
    "point": Text("标点", "Mark point"),
    "clear": Text("清除", "Clear"),
    "draw_polygon": Text(
        "逐点单击；再点末点或按回车完成，Esc 取消",
        "Click corner by corner; click the last one again or press Enter to finish, Esc cancels",
    ),
    "draw_line": Text(
        "逐点单击；再点末点或按回车完成，Esc 取消",
        "Click point by point; click the last one again or press Enter to finish, Esc cancels",
    ),
    "draw_point": Text("单击标点", "Click a place"),
    "swipe": Text("卷帘位置：左右方向键移动", "Place of the swipe: arrow keys move it"),
}
"""Keys are maplibre's own, then those of our parts."""


def map_words(language: Language) -> dict[str, str]:
    """The words of the map's controls."""
    return {key: text.say(language) for key, text in MAP_WORDS.items()}
