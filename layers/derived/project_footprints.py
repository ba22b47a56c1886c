"""Footprints of the key projects, of each number the newest version."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.project import newest_rows
from sinkmap.text import Text


def footprints(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """One row a project with ``project`` (number and name); footprints may overlap."""
    frame = frames["key_projects"]
    last = int(frame["version"].max())
    found = newest_rows(frame["number"], frame["version"], last)
    names, geometry = frame["name"].to_numpy(), frame.geometry.to_numpy()
    shapes = [shapely.union_all(geometry[rows]) for rows in found.values()]
    titles = [f"{number} {names[rows[0]]}" for number, rows in found.items()]
    table = pd.DataFrame({"project": pd.Series(titles, dtype="str")})
    return gpd.GeoDataFrame(table, geometry=shapes, crs=frame.crs)


LAYER = Derived(
    id="project_footprints",
    title=Text("重点项目范围", "Footprints of key projects"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="the plan's list of key projects",
    inputs=(Frame("key_projects"),),
    way=Whole(footprints),
    zone_field="project",
    colour="#8a3ffc",
)
