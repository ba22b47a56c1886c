"""Parameters: every number that a bureau may have to replace, with range, source and certainty."""

from sinkmap.parameters._tables import (
    CERTAINTIES,
    Parameter,
    ParameterTable,
    parameter_table,
    parameter_table_ids,
    parameters_version,
    unverified_tables,
    weakest,
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
    PRACTICED_GROUP,
    Management,
    SocVintage,
    SoilClass,
    soc_management,
    soc_practices,
)
from sinkmap.parameters.pool_table import (
    BIOMASS,
    OWN_COLUMNS,
    GroupPools,
    PoolTable,
    own_pools,
    shipped_pools,
)
from sinkmap.parameters.sink_rates import SinkRate, methane_rates, sink_rates
from sinkmap.parameters.tree_profiles import (
    Denominator,
    ScatteredRule,
    TreeProfile,
    tree_profile,
    tree_profiles,
)

__all__ = [
    "BIOMASS",
    "CERTAINTIES",
    "IPCC_2006",
    "IPCC_2019",
    "OWN_COLUMNS",
    "POOLS",
    "PRACTICED_GROUP",
    "WOODY_GROUPS",
    "Denominator",
    "GroupPools",
    "Management",
    "Parameter",
    "ParameterTable",
    "PoolTable",
    "ScatteredRule",
    "SinkRate",
    "SocVintage",
    "SoilClass",
    "TreeProfile",
    "carbon_pools",
    "check_carbon_pools",
    "lint_carbon_pools",
    "methane_rates",
    "own_pools",
    "parameter_table",
    "parameter_table_ids",
    "parameters_version",
    "shipped_pools",
    "sink_rates",
    "soc_management",
    "soc_practices",
    "tree_profile",
    "tree_profiles",
    "unverified_tables",
    "weakest",
]
