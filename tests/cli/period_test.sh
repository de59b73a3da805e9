#!/usr/bin/env bash
# A permit is good in its period only, and a clock set back does not bring it back (ATTACKS A7).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

quietly as employee sekisho request in --class 秘 --purpose later --to P3 --medium USB-1 --from +2d --until +7d
quietly as manager sekisho approve R1
refused 4 'the period begins' as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d
refused 4 'the period begins' as employee sekisho seal R1 -o usb/R1.age
expect_absent usb/R1.age
refused 4 '' as employee sekisho request in --class 秘 --purpose x --to P3 --medium USB-1 --from +7d --until +1d

command -v faketime >/dev/null || { left_out 'there is no faketime (scripts/bootstrap)'; exit 0; }
# faketime and a sanitizer wait for one another for ever.
if grep -aqE '__(asan|tsan)_init' "$SEKISHO_BIN/sekisho"; then exit 0; fi
# The times of files stay the real ones: the walk compares them.
export NO_FAKE_STAT=1

expect_status 0 as it shifted +4d sekisho media checkout USB-1 --to P3 --request R1 --due +2d
expect_status 0 as employee shifted +4d sekisho seal R1 -o usb/R1.age
expect_status 0 as it shifted +4d sekisho gate usb
expect_status 3 as it shifted +9d sekisho gate usb
expect_stdout_contains 'NG  R1  '
expect_status 3 as it shifted +9d sekisho due
expect_stdout_contains OVERDUE
expect_error_shape
expect_status 3 as it shifted +9d sekisho media list --overdue
# Once two people have recorded that day, a clock behind it is not believed
# (docs/decisions/013-time-floor-of-two.md).
quietly as officer shifted +9d sekisho gate snapshot -o door
expect_status 3 as it sekisho gate usb
expect_stdout_contains 'NG  R1  '
