#!/usr/bin/env bash
# What every command promises: help, usage errors, ids alone on stdout, one JSON object.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"

expect_status 2 sekisho
expect_stdout_is ''
expect_stderr_contains 'Usage: sekisho'
expect_status 0 sekisho --help
expect_stdout_contains 'Usage: sekisho'
expect_status 0 sekisho --version
# What is on each page: an example, the exit statuses, and of each value what it is, not its C++ type.
is_whole_page() {
  expect_stdout_contains 'Example:'
  expect_stdout_contains 'Exit status: 0 done'
  ! grep -E -- '^ +-.* (TEXT:|INT|UINT|FLOAT|BOOLEAN)' "$T/.said/out" || fail 'a value is named by its type'
}
for program in sekisho-wipe 'sekisho-wipe verify-certificate' sekisho-prepare; do
  # shellcheck disable=SC2086 # two words
  expect_status 0 $program --help
  is_whole_page
done
commands=(init join 'identity new' 'identity show' 'identity recipient' 'identity change-passphrase'
  'charter show' 'charter lint' 'member add' 'member card' 'member rekey' 'member move' 'member suspend'
  'member reinstate' 'member leave' 'member list' consent 'incident ack'
  request share withdraw status show inbox due approve deny revoke seal open inspect gate 'gate snapshot'
  'media register' 'media prepare' 'media checkout' 'media return' 'media lost' 'media found' 'media list' 'media show'
  wipe 'ledger verify' 'ledger log' 'ledger backup'
  'ledger restore')
for command in "${commands[@]}"; do
  # shellcheck disable=SC2086 # two words
  expect_status 0 sekisho $command --help
  expect_stdout_contains '--help'
  is_whole_page
  # shellcheck disable=SC2086
  expect_status 2 sekisho $command --no-such-option
  expect_error_shape
  expect_stderr_contains "hint: sekisho $command --help"
done
for group in identity charter member media incident ledger nothing; do
  expect_status 2 sekisho $group
  expect_stdout_is ''
done
# A command that does not exist is named; so is what nothing takes, in the order it was typed.
expect_status 2 sekisho aprove R1
expect_stderr_contains "there is no command 'aprove'"
expect_error_shape
expect_status 2 sekisho media chekout USB-1
expect_stderr_contains "there is no command 'chekout'"
expect_stderr_contains 'hint: sekisho media --help'
expect_status 2 sekisho status R1 R2 R3
expect_stderr_contains 'not expected: R2 R3'
expect_error_shape
# Without an organisation every command says how to join one.
expect_status 1 as nobody sekisho status
expect_stderr_contains 'hint: sekisho join'
expect_error_shape

found_office
# The common options are taken before and after the command.
export SEKISHO_STATE_DIR=$T/state-it SEKISHO_IDENTITY=$T/none SEKISHO_STORE=$T/none
expect_status 0 sekisho --store "$T/store.sqlite" --identity "$T/it.id" --json media list
expect_status 0 sekisho media list --json --identity "$T/it.id" --store "$T/store.sqlite" --no-input
unset SEKISHO_STATE_DIR SEKISHO_IDENTITY SEKISHO_STORE

# is_json KEY: one line, one object, with that key.
is_json() {
  [ "$(stdout | wc -l)" = 1 ] || fail 'it is not one line'
  stdout | grep -q '^{.*}$' || fail 'it is not one object'
  stdout | grep -q '"format":"sekisho-[a-z-]*/1"' || fail 'it has no format'
  stdout | grep -q "\"$1\":" || fail "it has no $1"
}
expect_status 0 as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d --json
is_json id && is_json can_approve_now
expect_stdout_contains '"id":"R1"'
expect_stdout_contains '"files":2'
expect_status 0 as employee sekisho status --json && is_json requests
expect_status 0 as employee sekisho status R1 --json && is_json requests
expect_stdout_contains '+09:00"'
expect_status 0 as manager sekisho inbox --json && is_json requests
expect_status 0 as manager sekisho show R1 --json && is_json entries
expect_status 4 as employee sekisho approve R1 --json && is_json error
expect_error_shape
expect_status 0 as manager sekisho approve R1 --json && is_json results
expect_status 0 as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d --json && is_json id
expect_status 0 as employee sekisho seal R1 -o usb/R1.age --json && is_json seal
expect_status 0 as it sekisho gate usb --json && is_json findings
printf x >usb/x
expect_status 3 as it sekisho gate usb --json && is_json findings
expect_stdout_contains '"ok":false'
expect_status 0 sekisho inspect usb/R1.age --json && is_json approvals
expect_status 0 as employee sekisho open usb/R1.age -C out --json && is_json directory
expect_status 0 as it sekisho due --json && is_json media
expect_status 0 as it sekisho media show USB-1 --json && is_json hardware
expect_status 0 as officer sekisho member list --json && is_json members
expect_status 0 as officer sekisho charter show --json && is_json toml
expect_status 3 as officer sekisho charter lint --json && is_json findings
expect_status 0 as auditor sekisho ledger verify --json && is_json root
expect_status 0 as auditor sekisho ledger log --json && is_json entries
expect_status 0 as employee sekisho identity show --json && is_json recipient
