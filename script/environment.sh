# The environment of Python that every script here runs in. Sourced, with $root set to the checkout.
#
#   ensure GROUP    makes .venv if there is none, and installs requirements/GROUP.txt once.
#
# A group's stamp is a copy of its requirement file, written when all of it is installed: when both
# are the same nothing is started, so a command costs no time here. `.venv.lock` says who is
# installing; while it is not empty the environment is unfinished, and the next command remakes it.

venv=$root/.venv
stamps=$venv/installed
lock=$root/.venv.lock

say() { printf '%s\n' "$*" >&2; }

refuse() {
    for line in "$@"; do say "$line"; done
    exit 2
}

ensure() {
    ready "$1" && return
    take_turns
    if ! ready "$1"; then
        say "Preparando el entorno de Minga ($1), una sola vez… / Preparing Minga's environment ($1), only once…"
        if [ -s "$lock" ] || ! sound; then
            echo unfinished >"$lock"
            make_venv
        fi
        echo unfinished >"$lock"
        install "$1"
        : >"$lock"
    fi
    leave
}

ready() {
    [ -x "$venv/bin/python" ] && [ ! -s "$lock" ] &&
        cmp -s "$root/requirements/$1.txt" "$stamps/$1.txt" &&
        [ "$(cat "$stamps/interpreter")" = "$(interpreter)" ]
}

# The file behind the links: it changes when the system's Python is upgraded under our feet.
interpreter() { readlink -f "$venv/bin/python"; }

# An environment that somebody made by hand is used as it is.
sound() {
    suits "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1 &&
        { [ ! -e "$stamps/interpreter" ] || [ "$(cat "$stamps/interpreter")" = "$(interpreter)" ]; }
}

make_venv() {
    python=$(find_python) || python=$(fetch_python) || refuse \
        "Falta Python 3.12 o más nuevo, con venv. En Debian o Ubuntu: apt install python3 python3-venv; en otros: python.org. Si ya lo tiene: MINGA_PYTHON=/ruta/a/python3 $0" \
        "Python 3.12 or newer with venv is missing. On Debian or Ubuntu: apt install python3 python3-venv; elsewhere: python.org. If you have one: MINGA_PYTHON=/path/to/python3 $0"
    "$python" -m venv --clear "$venv" >&2 || refuse "No se pudo crear $venv / Could not make $venv ($python)."
}

install() {
    if ! PIP_USER=0 "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes --no-deps -r "$root/requirements/$1.txt" >"$venv/install.log" 2>&1 </dev/null; then
        : >"$lock" # nothing was half done: what was there still works without a connection
        tail -n 15 "$venv/install.log" >&2
        refuse "No se pudo instalar requirements/$1.txt: revise la conexión y repita la orden. / Could not install requirements/$1.txt: check the connection and run the command again."
    fi
    mkdir -p "$stamps"
    interpreter >"$stamps/interpreter"
    cp "$root/requirements/$1.txt" "$stamps/$1.txt"
}

# --- which Python

# Any command named like a version may be a shim that fails: only one that runs counts.
# Debian's python3 without python3-venv has no ensurepip.
suits() {
    [ -x "$1" ] && "$1" -c '
import sys, sysconfig, venv, ensurepip
threads_only = sysconfig.get_config_var("Py_GIL_DISABLED")  # few wheels exist for it
sys.exit(sys.version_info < (3, 12) or sys.implementation.name != "cpython" or bool(threads_only))
' >/dev/null 2>&1 </dev/null
}

find_python() {
    candidates | while IFS= read -r candidate; do
        if suits "$candidate"; then
            printf '%s\n' "$candidate"
            break
        fi
    done | grep .
}

# First the versions that the locked wheels are known for, wherever they are; then any other.
candidates() {
    [ -z "${MINGA_PYTHON:-}" ] || command -v "$MINGA_PYTHON"
    for version in 3.13 3.12 3.14; do
        on_path "python$version"
        kept_aside "$version"
    done
    on_path python3
    on_path python
    kept_aside 3
}

on_path() {
    printf '%s\n' "$PATH" | tr ':' '\n' | while IFS= read -r folder; do
        [ ! -x "$folder/$1" ] || printf '%s\n' "$folder/$1"
    done
}

kept_aside() {
    for found in "${PYENV_ROOT:-${HOME:-}/.pyenv}/versions/$1"*/bin/python3 \
        "${HOME:-}/.local/share/uv/python/cpython-$1"*/bin/python3 \
        "$root/.venv-uv/python/cpython-$1"*/bin/python3 \
        "/usr/local/bin/python$1"* "/opt/python$1"*/bin/python3 "/opt/python/$1"*/bin/python3 \
        "/opt/homebrew/bin/python$1"*; do
        case $found in *-config) continue ;; esac
        [ ! -x "$found" ] || printf '%s\n' "$found"
    done | sort -rV
}

# uv brings a Python where the system has none that is new enough; it needs any Python 3 to install it.
fetch_python() {
    say "No hay Python 3.12 o más nuevo: se intenta traer uno con uv… / No Python 3.12 or newer here: trying to fetch one with uv…"
    uv=$(command -v uv) && "$uv" --version >/dev/null 2>&1 </dev/null || uv=$(install_uv) || return 1
    UV_PYTHON_INSTALL_DIR=$root/.venv-uv/python UV_PYTHON_INSTALL_BIN=0 UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-20} \
        UV_HTTP_RETRIES=${UV_HTTP_RETRIES:-1} "$uv" python install --no-config --quiet 3.13 >/dev/null 2>&1 </dev/null || return 1
    kept_aside 3.13 | while IFS= read -r found; do
        case $found in "$root"/.venv-uv/*) printf '%s\n' "$found" && break ;; esac
    done | grep .
}

install_uv() {
    for name in python3 python; do on_path "$name"; done | while IFS= read -r any; do
        "$any" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 </dev/null || continue
        "$any" -m venv --clear "$root/.venv-uv" >/dev/null 2>&1 &&
            PIP_USER=0 "$root/.venv-uv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
                --require-hashes --no-deps -r "$root/requirements/uv.txt" >/dev/null 2>&1 </dev/null &&
            printf '%s\n' "$root/.venv-uv/bin/uv" && break
    done | grep .
}

# --- one at a time

take_turns() {
    { : >>"$lock"; } 2>/dev/null || refuse "No se puede escribir en $root / Cannot write in $root."
    if command -v flock >/dev/null; then
        exec 9>>"$lock"
        flock 9
        return
    fi
    until mkdir "$lock.d" 2>/dev/null; do
        holder=$(cat "$lock.d/pid" 2>/dev/null) && [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null && rm -rf "$lock.d"
        sleep 1
    done
    echo $$ >"$lock.d/pid"
    trap 'rm -rf "$lock.d"' EXIT
    trap 'exit 130' INT TERM
}

leave() {
    if [ -d "$lock.d" ]; then
        rm -rf "$lock.d"
        trap - EXIT INT TERM
    else
        exec 9>&-
    fi
}
