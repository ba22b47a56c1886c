"""Definitions by which soil carbon is summed or averaged: by which input it is known."""

from __future__ import annotations

from sinkmap.indicator import Profile
from sinkmap.science.soil_stock import CLASS_TALLY, MAP_TALLIES, PARCEL_TALLY, RASTER_TALLY
from sinkmap.text import Text

__all__ = ["soil_definitions"]


def soil_definitions(raster: Text) -> tuple[Profile, ...]:
    """Profiles of an indicator of soil carbon; ``raster`` says what it does with a given raster."""
    return (
        Profile(
            "raster",
            Text("土壤碳栅格", "soil carbon raster"),
            raster,
            Text("图层 soil_carbon", "layer soil_carbon"),
            inputs=(RASTER_TALLY,),
            parameters=(),
        ),
        Profile(
            "modelled_map",
            Text("土壤剖面模型图", "map modelled from profiles"),
            Text(
                "由土壤剖面建模的 0-30 厘米有机碳密度图在未封闭土地上汇总；模型由空间交叉验证选定，"
                "区间为 90% 预测区间按误差完全相关汇总，全部来自模型误差，面积视为准确",
                "the map of 0-30 cm modelled from soil profiles, over open ground; the model is "
                "chosen by spatial cross-validation; the interval takes 90 % bounds as one error, "
                "that of the model, and areas as exact",
            ),
            Text(
                "图层 soil_samples、soc_map；sinkmap/science/soil_model.py",
                "layers soil_samples, soc_map; sinkmap/science/soil_model.py",
            ),
            inputs=MAP_TALLIES,
            parameters=("soil",),
        ),
        Profile(
            "parcel_table",
            Text("图斑碳密度字段", "densities of parcels"),
            Text(
                "图斑所带 0-30 厘米有机碳密度字段在未封闭土地上汇总",
                "the density of 0-30 cm that parcels carry as a field, over open ground",
            ),
            Text("图层 soil_parcels", "layer soil_parcels"),
            inputs=(PARCEL_TALLY,),
            parameters=(),
        ),
        Profile(
            "class_table",
            Text("地类碳密度表", "table of class densities"),
            Text(
                "图斑面积乘以地类土壤碳密度（0-30 厘米）；区间由各地类碳密度上下限传播，"
                "土壤碳库按其占比分担",
                "parcel areas times soil densities of the classes (0-30 cm); the interval is "
                "propagated from the range of each class, of which soil takes its part",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(CLASS_TALLY,),
            parameters=("carbon_pools",),
        ),
    )
