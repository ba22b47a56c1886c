#!/usr/bin/env bash
# Writes requirements.lock and benchmarks/requirements.lock: every package of a development install with its hashes, no registry named.
# Pins already in the file are kept; `scripts/lock.sh --upgrade` takes the newest, `-P NAME` one of them.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
inputs=$(mktemp) peers=$(mktemp)
trap 'rm -f "$inputs" "$peers"' EXIT

"$python" - "$inputs" "$peers" <<'PY'
import pathlib
import sys
import tomllib

project = tomllib.loads(pathlib.Path("pyproject.toml").read_text(encoding="utf-8"))
groups = project["dependency-groups"]
lines = [*project["project"]["dependencies"], *groups["dev"]]
pathlib.Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
pathlib.Path(sys.argv[2]).write_text("\n".join(groups["bench"]) + "\n", encoding="utf-8")
PY

compile() {
  "$python" -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
    --no-emit-options "$@"
}
compile --output-file requirements.lock "$@" "$inputs"
# The peers of the benchmarks, at the versions of the first file where both need a package.
compile --constraint requirements.lock --output-file benchmarks/requirements.lock "$peers"
