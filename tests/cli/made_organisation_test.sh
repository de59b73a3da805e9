#!/bin/bash
# An organisation that `ledger_bench --make` makes is one that the commands take for a real one.
. "$(dirname "$0")/lib.sh"
require_program sekisho
[ -x "$SEKISHO_BIN/ledger_bench" ] || fail "ledger_bench was not built in $SEKISHO_BIN"

org=$T/made
with() {
  local person=$1
  shift
  SEKISHO_IDENTITY=$org/$person.key SEKISHO_STATE_DIR=$org/$person.state "$@"
}

expect_status 0 ledger_bench --make "$org" 300
[ -s "$org/ledger.sqlite" ] || fail "no ledger was made"

for person in officer manager employee it; do
  expect_status 0 with "$person" sekisho ledger verify
  expect_stdout_contains "statements: 300, 0 of them void"
  expect_status 0 with "$person" sekisho media list
  [ "$(wc -l <"$T/.said/out")" -eq 24 ] || fail "not 24 media"
  expect_status 3 with "$person" sekisho due
  [ "$(grep -c OVERDUE "$T/.said/out")" -eq 20 ] || fail "not 20 that are overdue"
  expect_status 0 with "$person" sekisho status --everybody
  [ "$(wc -l <"$T/.said/out")" -ge 40 ] || fail "not 40 open requests"
  expect_status 0 with "$person" sekisho status
  expect_status 0 with "$person" sekisho inbox
done

# The annexes are real ones: the manager reads what is asked for, and approves it.
expect_status 0 with manager sekisho inbox --json
first=$(grep -o '"id":"R[0-9]*"' "$T/.said/out" | head -1 | cut -d'"' -f4)
expect_status 0 with manager sekisho approve "$first" --no-input
expect_status 0 with employee sekisho ledger verify
expect_stdout_contains "statements: 301, 0 of them void"

# Never over something that is there.
expect_status 1 ledger_bench --make "$org" 300
expect_status 2 ledger_bench --make "$T/too-small" 10
expect_absent "$T/too-small"
