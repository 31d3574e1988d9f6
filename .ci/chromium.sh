#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests, installing Debian's when there is none.
# GLASSNET_CHROMIUM names another one.
set -euo pipefail

find_chromium() {
  local program
  for program in ${GLASSNET_CHROMIUM:+"$GLASSNET_CHROMIUM"} chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$program" && return 0
  done
  return 1
}

install_chromium() {
  local as_root=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  echo "Installing Debian's chromium for the browser tests" >&2
  {
    ${as_root[@]+"${as_root[@]}"} apt-get update -qq &&
      ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
  } >&2
}

find_chromium || { install_chromium && find_chromium; } || {
  echo "The browser tests need Chromium or Chrome. Install one (Debian: sudo apt-get install chromium)" >&2
  echo "or name it: make test GLASSNET_CHROMIUM=/path/to/chrome" >&2
  exit 1
}
