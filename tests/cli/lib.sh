# For scripts that run the real commands; sourced by bash. Begin a test with
#
#   . "$(dirname "$0")/lib.sh"
#   require_program sekisho
#
# It has then a private directory $T (its working directory, removed at the end), `set -euo
# pipefail`, the built commands and those of bin/ here in PATH, and an environment without any
# SEKISHO_* of the user.
# Every expectation that fails ends the test and shows what the last command said.
set -euo pipefail

: "${SEKISHO_BIN:?is the directory of the built commands}"
SEKISHO_SOURCE=${SEKISHO_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
PATH=$SEKISHO_BIN:$SEKISHO_SOURCE/tests/cli/bin:$PATH
T=$(mktemp -d)
mkdir "$T/.said"
cleanups=()

unset SEKISHO_STORE SEKISHO_IDENTITY SEKISHO_PASSPHRASE_FILE SEKISHO_STATE_DIR
export LC_ALL=C.UTF-8 NO_COLOR=1 HOME=$T XDG_STATE_HOME=$T/xdg-state
unset LANGUAGE
# A sanitizer's report is never taken for a refusal.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}exitcode=99"

# at_exit COMMAND: run at the end, the last one first (to unmount, to detach a loop device).
at_exit() { cleanups+=("$1"); }

finish_test_() {
  local i
  cd /
  for ((i = ${#cleanups[@]} - 1; i >= 0; --i)); do eval "${cleanups[i]}" || true; done
  rm -rf --one-file-system -- "$T"
}
trap finish_test_ EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# fail MESSAGE: ends the test, names the line of the test, shows the last command's output.
fail() {
  local frame=0
  while [ "${BASH_SOURCE[frame + 1]-}" = "${BASH_SOURCE[0]}" ]; do frame=$((frame + 1)); done
  {
    printf 'FAILED %s:%s: %s\n' "${BASH_SOURCE[frame + 1]-}" "${BASH_LINENO[frame]-}" "$1"
    if [ -e "$T/.said/command" ]; then
      printf 'last command: %s\nstatus: %s\n' "$(cat "$T/.said/command")" "$(cat "$T/.said/status")"
      printf -- '--- stdout\n'; head -c 4000 "$T/.said/out"
      printf -- '--- stderr\n'; head -c 4000 "$T/.said/err"
      printf -- '---\n'
    fi
  } >&2
  exit 1
}

# skip REASON: the test cannot run here. In CI that is a failure.
skip() {
  if [ "${CI-}" = true ]; then
    printf 'FAILED: skipped in CI: %s\n' "$1" >&2
    exit 1
  fi
  printf 'SKIPPED: %s\n' "$1"
  exit 77
}

# left_out REASON: a part of the test cannot run here. In CI that is a failure.
left_out() {
  [ "${CI-}" != true ] || fail "left out in CI: $1"
  printf 'LEFT OUT: %s\n' "$1"
}

# require_program NAME...: a built command that is not there fails the test; another one skips it.
require_program() {
  local name
  for name in "$@"; do
    case $name in
      sekisho*) [ -x "$SEKISHO_BIN/$name" ] || fail "$name was not built in $SEKISHO_BIN" ;;
      *) command -v "$name" >/dev/null || skip "there is no $name (scripts/bootstrap)" ;;
    esac
  done
}

# everybody_may_come: $T, still empty, is where another user may go too. A private TMPDIR is not.
everybody_may_come() {
  local place
  chmod 755 "$T"
  for place in "$T" /tmp /var/tmp /dev/shm; do
    setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$place" || continue
    [ "$place" != "$T" ] || return 0
    rm -rf --one-file-system -- "$T"
    T=$(mktemp -d "$place/sekisho-test.XXXXXXXX")
    mkdir "$T/.said"
    chmod 755 "$T"
    export HOME=$T XDG_STATE_HOME=$T/xdg-state
    cd "$T"
    return 0
  done
  fail 'no directory was found that another user may enter'
}

require_root() { [ "$(id -u)" = 0 ] || skip "this test needs root"; }

# as NAME COMMAND...: with NAME's identity file and state directory, on the store of this test.
as() {
  local name=$1
  shift
  (
    export SEKISHO_IDENTITY=$T/$name.id SEKISHO_STATE_DIR=$T/state-$name
    export SEKISHO_STORE=${SEKISHO_STORE:-$T/store.sqlite}
    unset SEKISHO_PASSPHRASE_FILE
    "$@"
  )
}

# expect_status N COMMAND...: runs it without input; what it said is kept for the expectations
# that follow, and for `stdout` and `stderr`.
expect_status() {
  local want=$1 got=0
  shift
  printf '%q ' "$@" >"$T/.said/command"
  : >"$T/.said/status"
  "$@" >"$T/.said/out" 2>"$T/.said/err" </dev/null || got=$?
  printf '%s\n' "$got" >"$T/.said/status"
  if grep -qE 'Sanitizer: |runtime error: ' "$T/.said/err"; then fail "a sanitizer complained"; fi
  [ "$got" = "$want" ] || fail "exit status $got, expected $want"
}

stdout() { cat "$T/.said/out"; }
stderr() { cat "$T/.said/err"; }

expect_stdout_contains() { grep -qF -e "$1" "$T/.said/out" || fail "stdout does not contain: $1"; }
expect_stderr_contains() { grep -qF -e "$1" "$T/.said/err" || fail "stderr does not contain: $1"; }
expect_stdout_lacks() { ! grep -qF -e "$1" "$T/.said/out" || fail "stdout contains: $1"; }
expect_stderr_lacks() { ! grep -qF -e "$1" "$T/.said/err" || fail "stderr contains: $1"; }
expect_stdout_is() { [ "$(stdout)" = "$1" ] || fail "stdout is not exactly: $1"; }

# expect_error_shape: stderr has one `error: ` line, which is its first, and a `hint: ` line; and no
# escape sequence.
expect_error_shape() {
  head -n 1 "$T/.said/err" | grep -q '^error: [^ ]' || fail "stderr does not begin with 'error: '"
  [ "$(grep -c '^error: ' "$T/.said/err")" = 1 ] || fail "stderr has more than one error"
  grep -q '^hint: [^ ]' "$T/.said/err" || fail "stderr has no 'hint: '"
  ! grep -q $'\033' "$T/.said/err" || fail "stderr has an escape sequence"
}

expect_file() { [ -f "$1" ] || fail "there is no file $1"; }
expect_absent() { [ ! -e "$1" ] && [ ! -L "$1" ] || fail "$1 exists"; }
expect_same() { cmp -s -- "$1" "$2" || fail "$1 and $2 differ"; }

# expect_mode MODE FILE: octal permission bits.
expect_mode() { [ "$(stat -c %a -- "$2")" = "$1" ] || fail "$2 has mode $(stat -c %a -- "$2"), not $1"; }

cd "$T"
