# Sourced by the scripts that run what npm brings, in the folder of their package.json.
# Without a package registry the tests fail; GATEHOUSE_OFFLINE=1 says that this is meant, and they
# are skipped (exit status 77).
# shellcheck shell=bash

is_installed() { cmp -s package-lock.json node_modules/installed-lock.json; }

give_up() {
  if [ "${GATEHOUSE_OFFLINE:-}" = 1 ]; then
    echo "SKIPPED: nothing of npm was tried (GATEHOUSE_OFFLINE=1)"
    exit 77
  fi
  echo "$1 Set GATEHOUSE_OFFLINE=1 to leave out the tests that need npm packages." >&2
  exit 1
}

install_packages() {
  if is_installed; then return; fi
  command -v npm >/dev/null || give_up "There is no npm here."
  [ "${GATEHOUSE_OFFLINE:-}" != 1 ] || give_up ""
  timeout 300 npm ci --no-audit --no-fund --loglevel=error --fetch-retries=1 ||
    give_up "The npm registry cannot be reached."
  cp package-lock.json node_modules/installed-lock.json
}
