# Shared by the scripts; sourced, never run. Leaves the caller in the repository's root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C.UTF-8
CONFIGURATION=${CONFIGURATION:-Release}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$(basename "$0"): $*"; exit 1; }
usage() { say "$(basename "$0"): $*"; exit 64; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# need_debian PACKAGE... : installs the Debian packages that are missing, and says which.
need_debian() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "needs ${missing[*]}, and this is not a Debian system: install them by hand"
  say "installing ${missing[*]}"
  local quiet
  quiet=$(mktemp)
  if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
         as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"; } >"$quiet" 2>&1; then
    cat "$quiet" >&2
    rm -f "$quiet"
    fail "could not install ${missing[*]}"
  fi
  rm -f "$quiet"
}

PAPER_PACKAGES=(tesseract-ocr poppler-utils qpdf zbar-tools)
SERVICE_PACKAGES=(rabbitmq-server postgresql-15)
BROWSER_PACKAGES=(chromium)

need_dotnet() { command -v dotnet >/dev/null || fail "needs the .NET SDK that global.json names: https://dotnet.microsoft.com/download"; }

# need_npm FOLDER : its node_modules as its lock file says, installed once per lock file.
need_npm() {
  local folder=$1 stamp=$1/node_modules/.boroughbridge-lock
  [ -f "$folder/package-lock.json" ] || return 0
  if [ -f "$stamp" ] && cmp -s "$stamp" "$folder/package-lock.json"; then return 0; fi
  command -v npm >/dev/null || need_debian nodejs npm
  say "npm ci in $folder"
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >&2)
  cp "$folder/package-lock.json" "$stamp"
}

# need_portal : the portal's style sheet and scripts, from npm.
need_portal() {
  local folder=src/BoroughBridge.Portal
  [ -f "$folder/package.json" ] || return 0
  need_npm "$folder"
  if [ ! -d "$folder/wwwroot/govuk" ] || [ "$folder/package-lock.json" -nt "$folder/wwwroot/govuk" ]; then
    (cd "$folder" && npm run --silent build >&2)
    touch "$folder/wwwroot/govuk"
  fi
}

HOST_PROJECT=src/BoroughBridge.Host/BoroughBridge.Host.csproj
# BB_HOST_DLL names an executable that is built already: tests run the one they were built with.
HOST_DLL=${BB_HOST_DLL:-$PWD/src/BoroughBridge.Host/bin/$CONFIGURATION/net10.0/boroughbridge.dll}

# need_host : the executable, built when any source is newer than it.
need_host() {
  need_dotnet
  if [ -n "${BB_HOST_DLL:-}" ]; then [ -f "$BB_HOST_DLL" ] || fail "$BB_HOST_DLL is not there"; return 0; fi
  need_portal
  local stamp=src/BoroughBridge.Host/obj/.built-$CONFIGURATION
  if [ -f "$HOST_DLL" ] && [ -f "$stamp" ] &&
     [ -z "$(find src contracts Directory.*.props global.json .editorconfig \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    return 0
  fi
  say "building"
  local started
  started=$(mktemp)
  dotnet build "$HOST_PROJECT" -c "$CONFIGURATION" -v quiet -p:RunAnalyzers=false >&2 || fail "the build failed"
  touch -r "$started" "$stamp"
  rm -f "$started"
}
