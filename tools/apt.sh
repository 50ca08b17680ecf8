#!/bin/sh
# apt.sh COMMAND:PACKAGE...: installs the packages whose command is missing, where we may.
# Where we may not, it says what stays missing and goes on: what needs it says so again.
here=$(dirname "$0")
wanted=
for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || wanted="$wanted ${pair#*:}"
done
[ -n "$wanted" ] || exit 0

as_root=
[ "$(id -u)" -eq 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    sh "$here/say.sh" "Installing$wanted…" "Installation de$wanted…"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # one word per package
    if $as_root apt-get -qq update && $as_root apt-get -qq install -y --no-install-recommends $wanted >/dev/null; then
        exit 0
    fi
fi
sh "$here/say.sh" "Not installed:$wanted. With it:  sudo apt install$wanted" \
    "Non installé :$wanted. Pour l'avoir :  sudo apt install$wanted" >&2
