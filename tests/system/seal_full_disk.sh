#!/bin/bash
# The disk of this machine's own files is full at the moment when the seal is recorded (ATTACKS
# D11): the ledger has it and the permit's use is spent, so the package must stay, to be finished.
#
# usage: seal_full_disk.sh DIRECTORY_OF_PROGRAMS        needs root, to mount (else exit 77)
SEKISHO_BIN=${1:?directory of the programs}
export SEKISHO_BIN
. "$(dirname "$0")/../cli/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
[ "$(id -u)" = 0 ] || { echo 'SKIPPED: needs root, to mount'; exit 77; }

found_office
ask_and_approve
cp -a state-employee saved
mount -t tmpfs -o size=512k none state-employee || { echo 'SKIPPED: cannot mount'; exit 77; }
at_exit "umount '$T/state-employee'"
cp -a saved/. state-employee/
quietly as employee sekisho status
dd if=/dev/zero of=state-employee/fill bs=4k status=none 2>/dev/null || true

expect_status 1 as employee sekisho seal "$request" -o "usb/$request.age"
expect_error_shape
expect_stderr_contains "sekisho seal $request --resume -o usb/$request.age"
expect_absent "usb/$request.age"
[ "$(find usb -name '.sekisho-*.part' | wc -l)" = 1 ] || fail 'the package was thrown away'

rm state-employee/fill
expect_status 0 as employee sekisho seal "$request" --resume -o "usb/$request.age"
expect_status 0 as it sekisho gate usb
expect_status 0 as employee sekisho open "usb/$request.age" -C out
expect_same in/a.txt out/in/a.txt
