"""Why a figure has the interval it has, or none, or no value."""

from __future__ import annotations

from enum import StrEnum

from sinkmap.text import Text

__all__ = ["IntervalReason"]


class IntervalReason(StrEnum):
    """Where a figure's interval comes from, or why it has none."""

    PARAMETER_RANGE = "parameter_range"
    NO_REFERENCE_SAMPLES = "no_reference_samples"
    REGISTER_AREA = "register_area"
    MISSING_INPUT = "missing_input"
    LOW_COVERAGE = "low_coverage"
    MODEL_RANGE = "model_range"
    NO_UNCERTAINTY_GIVEN = "no_uncertainty_given"
    EMPTY_DENOMINATOR = "empty_denominator"
    COARSE_PIXELS = "coarse_pixels"
    CLASS_NOT_SPLIT = "class_not_split"
    REFERENCE_SAMPLES = "reference_samples"
    SAMPLES_OF_THE_CITY = "samples_of_the_city"
    PIXELS_ONLY = "pixels_only"
    SAMPLES_TOO_FEW = "samples_too_few"
    SAMPLES_NOT_OF_STANDS = "samples_not_of_stands"
    NO_EARLIER_YEAR = "no_earlier_year"
    NOT_COMPARABLE = "not_comparable"
    CONTRADICTORY_INPUT = "contradictory_input"
    SAMPLE_MEANS = "sample_means"
    STATE_UNKNOWN = "state_unknown"
    WITHHELD_LEVEL = "withheld_level"
    WITHHELD_FEW = "withheld_few"
    WITHHELD_COMPLEMENT = "withheld_complement"
    PARAMETERS_AND_AREAS = "parameters_and_areas"
    STATED_BY_STUDY = "stated_by_study"
    SURVEYED_LINE = "surveyed_line"
    DEFAULTS_UNVERIFIED = "defaults_unverified"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _INTERVAL_REASON[self]


_INTERVAL_REASON = {
    IntervalReason.PARAMETER_RANGE: Text(
        "区间由参数上下限传播得到", "interval propagated from the parameters' low and high"
    ),
    IntervalReason.NO_REFERENCE_SAMPLES: Text("无参考样本", "there are no reference samples"),
    IntervalReason.REGISTER_AREA: Text(
        "登记面积为全查数据，无抽样误差", "register areas are a full survey without sampling error"
    ),
    IntervalReason.MISSING_INPUT: Text("缺少输入图层", "an input layer is missing"),
    IntervalReason.LOW_COVERAGE: Text("数据覆盖不足", "the data cover too little of the unit"),
    IntervalReason.COARSE_PIXELS: Text(
        "像元相对该单元过粗", "the pixels are too coarse for this unit"
    ),
    IntervalReason.CLASS_NOT_SPLIT: Text(
        "编码体系未区分所需地类，只能给出上下限",
        "the code system does not split a class the definition needs; only bounds can be given",
    ),
    IntervalReason.REFERENCE_SAMPLES: Text(
        "由参考样本估计的设计区间（95%）", "design-based 95 % interval from reference samples"
    ),
    IntervalReason.SAMPLES_OF_THE_CITY: Text(
        "按全市样本的误差率校正；分区样本不足以给出区间",
        "adjusted by the error rates of the whole city; no interval for a part of it",
    ),
    IntervalReason.PIXELS_ONLY: Text(
        "像元面积直接累计，未用参考样本校正",
        "pixel areas added up, not adjusted by the reference samples",
    ),
    IntervalReason.SAMPLES_TOO_FEW: Text(
        "参考样本过少，未作校正", "too few reference samples to adjust by"
    ),
    IntervalReason.SAMPLES_NOT_OF_STANDS: Text(
        "点样本不能验证按成片面积定义的口径",
        "points cannot judge a definition by the size of stands",
    ),
    IntervalReason.MODEL_RANGE: Text(
        "由模型的90%预测区间按误差完全相关汇总，偏宽",
        "90 % intervals of the model added up as if all errors were one; wide rather than narrow",
    ),
    IntervalReason.NO_UNCERTAINTY_GIVEN: Text(
        "输入图层未提供不确定性", "the input layer gives no uncertainty"
    ),
    IntervalReason.PARAMETERS_AND_AREAS: Text(
        "区间由参数上下限和样本给出的面积区间传播得到",
        "interval propagated from the parameters' ranges and the areas' intervals by samples",
    ),
    IntervalReason.STATED_BY_STUDY: Text(
        "方案给定的值，没有误差", "a value the study states, without error"
    ),
    IntervalReason.NO_EARLIER_YEAR: Text(
        "没有可供比较的更早年度", "there is no earlier year to compare with"
    ),
    IntervalReason.CONTRADICTORY_INPUT: Text("输入自相矛盾", "the input contradicts itself"),
    IntervalReason.NOT_COMPARABLE: Text(
        "两期数据的深度或方法不同，不可比较",
        "the two vintages differ in depth or method and cannot be compared",
    ),
    IntervalReason.SAMPLE_MEANS: Text(
        "由两期样点均值及其标准差得到的 95% 区间",
        "95 % interval of two sample means by their standard deviations",
    ),
    IntervalReason.STATE_UNKNOWN: Text(
        "部分地块状态不明，只能给出上下限",
        "the state of some of the land is unknown; only bounds can be given",
    ),
    IntervalReason.WITHHELD_LEVEL: Text("低于区县级，不予公布", "withheld: below district level"),
    IntervalReason.WITHHELD_FEW: Text(
        "地块数少于公布下限，不予公布", "withheld: fewer plots than may be told of"
    ),
    IntervalReason.WITHHELD_COMPLEMENT: Text(
        "可推出不予公布的数值，一并不公布",
        "withheld: a value that is not released could be had from it",
    ),
    IntervalReason.SURVEYED_LINE: Text(
        "岸线为全查数据，无抽样误差", "the line is a full survey without sampling error"
    ),
    IntervalReason.DEFAULTS_UNVERIFIED: Text(
        "按未核实的默认参数估算", "an estimate by unverified defaults"
    ),
    IntervalReason.EMPTY_DENOMINATOR: Text(
        "单元内没有作为分母的地类", "the unit has nothing of the kind the figure is a share of"
    ),
}
