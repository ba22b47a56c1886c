"""Words of the page of a siting, in both languages."""

from __future__ import annotations

from sinkmap.text import Text

__all__: list[str] = []

SITES = Text("修复选址", "Restoration siting")

# The question
QUESTION = Text("选址条件", "The question")
TYPES = Text("修复类型", "Types of work")
AIM = Text("目标（求最大）", "Make most of")
BUDGET = Text("总投资上限", "Budget")
AREA = Text("总面积上限", "Area at most")
MONEY = Text("万元", "10,000 CNY")
HECTARES = Text("公顷", "ha")
NO_BOUND = Text("不限", "no bound")
QUOTAS = Text("区县配额（公顷）", "Quotas of districts (ha)")
DISTRICT = Text("区县", "District")
LEAST = Text("至少", "least")
MOST = Text("至多", "most")
WEIGHTS = Text("准则权重（按合计归一）", "Weights of criteria (shares of their sum)")
BY_MATRIX = Text(
    "取自判断矩阵：一致性比率 CR = {0}（< 0.10 可接受）",
    "From the judgement matrix: consistency ratio CR = {0} (accepted below 0.10)",
)
BY_HAND = Text(
    "手工权重；判断矩阵（CR = {0}）不起作用",
    "By hand; the judgement matrix (CR = {0}) does not count",
)
RESET = Text("恢复判断矩阵权重", "Back to the matrix")
ONLY_SCORE = Text(
    "所选目标不用得分，权重只改变各地块得分。",
    "This aim does not use the score: weights change the scores of sites alone.",
)
LOCKS = Text("锁定 {0} 处必选、{1} 处不选", "{0} locked in, {1} locked out")
CLEAR = Text("解除全部锁定", "Release all locks")

# The outcome
OUTCOME = Text("方案结果", "What comes of it")
SOLVING = Text("求解中……", "Solving…")
CHOSEN_SITES = Text("入选地块", "Sites chosen")
OF_ALL = Text("共 {0} 处候选", "of {0} candidates")
GROUND_AREA = Text("面积", "Area")
MU_TOLD = Text("{0} 亩", "{0} mu")
COST = Text("投资", "Cost")
CARBON = Text("年固碳量", "Carbon gain")
TREE = Text("林木覆盖率", "Tree cover rate")
WETLAND = Text("湿地保护率", "Wetland protection")
POINTS = Text("百分点", "pp")
GAP = Text("已证差距", "Proven gap")
GAP_TOLD = Text("与最优解之差不超过", "at most below the best")
GREEDY = Text("比排序选取", "Over ranking")
GREEDY_TOLD = Text("目标值增加", "more of the aim")
RANGE = Text("{0} 至 {1}", "{0} to {1}")
CO2 = Text("吨CO₂/年", "t CO₂/yr")
REFUSED = Text("此条件没有方案", "No choice meets this")
FINDINGS = Text("说明（{0}）", "Notes ({0})")

# Sites
LEGEND = Text("入选地块", "Chosen sites")
MAP = Text("候选地块", "Candidate sites")
MEANS = Text("点击地块", "A click on a site")
LOOK = Text("查看", "shows it")
LOCK_IN = Text("必选", "locks in")
LOCK_OUT = Text("不选", "locks out")
LIST = Text("地块", "Sites")
SHOWN = Text("列出", "List")
SHOWN_CHOSEN = Text("入选 {0:,}", "chosen {0:,}")
SHOWN_REFUSED = Text("落选 {0:,}", "refused {0:,}")
SHOWN_LOCKED = Text("锁定 {0}", "locked {0}")
LIST_REST = Text(
    "仅列得分最高的 {0} 处，另有 {1:,} 处",
    "the best {0} by score; {1:,} more are not listed",
)
LIST_NONE = Text("没有这样的地块", "there are none")
NAME = Text("名称", "Name")
AREA_SCORE = Text("公顷 · 得分", "ha · score")
NOT_CHOSEN = Text("未入选", "not chosen")
OUT = Text("锁定不选", "locked out")
CARD = Text("地块", "The site")
CHOOSE = Text("在列表或地图上选择一个地块。", "Choose a site in the list or on the map.")
MISSING = Text("这个地块不在候选中。", "This site is not among the candidates.")
IS_CHOSEN = Text("入选", "chosen")
IS_REFUSED = Text("落选", "refused")
LOCK = Text("锁定", "Lock")
FREE = Text("由求解决定", "free")
SITE_ID = Text("地块编码", "Site id")
PARCELS = Text("图斑", "Parcels")
PRESENT = Text("现状地类", "Present class")
OWNERSHIP = Text("权属", "Ownership")
SCORE = Text("得分", "Score")
TREE_POINTS = Text("林木覆盖率", "Tree cover")
WETLAND_POINTS = Text("湿地保护率", "Wetland")
CH4 = Text("甲烷", "CH₄")
INSIDE = Text("涉及", "Touches")
INSIDE_PARTS = {
    "redline_m2": Text("生态保护红线", "red line"),
    "eco_space_m2": Text("生态空间", "ecological space"),
    "cropland_m2": Text("耕地", "cropland"),
    "farmland_m2": Text("永久基本农田", "permanent farmland"),
    "forest_land_m2": Text("林地", "forest land"),
}
HECTARES_OF = Text("{0} {1} 公顷", "{0} {1} ha")
PAPERS = Text("制约与手续", "Papers needed")
WHY = Text("理由", "Why")
CHANGE = Text("要改变什么", "What would change it")
CRITERIA = Text("各准则得分", "Scores by criterion")
CRITERION = Text("准则", "Criterion")
WEIGHT = Text("权重 %", "Weight %")
FIRM = Text("稳定性", "How firm")
FIRM_DRAWS = Text("抽样入选率 {0} %", "chosen in {0} % of draws")
FIRM_WEIGHTS = Text("权重变动后仍入选 {0} %", "kept under {0} % of changed weights")
FIRM_CHOICES = Text("在 {0} 个近优方案中", "in {0} near-best choices")
FIRM_ALWAYS = Text("无悔地块", "no-regret site")

# More
AHEAD = Text("目标年预测：加入方案前后", "Forecast of the target's year, before and after")
EXCLUDED = Text("排除与候选面积", "What was excluded")
COMPARE = Text("方案比较与资金前沿", "Other choices, and what budgets buy")
COMPARE_GO = Text("计算近优方案、前沿与稳定性", "Work out near-best choices, frontier, stability")
COMPARE_NOTE = Text(
    "同一条件下多次求解，约需十几秒；条件变动后需重算。",
    "The question is solved many times over, about a quarter of a minute; anew after each change.",
)
STALE = Text(
    "条件已变动，以下是先前条件的结果。", "The question has changed: this answers the one before."
)
EXPORT = Text("导出报告文件", "Files of the report")
FORMATS = Text("格式", "Formats")
EXPORT_GO = Text("保存方案并写出", "Keep the siting and write")
KEPT = Text("已保存为 {0}", "kept as {0}")
