#!/usr/bin/env bash
# Who came after a request was made, and may read it: whoever can read it shares it (sekisho share).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
enrol clerk Ueda Legal employee   # P6
ask_as_clerk() {
  quietly as clerk sekisho request in --class 秘 --purpose 'contract check' --to P6 --medium USB-1 --until +7d
}
ask_as_clerk  # R1
ask_as_clerk  # R2
enrol boss Kubo Legal manager     # P7

# The manager who has come since is told who lets him read it, not to deny it.
expect_status 0 as boss sekisho show R1
expect_stdout_lacks 'contract check'
expect_stderr_contains 'Sato'
expect_stderr_contains 'sekisho share R1'
refused 4 'cannot be read with this identity' as boss sekisho approve R1
expect_stderr_contains 'sekisho share R1'
refused 4 'cannot be read with this identity' as boss sekisho share R1
# Who may not read it is not sent to anybody, and shares nothing.
expect_status 0 as auditor sekisho show R1
expect_stderr_lacks 'sekisho share'
refused 4 'cannot be read with this identity' as auditor sekisho share R1

# The requester shares it, or the officer; nothing is appended to the record.
before=$(statements)
expect_status 0 as clerk sekisho share R1
expect_stdout_is R1
expect_stderr_contains 'Kubo'
expect_status 0 as officer sekisho share R2 --json
expect_stdout_contains '"format":"sekisho-share/1"'
[ "$(statements)" = "$before" ] || fail 'sharing is in the record'
for request in R1 R2; do
  expect_status 0 as boss sekisho show "$request"
  expect_stdout_contains 'contract check'
  expect_stdout_contains 'in/b.txt'
  expect_status 0 as auditor sekisho show "$request"
  expect_stdout_lacks 'contract check'
done
quietly as boss sekisho approve R1
quietly as auditor sekisho ledger verify
