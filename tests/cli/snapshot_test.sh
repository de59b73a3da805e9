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
