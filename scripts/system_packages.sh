#!/usr/bin/env bash
# Brings a Chromium and a CJK font for the browser tests, a PostgreSQL for those of the case register,
# LibreOffice and pdftotext for those that read reports back, where that can be done without asking. No server is left running.
# Never fails for the want of them: the tests say what they miss (and fail for it under CI=true).
set -euo pipefail

missing=()
chromium=""
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then chromium=$name; break; fi
done
[ -n "$chromium" ] || missing+=(chromium)
if ! command -v fc-list >/dev/null 2>&1; then
  missing+=(fontconfig fonts-noto-cjk)
elif [ -z "$(fc-list :lang=zh-cn family)" ]; then
  missing+=(fonts-noto-cjk)
fi
if ! command -v initdb >/dev/null 2>&1 && ! compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; then
  missing+=(postgresql)
fi
command -v soffice >/dev/null 2>&1 || missing+=(libreoffice-writer-nogui)
# Calc is a package of its own beside the program.
compgen -G "/usr/lib*/libreoffice/program/libsclo.so" >/dev/null || missing+=(libreoffice-calc-nogui)
command -v pdftotext >/dev/null 2>&1 || missing+=(poppler-utils)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Missing for some tests: ${missing[*]}. Install them by hand; until then these tests are skipped."
  exit 0
fi

echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# The package would make and start a server of its own.
mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/sinkmap.conf
install() { apt-get install --yes --no-install-recommends "$@" >>"$log" 2>&1; }
if ! apt-get update >"$log" 2>&1 || ! install "${missing[@]}"; then
  # One that cannot be had must not keep the others away.
  for package in "${missing[@]}"; do
    install "$package" || { tail -n 5 "$log"; echo "Could not install $package; the tests that need it are skipped."; }
  done
fi
