"""Parameters: every number that a bureau may have to replace, with range, source and certainty."""

from sinkmap.parameters._tables import (
    CERTAINTIES,
    Parameter,
    ParameterTable,
    parameter_table,
    parameter_table_ids,
    parameters_version,
)
from sinkmap.parameters.carbon_pools import (
    POOLS,
    WOODY_GROUPS,
    carbon_pools,
    check_carbon_pools,
    lint_carbon_pools,
)
from sinkmap.parameters.ipcc_soc import (
    IPCC_2006,
    IPCC_2019,
    Management,
    SocVintage,
    SoilClass,
    soc_management,
)
from sinkmap.parameters.tree_profiles import (
    Denominator,
    ScatteredRule,
    TreeProfile,
    tree_profile,
    tree_profiles,
)

__all__ = [
    "CERTAINTIES",
    "IPCC_2006",
    "IPCC_2019",
    "POOLS",
    "WOODY_GROUPS",
    "Denominator",
    "Management",
    "Parameter",
    "ParameterTable",
    "ScatteredRule",
    "SocVintage",
    "SoilClass",
    "TreeProfile",
    "carbon_pools",
    "check_carbon_pools",
    "lint_carbon_pools",
    "parameter_table",
    "parameter_table_ids",
    "parameters_version",
    "soc_management",
    "tree_profile",
    "tree_profiles",
]
