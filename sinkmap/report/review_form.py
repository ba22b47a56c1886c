"""The review form (合规性审查表) as plain blocks that every file format writes alike."""

from __future__ import annotations

from dataclasses import dataclass

from sinkmap.control.records import PolicyBlock, Zone
from sinkmap.control.review_result import ReviewResult, ReviewUnit, ThemeResult
from sinkmap.control.review_terms import Conclusion
from sinkmap.report.review_blocks import (
    Block,
    FormTable,
    Heading,
    Map,
    Paragraph,
    ReviewForm,
    Tone,
)
from sinkmap.report.review_classes import class_table
from sinkmap.report.review_map import Surroundings, detail_map, place_map
from sinkmap.report.tables import SIMULATED
from sinkmap.text import Language, Text

__all__ = ["review_form"]


_TONES = {
    Conclusion.UNSEEN: Tone.APPRAISAL,
    Conclusion.NOT_INVOLVED: Tone.CLEAR,
    Conclusion.INVOLVED: Tone.INVOLVED,
    Conclusion.APPRAISAL: Tone.APPRAISAL,
    Conclusion.CONFLICT: Tone.CONFLICT,
}


def review_form(result: ReviewResult, around: Surroundings, language: Language) -> ReviewForm:
    """The whole form in one language."""
    speech = Language(language)
    writer = _Writer(result, speech)
    title = Text("建设项目选址合规性审查表", "Siting review of a project")
    parts = [
        (Text("基本信息", "Project"), writer.facts()),
        (Text("总体结论", "Conclusion"), writer.conclusion()),
        (Text("分主题审查结果", "Themes"), writer.themes()),
        (Text("涉及情况与法律依据", "What is involved, and by which law"), writer.rows()),
        (Text("环境管控单元准入要求", "Control units"), writer.units()),
        (Text("现状地类与规划用途对照（公顷）", "Present and planned use (ha)"), writer.classes()),
        (Text("须办理的文件与征求意见的部门", "Papers and offices"), writer.papers()),
        (Text("与上次审查比较", "Since the last review"), writer.changes()),
        (Text("附图", "Maps"), writer.maps(around)),
        (Text("数据、阈值与说明", "Data, thresholds and notes"), writer.notes()),
        (Text("审查意见", "Signatures"), writer.signatures()),
    ]
    blocks: list[Block] = []
    number = 0
    for heading, body in parts:
        if body:
            number += 1
            blocks += [Heading(f"{number}  {heading.say(speech)}"), *body]
    banner = SIMULATED.say(speech) if result.simulated else ""
    return ReviewForm(title.say(speech), banner, tuple(blocks), speech)


@dataclass(frozen=True, slots=True)
class _Writer:
    result: ReviewResult
    language: Language

    def say(self, zh: str, en: str) -> str:
        return Text(zh, en).say(self.language)

    def facts(self) -> list[Block]:
        result, asked = self.result, self.result.proposal
        names = [name.say(self.language) for name in result.place_names]
        activity = str(asked.activity) if asked.activity else "—"
        pairs = [
            (self.say("项目编号", "number"), asked.number),
            (self.say("项目名称", "name"), asked.name),
            (self.say("申请单位", "applicant"), asked.applicant or "—"),
            (self.say("用途", "use"), asked.use.text.say(self.language)),
            (self.say("行业代码", "industry"), asked.industry or "—"),
            (self.say("有限人为活动", "limited activity"), activity),
            (self.say("国家重大项目", "national key project"),
             self.say("是", "yes") if asked.major else self.say("否", "no")),
            (self.say("所在区", "district"), self.say("、", ", ").join(names) or "—"),
            (self.say("地块数", "plots"), str(len(result.plots))),
            (self.say("用地面积（公顷）", "area (ha)"), _ha(result.area_m2)),
            (self.say("法规日期", "law as of"), result.day.isoformat()),
            (self.say("界线年度", "year of the lines"), str(result.year)),
            (self.say("审查编号", "review"), result.review),
            (self.say("所依运行", "run"), result.parent),
        ]  # fmt: skip
        rows = [(*pairs[k], *pairs[k + 1]) for k in range(0, len(pairs), 2)]
        rows.append((self.say("规则版本", "rules"), result.book.version, "", ""))
        tones = {(row, column): Tone.LABEL for row in range(len(rows)) for column in (0, 2)}
        return [FormTable((), tuple(rows), (0.17, 0.33, 0.19, 0.31), tones=tones)]

    def conclusion(self) -> list[Block]:
        result = self.result
        by = {c: [t for t in result.themes if t.conclusion is c] for c in Conclusion}
        said = []
        for conclusion in reversed(Conclusion):
            names = self.say("、", ", ").join(
                t.theme.title.say(self.language) for t in by[conclusion]
            )
            if names:
                word = conclusion.text.say(self.language)
                said.append(self.say(f"{word}：{names}", f"{word}: {names}"))
        word = result.conclusion.text.say(self.language)
        first = self.say(f"项目总体审查结果：{word}。", f"The project as a whole: {word}.")
        lines: list[Block] = [Paragraph(first, _TONES[result.conclusion])]
        return [*lines, *(Paragraph(f"{text}{self.say('。', '.')}") for text in said)]

    def themes(self) -> list[Block]:
        heads = (
            self.say("主题", "theme"), self.say("审查结果", "result"),
            self.say("占项目", "share"), self.say("忽略碎片 m²", "slivers m²"),
            self.say("阈值", "threshold"), self.say("阈值减半/加倍", "at half/double"),
            self.say("征求意见部门", "office"),
        )  # fmt: skip
        rows = tuple(self._theme(one) for one in self.result.themes)
        tones = {(n, 1): _TONES[one.conclusion] for n, one in enumerate(self.result.themes)}
        tones |= {
            (n, 5): Tone.APPRAISAL for n, one in enumerate(self.result.themes) if not one.steady
        }
        widths = (0.17, 0.21, 0.1, 0.09, 0.14, 0.11, 0.18)
        return [FormTable(heads, rows, widths, frozenset({2, 3}), tones)]

    def _theme(self, one: ThemeResult) -> tuple[str, ...]:
        steady = self.say("不变", "the same")
        other = f"{one.at_half.text.say(self.language)} / {one.at_double.text.say(self.language)}"
        share = f"{one.theme.min_share:.1%}" if one.theme.min_share else ""
        threshold = self.say("，", ", ").join(filter(None, (f"{one.theme.min_m2:g} m²", share)))
        return (
            one.theme.title.say(self.language),
            one.text.say(self.language),
            f"{one.share:.2%}" if one.area_m2 else "—",
            f"{one.ignored_m2:.1f}" if one.ignored_m2 else "—",
            threshold,
            steady if one.steady else other,
            one.theme.office.say(self.language),
        )

    def rows(self) -> list[Block]:
        kept = self.result.rows[~self.result.rows["ignored"].astype(bool)]
        found = kept.to_dict("records")
        if not found:
            return []
        heads = (
            self.say("管控区域", "zone"), self.say("名称", "name"),
            self.say("面积（公顷）", "ha"), self.say("结果", "result"),
            self.say("理由与依据", "reason and law"), self.say("须办文件", "paper"),
        )  # fmt: skip
        zones, rows, tones = self.result.book.zones, [], {}
        for number, row in enumerate(found):
            zone = zones[row["zone"]]
            kind = zone.kinds.get(row["kind"], zone.title)
            title = zone.title.say(self.language)
            part = f"{self.say('：', ': ')}{kind.say(self.language)}" if len(zone.kinds) > 1 else ""
            conclusion = Conclusion(int(row["conclusion"]))
            name = row["name"] or self._unnamed(zone, int(row["features"]))
            code = f" {row['code']}" if row["code"] else ""
            reason = self.say(row["reason_zh"], row["reason_en"])
            clause = f"{self.say('（', ' (')}{row['clause']}{self.say('）', ')')}"
            paper = self.say(row["document_zh"] or "—", row["document_en"] or "—")
            rows.append((title + part, name + code, _ha(row["area_m2"]),
                         conclusion.text.say(self.language),
                         reason + (clause if row["clause"] else ""), paper))  # fmt: skip
            tones[(number, 3)] = _TONES[conclusion]
        widths = (0.18, 0.19, 0.1, 0.1, 0.28, 0.15)
        return [FormTable(heads, tuple(rows), widths, frozenset({2}), tones)]

    def _unnamed(self, zone: Zone, features: int) -> str:
        if zone.complement_of:
            return "—"
        return self.say(f"{features} 个图斑", f"features: {features}")

    def units(self) -> list[Block]:
        blocks: list[Block] = []
        for unit in self.result.units:
            word = unit.conclusion.text.say(self.language)
            said = self.say(
                f"{unit.policy.code} {unit.name}：{_ha(unit.area_m2)} 公顷，占 {unit.share:.2%}；"
                f"对照准入清单：{word}",
                f"{unit.policy.code} {unit.name}: {_ha(unit.area_m2)} ha, {unit.share:.2%}; "
                f"by its access list: {word}",
            )
            blocks += [Paragraph(said, _TONES[unit.conclusion]), self._unit(unit)]
        return blocks

    def _unit(self, unit: ReviewUnit) -> FormTable:
        rows = []
        for block in PolicyBlock:
            words, own = unit.policy.texts.get(block, (Text("未提供", "not supplied"), True))
            note = "" if own else self.say("（总体要求，非本单元文本）", " (general, not its own)")
            rows.append((block.text.say(self.language), words.say(self.language) + note))
        for entry in (e for e in unit.policy.entries if e.industry != "*"):
            verdict = entry.verdict.text.say(self.language)
            label = self.say(f"行业准入 {entry.industry}", f"industry {entry.industry}")
            text = f"{verdict}{self.say('：', ': ')}{entry.text.say(self.language)}"
            rows.append((label, f"{text} ({entry.basis})"))
        tones = {(row, 0): Tone.LABEL for row in range(len(rows))}
        return FormTable((), tuple(rows), (0.22, 0.78), tones=tones)

    def classes(self) -> list[Block]:
        table = class_table(self.result, self.language)
        if table is None:
            return []
        numbers = frozenset(range(1, len(table.heads)))
        first = 0.28
        others = (1.0 - first) / max(1, len(table.heads) - 1)
        widths = (first, *(others for _ in table.heads[1:]))
        return [FormTable(table.heads, table.rows, widths, numbers)]

    def papers(self) -> list[Block]:
        papers = [f"{n}. {p.say(self.language)}" for n, p in enumerate(self.result.documents, 1)]
        offices = self.say("；", "; ").join(o.say(self.language) for o in self.result.offices)
        lines = papers or [self.say("规则未要求专门文件。", "The rules ask for no paper.")]
        if offices:
            said = self.say(f"征求意见部门：{offices}。", f"Offices to be asked: {offices}.")
            lines = [*lines, said]
        return [Paragraph(line) for line in lines]

    def changes(self) -> list[Block]:
        result = self.result
        if not result.before:
            return []
        last = self.say(f"上次审查：{result.before}。", f"Last review: {result.before}.")
        if not result.changes:
            return [Paragraph(last + self.say("各主题结果未变。", " No theme has changed."))]
        heads = (self.say("主题", "theme"), self.say("上次", "before"), self.say("本次", "now"),
                 self.say("面积变化（公顷）", "change (ha)"))  # fmt: skip
        titles = {one.theme.id: one.theme.title for one in result.themes}
        rows = tuple(
            (
                titles[c.theme].say(self.language) if c.theme in titles else c.theme,
                f"{c.before.text.say(self.language)} {_ha(c.before_m2)}",
                f"{c.after.text.say(self.language)} {_ha(c.after_m2)}",
                f"{(c.after_m2 - c.before_m2) / 1e4:+.4f}",
            )
            for c in result.changes
        )
        return [Paragraph(last), FormTable(heads, rows, (0.3, 0.25, 0.25, 0.2), frozenset({3}))]

    def maps(self, around: Surroundings) -> list[Block]:
        place, detail = place_map(around, self.language), detail_map(around, self.language)
        return [
            Map(place, 0.6, self.say("图 1  项目位置", "Map 1  Where the project lies")),
            Map(detail, 0.92, self.say("图 2  与管控线套合", "Map 2  The project and the lines")),
        ]

    def notes(self) -> list[Block]:
        lines = [
            self.say(
                "面积按 CGCS2000 椭球量算，单位公顷、四位小数；各管控区域可相互重叠，"
                "同一主题内同一地面只计一次。",
                "Areas are ellipsoidal (CGCS2000), hectares with four decimals; zones may lie over "
                "each other, and a theme counts ground once.",
            ),
            self.say(
                "小于阈值的相交视为碎片，不参与判定，面积照列；并按阈值减半、加倍各判一次。",
                "Ground below the threshold is a sliver: not judged but listed; every theme was "
                "judged at half and at double the threshold too.",
            ),
            self.say(
                "附图仅供内部审查使用，界线不作划界依据。",
                "The maps are for this review; lines on them are no authority.",
            ),
        ]
        used = [words.say(self.language) for words in self.result.sources.values()]
        if used:
            lines.append(self.say("数据：", "Data: ") + self.say("；", "; ").join(used))
        lines += [finding.say(self.language) for finding in self.result.findings]
        return [Paragraph(line) for line in lines]

    def signatures(self) -> list[Block]:
        labels = (self.say("经办", "prepared"), self.say("复核", "checked"),
                  self.say("签发", "signed"))  # fmt: skip
        date = self.say("年    月    日", "date:")
        rows = tuple((label, "", date) for label in labels)
        tones = {(row, 0): Tone.LABEL for row in range(3)}
        return [FormTable((), rows, (0.2, 0.5, 0.3), tones=tones)]


def _ha(m2: float) -> str:
    return f"{m2 / 1e4:.4f}"
