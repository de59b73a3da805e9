#!/usr/bin/env bash
# What a week of clerks found: each is told what is true, and each next step works as it stands there.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
enrol colleague Kudo Sales employee   # P6
mkdir usb2
quietly as it sekisho media register usb2 --label 'ＵＳＢ－２'
expect_stdout_is M2
loss=(--last-seen 2020-01-05 --found-missing 2020-01-05 --place somewhere)

# The reply to a request says everybody who can open it, and which text is accepted by it.
expect_status 0 as employee sekisho request in --class 秘 --purpose visit --to P3 --to P2 --medium USB-1 \
  --until +7d --due "$(date -d '+3 days' +%F) 17:00"
expect_stderr_contains 'can be opened by: Tanaka'
expect_stderr_contains 'can be opened by: Suzuki'
expect_stderr_contains 'the duty-of-care text, version'
head -n 1 "$T/.said/err" | grep -q -e '--until +7d is 2' || fail 'how a date was understood is not said first'

# Of several each has its heading, and the check-out that follows is taken as it stands there.
expect_status 1 as manager sekisho approve R1 R9
expect_stdout_contains 'OK  R1'
expect_stderr_contains 'request R1'
expect_status 0 as manager sekisho show R1
expect_stdout_contains 'in the record: kind of statement: request; about: R1; '
checkout=$(sed -n 's/^next: sekisho \(media checkout .*\) (by .*/\1/p' "$T/.said/out")
# shellcheck disable=SC2086 # its words
expect_status 0 as it sekisho $checkout
quietly as employee sekisho seal R1 -o usb/R1.age

# What is not out is not taken back, and is not lent for that.
refused 4 'there is nothing to take back' as it sekisho media return USB-2
expect_stderr_lacks 'media checkout'

# Lost: the door says so, a request is warned, and who answers for it finds it waiting.
expect_status 0 as colleague sekisho media lost USB-2 "${loss[@]}"
for who in it officer; do
  expect_status 0 as $who sekisho inbox
  expect_stdout_contains 'USB-2: reported lost by Kudo'
  expect_stderr_contains 'next: sekisho incident ack USB-2'
  expect_stderr_lacks 'nothing waits for you'
done
expect_status 0 as colleague sekisho inbox --json
expect_stdout_contains '"losses":[]'
expect_status 0 as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-2 --until +7d
expect_stderr_contains 'the medium USB-2 was reported lost'
quietly as employee sekisho media lost USB-1 "${loss[@]}"
expect_status 3 as it sekisho gate usb
expect_stdout_contains 'the medium USB-1 was reported lost'
expect_stderr_contains '--detail'
expect_status 3 as it sekisho gate usb --detail
expect_stderr_lacks '--detail'
quietly as employee sekisho media found USB-1
expect_status 3 as it sekisho gate usb
expect_stdout_contains 'it has to be taken back first'

# Whose key it was is said of a key that is nobody's any more, and not how often it was used.
quietly as officer sekisho member leave P2 --confirm Suzuki
expect_status 0 as employee sekisho show R1
expect_stdout_contains 'no longer a key of Suzuki'
expect_stdout_lacks 'never named'
