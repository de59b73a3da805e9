#!/usr/bin/env bash
# Whose a medium is until somebody else takes it back, and what a report by others does (ATTACKS I6,
# I18).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
enrol porter Ueda IT it              # P6: carries, and is IT
enrol guard Mamoru Gate guard        # P7
enrol keeper Hondo Sales custodian   # P8
enrol colleague Kudo Sales employee  # P9
quietly as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d --holder P6
quietly as manager sekisho approve R1
quietly as it sekisho media checkout USB-1 --to P6 --request R1 --due +7d
quietly as employee sekisho seal R1 -o usb/R1.age
last() { printf '%s\n' --last-seen 2020-01-05 --found-missing 2020-01-05 --place somewhere; }
mapfile -t loss < <(last)

# The carrier does not record the pass, nor take it back.
expect_status 0 as porter sekisho gate usb --json
expect_stdout_contains '"recorded":false'
expect_stdout_contains 'who carries it does not record its pass'
refused 4 'does not take it back' as porter sekisho media return USB-1 usb
expect_status 0 as guard sekisho gate usb --json
expect_stdout_contains '"recorded":true'

# Told by somebody else it stays out, and does not pass; IT answers.
refused 4 'nobody has reported' as it sekisho incident ack USB-1
expect_status 0 as colleague sekisho media lost USB-1 "${loss[@]}"
expect_stderr_contains 'does not pass the door'
expect_status 0 as it sekisho media show USB-1 --json
expect_stdout_contains '"state":"out"'
expect_stdout_contains '"loss_reported_by":["Kudo"]'
expect_status 3 as guard sekisho gate usb --json
expect_stdout_contains '"code":"loss-reported"'
quietly as it sekisho gate snapshot -o stopped.snapshot
expect_status 3 as guard sekisho gate usb --snapshot stopped.snapshot --json
expect_stdout_contains '"code":"loss-reported"'
for who in porter colleague guard; do refused 4 '' as $who sekisho incident ack USB-1; done
expect_status 0 as keeper sekisho incident ack USB-1
expect_stdout_is M1
expect_status 0 as guard sekisho gate usb
quietly as it sekisho gate snapshot -o open.snapshot
expect_status 0 as guard sekisho gate usb --snapshot open.snapshot

# Lost and found by the carrier, it is the carrier's still.
quietly as porter sekisho media lost USB-1 "${loss[@]}"
# The same again is told, and not recorded.
expect_status 0 as porter sekisho media lost USB-1 "${loss[@]}" --json
expect_stdout_contains '"changed":false'
quietly as porter sekisho media found USB-1
expect_status 0 as it sekisho media show USB-1 --json
expect_stdout_contains '"holder":"Ueda"'
refused 4 'does not take it back' as porter sekisho media return USB-1 usb
refused 4 '' as employee sekisho media return USB-1 usb
# Of a directory no wipe is complete: what wipes a whole medium is tried in the fold's tests.
expect_status 0 as keeper sekisho media return USB-1 usb
expect_stderr_contains 'USB-1 is back'
