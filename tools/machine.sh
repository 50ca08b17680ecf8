#!/bin/sh
# Prints the Python to build with. Where something that cannot be installed without the
# administrator is missing, names it with the line that installs it, and fails.
here=$(dirname "$0")
missing=

newest_python() {
    for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

recent_git() {
    git version 2>/dev/null | {
        read -r _ _ version || exit 1
        major=${version%%.*} rest=${version#*.}
        minor=${rest%%.*}
        [ "$major" -gt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -ge 29 ]; }
    }
}

python=$(newest_python)
if [ -z "$python" ]; then
    missing="$missing, Python >= 3.11"
elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    missing="$missing, venv ($python)"
fi
recent_git || missing="$missing, git >= 2.29"

if [ -n "$missing" ]; then
    line="sudo apt install git make python3 python3-venv"
    sh "$here/say.sh" "Missing on this machine: ${missing#, }." \
        "Il manque sur cette machine : ${missing#, }." >&2
    sh "$here/say.sh" "On Debian or Ubuntu, install it with:  $line" \
        "Sur Debian ou Ubuntu, installez-le avec :  $line" >&2
    exit 1
fi
printf '%s\n' "$python"
