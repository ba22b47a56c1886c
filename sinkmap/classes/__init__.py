"""Land classes: code systems, groups, protection forms, control units, districts,
shoreline uses and named waters.

All of them are tables shipped as CSV beside their readers; ``sources.csv`` says where each comes
from and how certain it is.
"""

from sinkmap.classes._tables import TableSource, table_source, table_sources
from sinkmap.classes.control_unit import (
    CONTROL_UNIT_CLASSES,
    ControlUnitClass,
    control_unit_class,
)
from sinkmap.classes.districts import (
    ECONOMIC_ZONE,
    District,
    current_code,
    districts,
    economic_zone_towns,
)
from sinkmap.classes.groups import (
    CLASS_SETS,
    Group,
    expand,
    group,
    group_at,
    group_ids,
    groups,
    member_mask,
    members,
    turn_words,
)
from sinkmap.classes.normalise import NormalisedCodes
from sinkmap.classes.planned_use import PlannedClass, planned_class, planned_classes
from sinkmap.classes.project_kinds import ProjectKind, project_kinds
from sinkmap.classes.protection import ProtectionForm, protection_forms
from sinkmap.classes.shoreline import (
    ECOLOGY,
    ShorelineUse,
    shoreline_uses,
    shoreline_zones,
    use_of_groups,
)
from sinkmap.classes.species import (
    UNKNOWN_SPECIES,
    Species,
    Stand,
    species_of,
    tree_species,
)
from sinkmap.classes.systems import CodeNote, CodeSystem, code_system, code_system_ids
from sinkmap.classes.waters import (
    INFLOW,
    WATER_SOURCE,
    YANGTZE,
    NamedWater,
    named_waters,
    water_of_name,
)
from sinkmap.classes.wetland import WETLAND_PROFILES, wetland_codes, wetland_profile_title

__all__ = [
    "CLASS_SETS",
    "CONTROL_UNIT_CLASSES",
    "ECOLOGY",
    "ECONOMIC_ZONE",
    "INFLOW",
    "UNKNOWN_SPECIES",
    "WATER_SOURCE",
    "WETLAND_PROFILES",
    "YANGTZE",
    "CodeNote",
    "CodeSystem",
    "ControlUnitClass",
    "District",
    "Group",
    "NamedWater",
    "NormalisedCodes",
    "PlannedClass",
    "ProjectKind",
    "ProtectionForm",
    "ShorelineUse",
    "Species",
    "Stand",
    "TableSource",
    "code_system",
    "code_system_ids",
    "control_unit_class",
    "current_code",
    "districts",
    "economic_zone_towns",
    "expand",
    "group",
    "group_at",
    "group_ids",
    "groups",
    "member_mask",
    "members",
    "named_waters",
    "planned_class",
    "planned_classes",
    "project_kinds",
    "protection_forms",
    "shoreline_uses",
    "shoreline_zones",
    "species_of",
    "table_source",
    "table_sources",
    "tree_species",
    "turn_words",
    "use_of_groups",
    "water_of_name",
    "wetland_codes",
    "wetland_profile_title",
]
