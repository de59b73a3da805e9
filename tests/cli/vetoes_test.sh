#!/usr/bin/env bash
# Who says no, and what it does; what is said twice changes nothing; no state hides a package
# (ATTACKS I4, I12, I16).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office --template company
enrol elsewhere Endo Legal manager   # P6: approves for another department
enrol colleague Kudo Sales employee  # P7

# nothing COMMAND...: done already, exit 0, and nothing recorded.
nothing() {
  local before
  before=$(statements)
  expect_status 0 "$@" --json
  expect_stdout_contains '"changed":false'
  [ "$(statements)" = "$before" ] || fail 'something was recorded'
}

ask
# Who could fill no slot has no veto, a manager of another department neither, and is told who has.
for act in deny revoke; do
  for who in colleague it elsewhere; do
    refused 4 'is not yours' as $who sekisho $act R1 --reason no
    expect_stderr_contains 'hint: ask somebody who may: Sato, Suzuki'
  done
done
quietly as manager sekisho approve R1
refused 4 'is not yours' as elsewhere sekisho revoke R1 --reason no
expect_status 0 as employee sekisho status R1
expect_stdout_contains approved

# One's own is withdrawn before it is sealed, and revoked after.
refused 4 'sekisho withdraw R1' as employee sekisho deny R1 --reason no
quietly as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d
quietly as employee sekisho seal R1 -o usb/R1.age
refused 4 'sekisho revoke R1 --reason TEXT' as employee sekisho withdraw R1
refused 4 'sekisho revoke R1 --reason TEXT' as employee sekisho deny R1 --reason no
expect_status 0 as employee sekisho status R1 --json
expect_stdout_contains '"state":"sealed"'
expect_status 0 as employee sekisho revoke R1 --reason 'the wrong files'
expect_stderr_contains 'R1: sealed, revoked'
expect_status 0 as employee sekisho status
expect_stdout_contains 'sealed, revoked'
expect_status 0 as employee sekisho status R1 --json
expect_stdout_contains '"sealed":true'
expect_status 3 as it sekisho gate usb --json
expect_stdout_contains '"code":"revoked"'
for act in 'deny R1 --reason no' 'revoke R1 --reason no'; do nothing as manager sekisho $act; done
nothing as employee sekisho withdraw R1
nothing as employee sekisho revoke R1 --reason again
quietly as employee sekisho media lost USB-1 --last-seen 2020-01-05 --found-missing 2020-01-05 --place 'in a taxi'
expect_status 0 as employee sekisho show R1
expect_stdout_contains 'sealed, revoked, medium lost'

# Denied and withdrawn, twice and after each other.
ask
quietly as manager sekisho deny R2 --reason 'not now'
nothing as manager sekisho deny R2 --reason 'not now'
nothing as officer sekisho revoke R2 --reason 'not now'
nothing as employee sekisho withdraw R2
refused 4 'is not yours' as colleague sekisho deny R2 --reason no
ask
quietly as employee sekisho withdraw R3
nothing as employee sekisho withdraw R3
nothing as manager sekisho deny R3 --reason no
# The holder calls off what is to be carried.
ask --holder P7
refused 4 'sekisho revoke R4' as colleague sekisho deny R4 --reason no
expect_status 0 as colleague sekisho revoke R4 --reason 'I will be away'
expect_stderr_contains 'R4: revoked'

# What was approved and used stays told as it was, whatever its approver has become; and who has lost
# the role revokes what they approved, and denies it no more.
over() { as employee sekisho request in --class 社内限 --purpose visit --to P3 --mail a@example.org --until +7d; }
quietly over
quietly as manager sekisho approve R5
quietly as employee sekisho seal R5 -o R5.age
quietly over
quietly as manager sekisho approve R6
quietly as employee sekisho seal R6 -o R6.age
quietly as employee sekisho revoke R6 --reason 'not needed'
quietly over
quietly as manager sekisho approve R7
quietly as officer sekisho member move P2 --role employee
for state in 'R5 sealed' 'R6 sealed, revoked'; do
  for command in status show; do
    expect_status 0 as employee sekisho $command "${state%% *}"
    expect_stdout_contains "): ${state#* }"
    expect_stdout_contains 'approved by: Suzuki'
    expect_stdout_lacks 'missing'
    expect_status 0 as employee sekisho $command "${state%% *}" --json
    expect_stdout_contains '"approvers":["Suzuki"]'
    expect_stdout_lacks 'approvals'
  done
done
expect_status 0 as employee sekisho status R7
expect_stdout_contains 'missing: 1 of 1 approvals is missing'
refused 4 'what one has approved is revoked, not denied' as manager sekisho deny R7 --reason no
quietly as manager sekisho revoke R7 --reason no
