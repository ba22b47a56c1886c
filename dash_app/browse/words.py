"""Words of the overview, in both languages."""

from __future__ import annotations

from sinkmap.text import Text

# The rail
RAIL = Text("图层与工具", "Layers and tools")
FOLD = Text("图层", "Layers")
SEARCH = Text("查找名称、编码或坐标", "Name, code or coordinates")
SEARCH_LIKE = Text("如：溧阳市，或 119.97, 31.78", "such as Liyang, or 119.97, 31.78")
HITS = Text("查找结果", "What was found")
NO_HIT = Text("没有找到", "nothing found")
YEAR = Text("年度", "Year")
COMPARE = Text("卷帘对比", "Swipe with")
NO_COMPARE = Text("不对比", "no swipe")
LAYERS = Text("图层", "Layers")
PICTURES = Text("栅格", "Rasters")
SHAPES = Text("图斑", "Parcels")
LINES = Text("界线与区域", "Lines and zones")
OPACITY = Text("{0}：不透明度", "{0}: opacity")
NOT_OF_YEAR = Text("该年度无此图层", "not in this year")
FROM_ZOOM = Text("放大后显示", "when zoomed in")
MORE = Text("更多", "more")
BASEMAP = Text("底图", "Basemap")
NO_BASEMAP = Text("无底图", "none")
LEGEND = Text("图例", "legend")
CORNERS = Text("按坐标绘制", "Draw by coordinates")
CORNERS_LIKE = Text(
    "每行一点：经度, 纬度（两点为线，三点以上为面）",
    "one point a line: longitude, latitude (two make a line, three or more a polygon)",
)
CORNERS_GO = Text("绘制", "Draw")
MAP = Text("一张图", "Map of all layers")

# The card
CARD = Text("所选内容", "What is chosen")
START = Text(
    "点击地图查看该处；绘制图形统计其中的数值；拖动卷帘对比两个年度。",
    "Click the map for what is there; draw a shape for its figures; swipe to compare two years.",
)
PLACE_AT = Text("{0}，{1}", "{0}, {1}")
CLOSE = Text("关闭", "Close")
DRAWN = Text("所绘图形", "The drawn shape")
LINE = Text("所量折线", "The measured line")
POINT = Text("所标点位", "The marked point")
AREA = Text("面积", "Area")
OUTSIDE = Text("其中研究区外", "outside the study area")
LENGTH = Text("长度（椭球面）", "Length on the ellipsoid")
LEGS = Text("各段", "Legs")
FIGURES_OF = Text("{0} 年数值", "Figures of {0}")
DIFFERENCE = Text("视野内各地类：{0} → {1}（公顷）", "Classes in view: {0} → {1} (ha)")
CLASS = Text("地类", "Class")
CHANGE = Text("增减", "Change")
UNSEEN = Text("无数据", "no data")
COARSE = Text(
    "视野较大，按 {0}×{0} 像元概览统计，为近似值；放大后逐像元统计。",
    "The view is large: counted on an overview of {0} by {0} pixels, so approximate; zoom in and "
    "every pixel is counted.",
)
SUM = Text("合计", "Sum")
INTERVAL = Text("区间 {0} 至 {1}", "{0} to {1}")
KEPT_EXACT = Text(
    "与批量计算同一口径、同一函数；图形越界部分不计。",
    "By the same functions as the run's own figures; what lies outside is not counted.",
)

# A run that is gone
GONE = Text("此链接所指的运行不在此处", "The run of this link is not here")
GONE_TOLD = Text(
    "链接是在运行 {0} 上做的，此服务器现在展示的是运行 {1}。为免数值混淆，不会自动换用。",
    "The link was made on run {0}; this server shows run {1}. It is not swapped silently, so that "
    "figures are not mixed up.",
)
GONE_SAME = Text("在当前运行上打开同一视图", "Open the same view on the current run")
GONE_START = Text("从当前运行的总览开始", "Start from the overview of the current run")
