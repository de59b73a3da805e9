#!/usr/bin/env bash
# All of a medium is the medium: a copy of its tag makes none of a folder, and cleaning overwrites nothing
# that has another name (ATTACKS G3, G7, H6).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
seal_package

mkdir usb/sub
cp usb/SEKISHO.TAG usb/sub/
printf 'plain\n' >usb/plain.csv
for named in usb/sub usb; do
  expect_status 3 as it sekisho gate "$named"
  expect_stdout_contains 'NG'
done
rm usb/plain.csv

quietly as it sekisho media return USB-1 usb
printf 'customers\n' >usb/customers.csv
expect_status 0 as it sekisho wipe usb/sub --confirm sub --no-input
quietly as it sekisho media show USB-1
expect_stdout_contains 'USB-1  directory  returned'
expect_file usb/customers.csv

# Hard links to what is not the system's.
printf 'precious\n' >precious
ln precious usb/._p
refused 4 'has another name elsewhere' as it sekisho media clean USB-1 usb --confirm USB-1
[ "$(cat precious)" = precious ] || fail 'it was overwritten'
rm usb/._p

# Whole, it is emptied.
expect_status 0 as it sekisho wipe usb --confirm usb --no-input
quietly as it sekisho media show USB-1
expect_stdout_contains 'USB-1  directory  emptied'
[ "$(ls -A usb)" = SEKISHO.TAG ] || fail "it holds: $(ls -A usb)"
