#!/usr/bin/env bash
# Who may not approve, and what cannot be sealed for want of approval.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

ask
refused 4 'nobody approves their own request' as employee sekisho approve R1  # ATTACKS B4
refused 4 '' as it sekisho approve R1
refused 4 '' as auditor sekisho approve R1
refused 1 'R9' as manager sekisho approve R9
refused 4 'approvals is missing' as employee sekisho seal R1 -o usb/R1.age
expect_absent usb/R1.age
refused 4 '' as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d

# 極秘 asks for two people; one is too few.
quietly as employee sekisho request in --class 極秘 --purpose visit --to P3 --medium USB-1 --until +7d
quietly as manager sekisho approve R2
expect_stderr_contains 'waiting for approval'
refused 4 'you approved R2 already' as manager sekisho approve R2  # ATTACKS B3
refused 4 '1 of 2 approvals is missing' as employee sekisho seal R2 -o usb/R2.age
expect_absent usb/R2.age
quietly as officer sekisho approve R2
expect_stderr_contains 'approved, to be sealed'

# Several at once: each has its own answer, and those that can be are approved.
quietly as employee sekisho request in --class 秘 --purpose again --to P3 --medium USB-1 --until +7d
expect_status 1 as manager sekisho approve R9 R3
expect_stdout_contains 'NG  R9'
expect_stdout_contains 'OK  R3'
expect_error_shape

# What was denied, revoked or withdrawn is not sealed.
expect_status 0 as manager sekisho deny R1 --reason 'not now'
expect_stdout_is R1
refused 4 '' as employee sekisho seal R1 -o usb/R1.age
expect_status 0 as officer sekisho revoke R3 --reason 'it was a mistake'
refused 4 '' as employee sekisho seal R3 -o usb/R3.age
refused 4 '' as manager sekisho withdraw R2
expect_status 0 as employee sekisho withdraw R2
refused 4 '' as employee sekisho seal R2 -o usb/R2.age
[ "$(ls -A usb)" = SEKISHO.TAG ] || fail 'something was written'

# A suspended approver approves nothing (ATTACKS B6).
ask
refused 2 'is not the name' as officer sekisho member suspend P2 --reason 'lost the key' --confirm Suzuky
expect_stderr_contains "member suspend P2 --reason 'lost the key' --confirm Suzuki"
quietly as officer sekisho member suspend P2 --reason 'lost the key' --confirm Suzuki
refused 4 '' as manager sekisho approve R4
