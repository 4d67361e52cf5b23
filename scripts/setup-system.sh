#!/bin/sh
# What npm cannot bring: a browser, a font with Cyrillic letters for it, Redis, and a library that shows a process another
# time (Linux alone: macOS lets no such library in). Does nothing when all is there.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

has_browser() {
  has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome ||
    [ -d '/Applications/Chromium.app' ] || [ -d '/Applications/Google Chrome.app' ]
}
has_redis() { has redis-server || has valkey-server || has keydb-server; }
has_fonts() { [ -d /usr/share/fonts/truetype/dejavu ] || [ "$(uname)" = Darwin ]; }

has_faketime() {
  [ "$(uname)" = Darwin ] || [ -n "$(find /usr/lib /usr/local/lib -name libfaketime.so.1 2>/dev/null | head -n 1)" ]
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    echo "This needs root: $*" >&2
    return 1
  fi
}

install_with_apt() {
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

install_with_brew() {
  has_browser || brew install --cask chromium
  has_redis || brew install redis
}

missing=''
has_browser || missing="$missing chromium"
has_redis || missing="$missing redis-server"
has_fonts || missing="$missing fonts-dejavu-core"
has_faketime || missing="$missing libfaketime"

# The same browser without windows: tests in it take a good part less. Where it is not to be had, the other one serves.
lighter=''
if has apt-get && ! has chromium-headless-shell; then
  [ -n "$missing" ] || as_root apt-get update -q
  lighter='chromium-headless-shell'
fi

if [ -z "$missing" ]; then
  echo 'Everything is there: browser, fonts, Redis, libfaketime.'
elif has apt-get; then
  # shellcheck disable=SC2086 # a list of packages
  install_with_apt $missing
elif has brew; then
  install_with_brew
else
  echo "Please install:$missing (a Chromium browser, DejaVu fonts, Redis 7, libfaketime)." >&2
  exit 1
fi

if [ -n "$lighter" ] && apt-cache show "$lighter" >/dev/null 2>&1; then
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$lighter" ||
    echo "Not installed: $lighter; tests in the browser take longer." >&2
fi
