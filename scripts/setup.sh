#!/usr/bin/env bash
# Makes sure that the programs named as arguments are there:
#
#   scripts/setup.sh go node postgres chromium
#
# Where apt-get and root are at hand, what is missing among postgres and chromium
# is installed; anywhere else the script says what to install, and fails.
set -euo pipefail

has() {
    case $1 in
    go) command -v go >/dev/null ;;
    node) command -v node >/dev/null && command -v npm >/dev/null ;;
    postgres)
        command -v initdb >/dev/null ||
            compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
            { command -v pg_config >/dev/null && [ -x "$(pg_config --bindir)/initdb" ]; }
        ;;
    chromium)
        [ -n "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ] ||
            [ -x /usr/bin/google-chrome ] || [ -d '/Applications/Google Chrome.app' ] ||
            [ -d '/Applications/Chromium.app' ]
        ;;
    *)
        echo "setup: don't know the program $1" >&2
        exit 2
        ;;
    esac
}

advise() {
    case $1 in
    go) echo '  Go 1.26 or newer: https://go.dev/dl' ;;
    node) echo '  Node.js 20.19 or newer, with npm: https://nodejs.org' ;;
    postgres)
        echo '  PostgreSQL 15 or newer, the server (it need not run):'
        echo '    Debian, Ubuntu:  apt-get install postgresql'
        echo '    Fedora:          dnf install postgresql-server postgresql-contrib'
        echo '    macOS:           brew install postgresql@17'
        ;;
    chromium)
        echo '  Chromium or Chrome, for the test in a browser:'
        echo '    Debian:  apt-get install chromium'
        echo '    Fedora:  dnf install chromium'
        echo '    macOS:   brew install --cask google-chrome'
        ;;
    esac
}

# quiet runs a command and shows what it said only if it fails.
quiet() {
    local said
    said=$("$@" </dev/null 2>&1) || {
        printf '%s\n' "$said" >&2
        return 1
    }
}

install() {
    echo "setup: installing $*"
    quiet env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@"
}

# install_postgres keeps Debian from making and starting a cluster of its own:
# motcua runs its own server, in its own folder.
install_postgres() {
    install postgresql-common
    if [ -d /etc/postgresql-common ]; then
        mkdir -p /etc/postgresql-common/createcluster.d
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/motcua.conf
    fi
    install postgresql
}

missing=()
for program in "$@"; do
    has "$program" || missing+=("$program")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "setup: $* at hand"
    exit 0
fi
echo "setup: missing: ${missing[*]}"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    quiet apt-get update -qq
    for program in "${missing[@]}"; do
        case $program in
        postgres) install_postgres ;;
        chromium) install chromium ;;
        esac
    done
fi

unmet=()
for program in "${missing[@]}"; do
    has "$program" || unmet+=("$program")
done
if [ ${#unmet[@]} -gt 0 ]; then
    echo 'setup: please install what is missing, then run this again:' >&2
    for program in "${unmet[@]}"; do
        advise "$program" >&2
    done
    exit 1
fi
