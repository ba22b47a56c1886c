"""防护林带林木覆盖率: trees inside the belts along named waters, by water and side."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.belt_items import ALL, ItemShares, side_titles
from sinkmap.science.shelterbelt import TREES
from sinkmap.text import Text

_TALLY = Within("stands", "shelterbelt")
_TREES = frozenset(int(kind) for kind in TREES)
_ITEMS = side_titles()
_METHOD = Text(
    "林带范围内成片林木与零星林木的像元面积",
    "pixel areas of stands and scattered trees inside the belts",
)


def shelterbelt_tree_cover(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Trees ÷ ground of the belts, in percent: of all belts, and of each water and side there."""
    found, shares = account.raster(_TALLY), ItemShares()
    for (zone, kind), m2 in sorted(found.classes.items()):
        trees = m2 if kind in _TREES else 0.0
        shares.add(_items_of(zone, profile), m2, counted=trees)
    for zone, m2 in sorted(found.unseen_by.items()):
        shares.add(_items_of(zone, profile), 0.0, unseen=m2)
    judged = account.samples is not None
    reason = IntervalReason.PIXELS_ONLY if judged else IntervalReason.NO_REFERENCE_SAMPLES
    return shares.measures(_ITEMS, _METHOD, reason)


def _items_of(zone: str, profile: Profile) -> tuple[str, ...]:
    """Items a belt (basis|water|side|reach) belongs to; none if the profile has another width."""
    basis, water, side, *_ = (*zone.split("|"), "", "", "")
    if basis != profile.switches["basis"] or water not in _ITEMS:
        return ()
    sided = f"{water}_{side}"
    return (ALL, water, sided) if sided in _ITEMS else (ALL, water)


_REFERENCE = Text(
    "太湖流域管理条例（2011）第四十七条；其余水体的宽度为默认值（D级）",
    "Taihu Basin regulation (2011) art. 47; widths along other waters are defaults (D)",
)

INDICATOR = Indicator(
    id="shelterbelt_tree_cover",
    title=Text("防护林带林木覆盖率", "Tree cover of the shelterbelts"),
    chapter=Chapter.SHORE,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("林带范围内林木面积（平方米）", "area of trees inside the belts, m²"),
    denominator=Text("林带范围陆域面积（平方米）", "area of the ground of the belts, m²"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "own_width",
            Text("各水体规定宽度", "each water at its own width"),
            Text(
                "沿岸陆域：太湖岸线周边500米，主要入太湖河道两侧200米，饮用水水源保护区周边1500米；"
                "长江、大运河、滆湖、长荡湖按图层所列宽度，未列的取默认值；两条林带重叠处各计一次",
                "ground along the bank: 500 m around Lake Tai, 200 m along main rivers into it, "
                "1,500 m around drinking-water source areas; elsewhere the width in the layer, or "
                "a default; ground in the belts of two waters counts in each",
            ),
            _REFERENCE,
            {"basis": "own"},
        ),
        Profile(
            "uniform_width",
            Text("统一宽度", "one width for all"),
            Text(
                "各水体沿岸均取200米，便于互相比较；不含水源保护区",
                "200 m along every bank, to compare waters by; without water source areas",
            ),
            Text("sinkmap/parameters/shelterbelt.csv", "sinkmap/parameters/shelterbelt.csv"),
            {"basis": "uniform"},
        ),
    ),
    reference=_REFERENCE,
    compute=shelterbelt_tree_cover,
    items=_ITEMS,
    parameters=("shelterbelt",),
    whole=None,
)
