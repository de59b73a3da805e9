#!/usr/bin/env bash
# What a killed command left is named by `status`, with the way on (ATTACKS F20, Z3).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
. "$SEKISHO_SOURCE/tests/moments.bash"
at_exit end_stopped
found_office
head -c 4M /dev/urandom >in/large
ask_and_approve

# killed WHERE COMMAND...: kill -9 as soon as WHERE has something temporary.
killed() {
  local where=$1
  shift
  stop_with "$where/.sekisho-*" env SEKISHO_IDENTITY="$T/employee.id" SEKISHO_STATE_DIR="$T/state-employee" \
    SEKISHO_STORE="$T/store.sqlite" "$@" >"$T/.said/out" 2>"$T/.said/err" || fail "it ended before it could be killed: $*"
  kill -KILL "$pid"
  let_go && fail 'it was not killed'
  return 0
}

killed usb sekisho seal "$request" -o "usb/$request.age"
for what in "$request" ''; do
  expect_status 0 as employee sekisho status $what
  expect_stderr_contains "sealing $request was cut off"
  expect_stderr_contains "sekisho seal $request -o $T/usb/$request.age"
done
expect_status 0 as employee sekisho status --json
expect_stdout_contains '"remainders":[{'
# Sealing anew takes it away, and it is forgotten.
expect_status 0 as employee sekisho seal "$request" -o "usb/$request.age"
expect_status 0 as employee sekisho status
expect_stderr_lacks 'cut off'
# Nothing to resume: all is well.
expect_status 0 as employee sekisho seal "$request" --resume
expect_stderr_contains 'nothing is to be finished'

# Decrypted files.
killed . sekisho open "usb/$request.age" -C out
expect_status 0 as employee sekisho status
expect_stderr_contains "decrypted files are in $T/.sekisho-"
rm -r .sekisho-*
expect_status 0 as employee sekisho status
expect_stderr_lacks 'decrypted files'
