#!/usr/bin/env bash
# Three implementations of age over the same generated files: ours, npm's age-encryption, and Debian's
# age. Each opens what the others make, and refuses it damaged.
# usage: age_encryption_test.sh AGE_BATCH-PROGRAM INSTALL-DIRECTORY [COUNT [SEED]]
set -euo pipefail

ours=$1 install=$2 count=${3:-1800} seed=${4:-1}
here=$(cd "$(dirname "$0")" && pwd)
stock_count=150 # Debian's age is one process a file

skip() { printf 'SKIPPED: %s\n' "$1"; exit 77; }
node='get Node.js 20 or newer, with npm, from https://nodejs.org: Debian 12 has 18'
command -v age >/dev/null || skip 'there is no age (scripts/bootstrap)'
for program in node npm; do
  command -v "$program" >/dev/null || skip "there is no $program ($node)"
done
version=$(node --version)
major=${version#v}
[ "${major%%.*}" -ge 20 ] || skip "age-encryption needs Node.js 20, and this is $version ($node)"

# The locked versions, with their digests, into the build directory; once.
mkdir -p "$install"
if ! cmp -s "$here/npm/package-lock.json" "$install/installed"; then
  cp "$here/npm/package.json" "$here/npm/package-lock.json" "$install/"
  # What npm has already needs no network; the lock file's digests hold for it all the same.
  fetch() { (cd "$install" && npm ci --ignore-scripts --no-audit --no-fund "$@"); }
  { fetch --offline || fetch; } >"$install/npm.log" 2>&1 || {
    cat "$install/npm.log"
    # What is wrong with the files here is no reason to skip.
    ! grep -qE 'EINTEGRITY|EUSAGE|EJSONPARSE' "$install/npm.log" || exit 1
    skip 'npm could not install age-encryption (see why in build/*/tests/conformance/npm/npm.log)'
  }
  cp "$here/npm/package-lock.json" "$install/installed"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
theirs() { (cd "$install" && node "$here/npm/age_encryption.mjs" "$@"); }

# step NAME COMMAND...
status=0
step() {
  local name=$1
  shift
  "$@" >"$work/log" 2>&1 || status=1
  printf '%s: %s\n' "$name" "$(tail -n 1 "$work/log")"
  grep -m 10 '^FAILED' "$work/log" || true
}

printf '%d files, seed %d, node %s, age %s\n' "$count" "$seed" "$version" "$(age --version)"
"$ours" generate "$work" "$count" "$seed"
mkdir "$work"/{ours,theirs,stock,damaged}

step 'we encrypt' "$ours" encrypt "$work" "$work/ours"
step 'age-encryption decrypts ours' theirs decrypt "$work" "$work/ours"
step 'age-encryption encrypts' theirs encrypt "$work" "$work/theirs"
step 'we decrypt theirs' "$ours" decrypt "$work" "$work/theirs"

step 'damage' "$ours" damage "$work" "$work/theirs" "$work/damaged" "$seed"
step 'we refuse the damaged' "$ours" refuse "$work" "$work/damaged"
step 'age-encryption refuses the damaged' theirs refuse "$work" "$work/damaged"

# Debian's age asks for passphrases on a terminal: without these (age_interop_test.sh has one).
grep -v -m "$stock_count" passphrase "$work/cases" >"$work/some"
mv "$work/some" "$work/cases"
sed -n 1p "$work/recipients" >"$work/first"

stock_encrypt() {
  local name kind armor to
  while read -r name kind _; do
    armor='' to=first
    case $kind in *-armor) armor=-a ;; esac
    case $kind in several*) to=recipients ;; esac
    # shellcheck disable=SC2086
    age $armor -R "$work/$to" -o "$work/stock/$name" "$work/plain/$name" || return 1
  done <"$work/cases"
  echo 'encrypted'
}
stock_decrypt() {
  local directory=$1 name kind failed=0
  while read -r name kind _; do
    age -d -i "$work/identities" "$directory/$name" 2>&1 | cmp -s - "$work/plain/$name" || {
      echo "FAILED: age -d $name $kind"
      failed=$((failed + 1))
    }
  done <"$work/cases"
  echo "$failed failed"
  [ "$failed" = 0 ]
}
stock_refuse() {
  local name kind failed=0
  while read -r name kind _; do
    ! age -d -i "$work/identities" "$work/damaged/$name" >/dev/null 2>&1 || {
      echo "FAILED: age opens the damaged $name $kind"
      failed=$((failed + 1))
    }
  done <"$work/cases"
  echo "$failed failed"
  [ "$failed" = 0 ]
}
step 'age decrypts ours' stock_decrypt "$work/ours"
step 'age decrypts those of age-encryption' stock_decrypt "$work/theirs"
step 'age refuses the damaged' stock_refuse
step 'age encrypts' stock_encrypt
step 'we decrypt those of age' "$ours" decrypt "$work" "$work/stock"
step 'age-encryption decrypts those of age' theirs decrypt "$work" "$work/stock"
exit "$status"
