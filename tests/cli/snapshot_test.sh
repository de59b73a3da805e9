#!/usr/bin/env bash
# A snapshot is believed only as it was signed, by who may, for one's own organisation.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
quietly as it sekisho gate snapshot -o before
seal_package
# What was sealed after it is not in it, and that is said.
expect_status 3 as it sekisho gate usb --snapshot before
expect_stdout_contains 'what was sealed later takes a newer one'
expect_stderr_contains 'hint: keep it here, and ask IT for a new snapshot: sekisho gate snapshot -o before'
# Nor does it know a medium that was registered after it, which is not an unknown tag; one that nobody
# of us signed is.
mkdir later forged
quietly as it sekisho media register later --label USB-7
cp later/SEKISHO.TAG forged/
change_byte forged/SEKISHO.TAG -20
expect_status 3 as it sekisho gate later --snapshot before
expect_stdout_contains 'cannot check  its tag is newer than the snapshot of '
[ "$(stdout | tail -n 1)" = 'cannot check' ] || fail 'the verdict is another one'
expect_stderr_contains 'hint: keep it here, and ask IT for a new snapshot: sekisho gate snapshot -o before'
expect_status 3 as it sekisho gate later --snapshot before --json
expect_stdout_contains '"code":"snapshot-older"'
expect_status 3 as it sekisho gate forged --snapshot before --json
expect_stdout_contains '"code":"medium-unknown"'
printf 'plain\n' >later/plain
expect_status 3 as it sekisho gate later --snapshot before --json
expect_stdout_contains '"code":"ng"'

refused 4 'snapshot' as employee sekisho gate snapshot -o door
expect_absent door
refused 2 '' as it sekisho gate snapshot
quietly as it sekisho gate snapshot -o door
expect_stdout_is door
cp door signed

# A gate without an identity judges, and says that nothing was recorded.
mkdir state-guard && cp state-it/config.toml state-guard/
expect_status 0 as guard sekisho gate usb --snapshot door
expect_stderr_contains 'not recorded'

for at in 3 200 -200 -2; do
  cp signed door
  change_byte door "$at"
  expect_status 3 as it sekisho gate usb --snapshot door
  expect_error_shape
  expect_stdout_is ''
done
head -n -1 signed >door
expect_status 3 as it sekisho gate usb --snapshot door
(cat signed && tail -n 1 signed) >door
expect_status 3 as it sekisho gate usb --snapshot door
: >door
expect_status 3 as it sekisho gate usb --snapshot door

# Another organisation's.
here=$T
at_exit 'T=$here'  # the directory that goes at the end
T=$here/there
mkdir -p "$T/.said" && cd "$T"
quietly as officer sekisho init --org Other --officer Ito --no-input
quietly as officer sekisho gate snapshot -o door
T=$here
cd "$T"
expect_status 3 as it sekisho gate usb --snapshot there/door
expect_error_shape
