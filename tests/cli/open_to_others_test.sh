#!/usr/bin/env bash
# A key file or a state directory that others can read is told each time, until it is closed.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
expect_status 0 as employee sekisho status
expect_stderr_lacks 'warning:'
chmod 644 employee.id
for _ in 1 2; do
  expect_status 0 as employee sekisho status
  expect_stderr_contains "warning: others can read the identity file $T/employee.id: chmod 600 $T/employee.id"
done
chmod 600 employee.id
chmod 755 state-employee
expect_status 0 as employee sekisho status --json
expect_stderr_contains "chmod 700 $T/state-employee"
expect_stdout_contains '"warnings":['
chmod 700 state-employee
expect_status 0 as employee sekisho status
expect_stderr_lacks 'warning:'
