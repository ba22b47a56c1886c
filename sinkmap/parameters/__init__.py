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
from sinkmap.parameters.tree_profiles import (
    Denominator,
    ScatteredRule,
    TreeProfile,
    tree_profile,
    tree_profiles,
)

__all__ = [
    "CERTAINTIES",
    "POOLS",
    "WOODY_GROUPS",
    "Denominator",
    "Parameter",
    "ParameterTable",
    "ScatteredRule",
    "TreeProfile",
    "carbon_pools",
    "check_carbon_pools",
    "lint_carbon_pools",
    "parameter_table",
    "parameter_table_ids",
    "parameters_version",
    "tree_profile",
    "tree_profiles",
]
