#!/usr/bin/env bash
# Fails if generating again changes one of the generated paths in the arguments,
# and shows how. It compares with the files as they are, committed or not, so
# that it works beside unfinished work and outside a git checkout.
set -euo pipefail
cd "$(dirname "$0")/.."

before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT

for path in "$@"; do
    mkdir -p "$before/$path"
    [ ! -d "$path" ] || cp -R "$path/." "$before/$path"
done

make --no-print-directory generate

changed=0
for path in "$@"; do
    mkdir -p "$path"
    # Lines of the built page are too long to show: its files' names must do.
    show=-u
    [ "$path" != web/dist ] || show=-q
    diff -r -N "$show" "$before/$path" "$path" || changed=1
done
if [ $changed != 0 ]; then
    echo "generating changed files: commit what 'make generate' wrote" >&2
    exit 1
fi
echo "unchanged: $*"
