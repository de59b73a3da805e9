#!/usr/bin/env bash
# The whole of a take-out, from the first key to the audit, as its people type it.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"

found_office --recovery-out recovery.key --escrow-out escrow
expect_mode 600 recovery.key
expect_file escrow/escrow-1.txt
expect_mode 600 store.sqlite

ask
expect_stdout_is R1
expect_stderr_contains 'can approve now: Suzuki'
expect_stderr_contains 'next: sekisho approve R1'
expect_status 0 as employee sekisho status
expect_stdout_contains 'R1  waiting for approval'
expect_status 0 as employee sekisho status R1
expect_stdout_contains 'missing: 1 of 1 approvals is missing: a manager'
expect_status 0 as it sekisho inbox
expect_stdout_is ''
expect_status 0 as manager sekisho inbox
expect_stdout_contains R1
expect_status 0 as manager sekisho show R1
expect_stdout_contains 'purpose: visit'
expect_stdout_contains 'in/a.txt'
expect_status 0 as it sekisho show R1
expect_stdout_contains 'not for this identity'
expect_stdout_lacks visit

expect_status 0 as manager sekisho approve R1 --comment 'as discussed'
expect_stdout_is 'OK  R1'
expect_stderr_contains 'next: sekisho media checkout USB-1 --to P3 --request R1'
expect_status 0 as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d
expect_stdout_is M1
expect_status 0 as it sekisho due
expect_stdout_contains 'USB-1  directory  out  Tanaka (Sales, P3'
expect_stdout_contains '  R1  due'
expect_status 0 as employee sekisho seal R1 -o usb/R1.age
expect_stdout_is R1
expect_status 4 as manager sekisho approve R1
expect_stderr_contains 'R1 is sealed already'
expect_status 0 as it sekisho media list
expect_stdout_contains 'USB-1  directory  out'

expect_status 0 as it sekisho gate usb
[ "$(stdout | tail -n 1)" = OK ] || fail 'the verdict is not the last line'
expect_status 0 as it sekisho gate snapshot -o door
expect_status 0 as it sekisho gate usb --snapshot door
expect_stdout_contains 'OK  R1  '
expect_stderr_contains 'not recorded'
expect_status 0 sekisho inspect usb/R1.age
expect_stdout_contains 'approvals: 1'
expect_stdout_contains 'recipients: 3'
expect_status 0 as it sekisho inspect usb/R1.age
expect_stdout_contains 'request: R1'
! stdout | grep -qE '[0-9a-f]{8}-[0-9a-f]{4}-' || fail 'it shows the id of a statement'

expect_status 0 as employee sekisho open usb/R1.age -C out
expect_stdout_is out
expect_same in/a.txt out/in/a.txt
expect_same in/b.txt out/in/b.txt

# The officer looks inside with an escrow key; nobody else's audit is recorded.
expect_status 0 as officer sekisho escrow-audit usb/R1.age --escrow-key escrow/escrow-1.txt --json
expect_stdout_contains '"recorded":true'
expect_status 0 as it sekisho escrow-audit usb/R1.age --escrow-key escrow/escrow-2.txt
expect_stderr_contains 'not recorded'
expect_status 1 as officer sekisho escrow-audit usb/R1.age
expect_error_shape
expect_stderr_contains 'hint: sekisho escrow-audit usb/R1.age --escrow-key FILE'
expect_status 1 as officer sekisho escrow-audit usb/R1.age --escrow-key it.id
expect_error_shape
expect_stderr_contains 'it.id is not an escrow key of the charter'
expect_stderr_lacks 'hint: sekisho escrow-audit'
expect_status 1 as officer sekisho escrow-audit usb/R1.age --escrow-key escrow/none.txt
expect_stderr_contains 'hint: name one of the files that init --escrow-out made: escrow-1.txt'
expect_status 3 as officer sekisho escrow-audit in/a.txt --escrow-key escrow/escrow-1.txt

# Sealed to its end: nothing to resume. Void: it passes nowhere.
expect_status 0 as employee sekisho seal R1 --resume -o usb/R1.age --json
expect_stdout_contains '"was_finished":true'
expect_status 4 as employee sekisho seal R1 --resume -o usb/other.age
expect_stderr_contains 'on USB-1 the package of R1 is called R1.age'
expect_status 1 as manager sekisho seal R7 --resume
expect_error_shape

expect_status 0 as it sekisho media return USB-1 usb
expect_stderr_contains 'sealed packages on it: 1, other things: 0'
expect_status 0 as it sekisho wipe usb --confirm usb --no-input --best-effort --certificate wipe.json
expect_stdout_contains 'signed by Takahashi'
expect_stdout_contains 'What is not claimed'
expect_mode 600 wipe.json
[ "$(ls -A usb)" = SEKISHO.TAG ] || fail 'something else than the tag is left'

expect_status 0 as auditor sekisho ledger verify
expect_stdout_contains '0 of them void'
expect_status 0 as auditor sekisho ledger log --about R1 --kind seal
expect_stdout_contains 'Tanaka'
[ "$(stdout | wc -l)" = 1 ] || fail 'the filters let others through'
