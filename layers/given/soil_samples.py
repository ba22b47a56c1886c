"""Soil profiles: one row a horizon, with the carbon a laboratory found in it."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

_ID, _TEXT, _NUMBER = FieldKind.ID, FieldKind.TEXT, FieldKind.NUMBER

LAYER = Given(
    id="soil_samples",
    title=Text("土壤剖面样本", "Soil profiles"),
    form=Form.PROFILES,
    sensitivity=Sensitivity.INTERNAL,
    reference="NY/T 1121.6 (organic matter), NY/T 1121.4 (bulk density); bounds of horizons in cm",
    fields=(
        Field(
            "profile",
            ("PROFILE", "PROFILE_ID", "PMBH", "YDBH", "剖面编号"),
            _ID,
            Text("剖面编号", "id of the profile"),
            required=True,
        ),
        Field(
            "top",
            ("TOP", "TOP_CM", "SJ", "上界"),
            _NUMBER,
            Text("土层上界（厘米）", "upper bound of the horizon, cm"),
            required=True,
        ),
        Field(
            "bottom",
            ("BOTTOM", "BOTTOM_CM", "XJ", "下界"),
            _NUMBER,
            Text("土层下界（厘米）", "lower bound of the horizon, cm"),
            required=True,
        ),
        Field(
            "content",
            ("CONTENT", "SOM", "SOC", "OM", "OC", "YJZ", "YJT", "有机质", "有机碳"),
            _NUMBER,
            Text("有机质或有机碳含量", "content of organic matter or carbon, as kind and unit say"),
            required=True,
        ),
        Field(
            "bulk_density",
            ("BULK_DENSITY", "BD", "RZ", "TRRZ", "容重"),
            _NUMBER,
            Text("容重（克每立方厘米）", "bulk density, g/cm³"),
        ),
        Field(
            "coarse",
            ("COARSE", "CF", "LSHL", "砾石含量"),
            _NUMBER,
            Text("砾石体积百分数", "coarse fragments, % of the volume"),
        ),
        Field("year", ("YEAR", "CYNF", "采样年份"), _NUMBER, Text("采样年份", "year of sampling")),
        Field("soil_class", ("SOIL_CLASS", "TRLX", "土类"), _TEXT, Text("土壤类型", "soil class")),
        Field("land_use", ("LAND_USE", "TDLY", "土地利用"), _TEXT, Text("土地利用", "land use")),
        Field(
            "x", ("X", "LON", "LONGITUDE", "JD", "经度"), _NUMBER, Text("X 坐标", "x, for a CSV")
        ),
        Field("y", ("Y", "LAT", "LATITUDE", "WD", "纬度"), _NUMBER, Text("Y 坐标", "y, for a CSV")),
    ),
    colour="#8a6a3c",
)
