#!/usr/bin/env bash
# Writes requirements.lock: every package of a development install with its hashes, no registry named.
# Pins already in the file are kept; `scripts/lock.sh --upgrade` takes the newest, `-P NAME` one of them.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
inputs=$(mktemp)
trap 'rm -f "$inputs"' EXIT

"$python" - >"$inputs" <<'PY'
import pathlib
import tomllib

project = tomllib.loads(pathlib.Path("pyproject.toml").read_text(encoding="utf-8"))
print(*project["project"]["dependencies"], *project["dependency-groups"]["dev"], sep="\n")
PY

"$python" -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
  --no-emit-options --output-file requirements.lock "$@" "$inputs"
