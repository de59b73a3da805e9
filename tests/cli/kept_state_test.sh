#!/usr/bin/env bash
# The folded state that a machine keeps: killed anywhere while it is made, it is whole or made again;
# damaged, it is healed, and the record is not blamed.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
. "$SEKISHO_SOURCE/tests/moments.bash"
require_program sqlite3
found_office
seal_package
ask
expect_status 0 as manager sekisho ledger verify
quietly as manager sekisho status --everybody
stdout >before
memory=$(echo state-manager/*/verified.sqlite)

all_is_well() {
  expect_status 0 as manager sekisho status --everybody
  stdout >after
  expect_same before after
  expect_status 0 as manager sekisho ledger verify --json
  expect_stdout_contains '"kept_wrong":0'
}
all_is_well

# Every write of making it again, one after the other, until it needs no more.
moment=0
while :; do
  moment=$((moment + 1))
  [ "$moment" -lt 200 ] || fail 'it never comes to its end'
  sqlite3 "$memory" 'DELETE FROM kept_head; DELETE FROM kept_rows' >/dev/null
  status=0
  as manager at_moment pwrite64 "$moment" '' KILL sekisho status --everybody \
    >after 2>"$T/.said/err" || status=$?
  [ "$status" != 0 ] || break
  [ "$status" = 137 ] || fail "status $status after a kill at write $moment"
  all_is_well
done
[ "$moment" -gt 2 ] || fail 'it was never killed'
expect_same before after

# Likewise while something is appended.
for moment in 1 2 3 4 5 6 7 8; do
  status=0
  as manager at_moment pwrite64 "$moment" '' KILL sekisho gate in \
    >/dev/null 2>&1 || status=$?
  expect_status 0 as manager sekisho ledger verify --json
  expect_stdout_contains '"kept_wrong":0'
done

# A row that `verify` does not read itself, one that is gone, one too many: told by `verify`, which
# says OK all the same, and made again.
for damage in "UPDATE kept_rows SET row = x'0011223344556677' WHERE tbl = 9" \
  'DELETE FROM kept_rows WHERE tbl = 9' \
  "INSERT INTO kept_rows VALUES(8, x'00', x'0011223344556677')"; do
  sqlite3 "$memory" "$damage"
  expect_status 0 as manager sekisho ledger verify
  expect_stdout_contains 'what this machine had kept of the record differed in'
  [ "$(stdout | tail -n 1)" = OK ] || fail 'the record was blamed'
  all_is_well
done

# One that it does read is healed before.
sqlite3 "$memory" "UPDATE kept_rows SET row = x'0011223344556677'"
expect_status 0 as manager sekisho ledger verify
[ "$(stdout | tail -n 1)" = OK ] || fail 'the record was blamed'
all_is_well
