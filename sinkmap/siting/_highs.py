"""The one door to HiGHS: a linear program relaxed or searched, silently and repeatably.

One thread of work and a fixed seed: the same program gives the same answer everywhere, unless the
time ends first. What comes back is not believed: masks are summed up and bounds of the relaxation
proven by the caller.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import highspy
import numpy as np
from highspy import cb

# The public class greets on standard output while it is being made, before it can be silenced.
from highspy._core import _Highs
from numpy.typing import NDArray

from sinkmap.siting._linear import Linear

__all__ = ["SOLVER", "Basis", "Relaxed", "Searched", "relax", "search"]

Floats = NDArray[np.float64]

SOLVER = (
    f"HiGHS {highspy.HIGHS_VERSION_MAJOR}.{highspy.HIGHS_VERSION_MINOR}"
    f".{highspy.HIGHS_VERSION_PATCH}"
)
"""Name and version."""

_COLUMNWISE, _MINIMISE = 1, 1
_FEASIBLE = 1e-9
"""Tolerance of rows and whole numbers; rows come scaled so that their limits are about 1000."""
_MANY = 50_000
"""Columns from which on the relaxation is left to an interior point."""
_BEAT = 0.1
"""Seconds between two looks at signals."""
_STOPS = (
    cb.HighsCallbackType.kCallbackSimplexInterrupt,
    cb.HighsCallbackType.kCallbackIpmInterrupt,
    cb.HighsCallbackType.kCallbackMipInterrupt,
)
_STATES = 5
"""States of a column or row in a basis."""
_NO_BETTER = 1e-9
"""Difference of the objective, scaled to a greatest coefficient of 1, that is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """Corner that a relaxation ended at: (c,) and (r,) int8 state of each column and row."""

    columns: NDArray[np.int8]
    rows: NDArray[np.int8]

    def fits(self, program: Linear) -> bool:
        """Whether the program has as many columns and rows."""
        return (len(self.columns), len(self.rows)) == (program.columns, len(program.row_low))


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The relaxation's point (c,) and its prices (r,), positive at upper limits.

    ``feasible`` is False if the solver says that no point holds all rows; ``done`` is False if the
    time ended first: the prices then still prove a bound, the point may not hold. ``basis``: where
    a like program may start; None from an interior point.
    """

    x: Floats
    duals: Floats
    feasible: bool
    done: bool
    basis: Basis | None


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """The best whole point found, or None, and the bound of the search tree.

    ``feasible`` is False if the solver says that no point holds all rows; ``nodes``: of the tree.
    """

    x: Floats | None
    bound: float
    feasible: bool
    nodes: int


def relax(program: Linear, seconds: float, basis: Basis | None = None) -> Relaxed:
    """Solve the linear relaxation, from the corner of a like program if there is one.

    Many columns in few rows go to an interior point: the simplex method is slow there.
    """
    highs = _loaded(program, whole=False, seconds=seconds)
    interior = program.columns > _MANY
    if interior:
        highs.setOptionValue("solver", "ipm")
        highs.setOptionValue("run_crossover", "off")
        highs.setOptionValue("presolve", "off")
    elif basis is not None and basis.fits(program):
        highs.setBasis(_read(basis))
    _run(highs)
    state = highs.getModelStatus()
    solution = highs.getSolution()
    x = np.array(solution.col_value, dtype=np.float64)
    # HiGHS minimises here, so that a row's dual is negative where its upper limit binds.
    duals = -np.array(solution.row_dual, dtype=np.float64)
    if len(duals) != len(program.row_low):
        duals = np.zeros(len(program.row_low))
    if len(x) != program.columns:
        x = program.low.copy()
    done = state == highspy.HighsModelStatus.kOptimal
    corner = _written(highs.getBasis()) if done and not interior else None
    return Relaxed(x, duals, state != highspy.HighsModelStatus.kInfeasible, done, corner)


def _written(basis: highspy.HighsBasis) -> Basis:
    states = (basis.col_status, basis.row_status)
    columns, rows = (np.array([int(s) for s in side], dtype=np.int8) for side in states)
    return Basis(columns, rows)


def _read(basis: Basis) -> highspy.HighsBasis:
    kinds = [highspy.HighsBasisStatus(kind) for kind in range(_STATES)]
    found = highspy.HighsBasis()
    found.col_status = [kinds[state] for state in basis.columns.tolist()]
    found.row_status = [kinds[state] for state in basis.rows.tolist()]
    found.valid = True
    return found


def search(
    program: Linear,
    gap: float,
    seconds: float,
    nodes: int | None = None,
    enough: float = math.inf,
) -> Searched:
    """Search the whole points by branch and bound.

    ``gap``: relative, at which the search may end; ``nodes``: after which it ends whatever the gap;
    ``enough``: a point worth so much ends it. A point to start from is not passed on: HiGHS 1.16
    can give it back as the best with the bound of a better one.
    """
    if not program.columns:
        return _empty(program)
    highs = _loaded(program, whole=True, seconds=seconds)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", _NO_BETTER)
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", nodes)
    if math.isfinite(enough):
        highs.setOptionValue("objective_target", -enough)
    _run(highs)
    state, info = highs.getModelStatus(), highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(highs.getSolution().col_value, dtype=np.float64) if found else None
    bound = -info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else math.inf
    infeasible = state == highspy.HighsModelStatus.kInfeasible
    return Searched(x, bound, not infeasible, int(info.mip_node_count))


def _run(highs: _Highs) -> None:
    """Run beside this thread, which goes on hearing signals; an interrupt stops the run first.

    The stop is switched on when it is wanted: asked at every step it would wait for Python's lock.
    """
    highs.setCallback(_stop, None)
    ended = threading.Event()

    def work() -> None:
        try:
            highs.run()
            highs.resetThreadScheduler(False)
        finally:
            ended.set()

    # No daemon: Python waits for it before it ends, and the solver is never cut off in the middle.
    worker = threading.Thread(target=work)
    try:
        worker.start()
        while not ended.wait(_BEAT):
            pass
    except BaseException:
        for kind in _STOPS:
            highs.startCallback(kind)
        if worker.ident is not None:  # else the interrupt came before it was off
            worker.join()
        raise


def _stop(
    kind: cb.HighsCallbackType,
    message: str,
    told: cb.HighsCallbackOutput,
    answer: cb.HighsCallbackInput,
    data: object,
) -> None:
    answer.user_interrupt = True


def _empty(program: Linear) -> Searched:
    """Nothing is left to choose: the rows hold or they do not."""
    holds = bool((program.row_low <= _FEASIBLE).all() and (program.row_high >= -_FEASIBLE).all())
    return Searched(np.empty(0) if holds else None, program.offset, holds, 0)


def _loaded(program: Linear, whole: bool, seconds: float) -> _Highs:
    highs = _Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    highs.setOptionValue("random_seed", 0)
    highs.setOptionValue("time_limit", max(seconds, 0.01))
    highs.setOptionValue("primal_feasibility_tolerance", _FEASIBLE)
    highs.setOptionValue("mip_feasibility_tolerance", _FEASIBLE)
    matrix = program.matrix
    highs.passModel(
        program.columns,
        len(program.row_low),
        int(matrix.nnz),
        _COLUMNWISE,
        _MINIMISE,
        -program.offset,
        -program.objective,
        program.low,
        program.high,
        program.row_low,
        program.row_high,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
        (program.whole & whole).astype(np.int32),
    )
    return highs
