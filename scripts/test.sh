#!/usr/bin/env bash
# The whole gate, one step after another, each a target of the Makefile that can
# be run by itself. A failing step doesn't keep the others from being tried; the
# last line counts them.
set -uo pipefail
cd "$(dirname "$0")/.."

passed=0
failed=()

step() {
    local target=$1 what=$2 start=$SECONDS
    printf '\n=== %s: %s\n' "$target" "$what"
    if make --no-print-directory "$target"; then
        passed=$((passed + 1))
        printf -- '--- %s: passed in %d s\n' "$target" $((SECONDS - start))
    else
        failed+=("$target")
        printf -- '--- %s: FAILED after %d s\n' "$target" $((SECONDS - start))
    fi
}

step setup 'what the tests need is installed'
if [ ${#failed[@]} -eq 0 ]; then
    step format 'Go files are as gofmt writes them'
    step vet 'go vet'
    step staticcheck 'staticcheck, every check'
    step generated 'generating again changes nothing'
    step race 'all tests but those of whole programs and of the real catalogue, with the race detector'
    step whole 'whole programs: killed, cut off, restored, measured'
    step real 'tests of the real catalogue, without the race detector'
    step browser 'the page in a real browser, against a real server'
    step conformance 'audits of the transport, and the clients that people use, against a real server'
    step vuln 'known vulnerabilities'
fi

printf '\n=== %d steps passed, %d failed in %d s' "$passed" ${#failed[@]} "$SECONDS"
[ ${#failed[@]} -eq 0 ] || printf ': %s' "${failed[*]}"
printf '\n'
[ ${#failed[@]} -eq 0 ]
