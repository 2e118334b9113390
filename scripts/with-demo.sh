#!/usr/bin/env bash
# Starts the server named in the first argument with the demo catalogue, on a free
# port and in a folder of its own, runs the rest as a command with its address in
# MOTCUA_URL, and stops it:
#
#   scripts/with-demo.sh bin/motcua node web/app/e2e/graphiql.mjs
set -euo pipefail
cd "$(dirname "$0")/.."
server=$(realpath "$1")
shift

data=$(mktemp -d)
chmod 755 "$data" # The private Postgres runs as another user when we are root.
log=$data/serve.log
pid=

stop() {
    if [ -n "$pid" ] && kill -TERM "$pid" 2>/dev/null; then
        wait "$pid" || true
    fi
    rm -rf "$data"
}
trap stop EXIT

fail() {
    echo "$1; the server said:" >&2
    tail -n 50 "$log" >&2
    exit 1
}

# The kernel picks the port; it's free again before the server asks for it.
port=$(node -e 'const s = require("net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });')
url=http://127.0.0.1:$port

env -u DATABASE_URL -u DATABASE_READ_URL "$server" serve --demo --data "$data/motcua" --addr "127.0.0.1:$port" >"$log" 2>&1 &
pid=$!

ready() {
    node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1));' "$url/readyz"
}
deadline=$((SECONDS + 120))
until ready; do
    kill -0 "$pid" 2>/dev/null || fail 'the server ended'
    [ $SECONDS -lt $deadline ] || fail "the server wasn't ready after 120 s"
    sleep 0.5
done

MOTCUA_URL=$url MOTCUA_DATA=$data/motcua "$@" || fail "$* failed"
