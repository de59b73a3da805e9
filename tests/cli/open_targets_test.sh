#!/usr/bin/env bash
# Plaintext never lies on another file system than the one that -C names (ATTACKS Z3).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
require_root
found_office
seal_package
mkdir mounted elsewhere
mount -t tmpfs -o size=1m tmpfs mounted
at_exit 'umount "$T/mounted"'
ln -s elsewhere link

nothing_beside() { [ -z "$(find . -maxdepth 1 -name '.sekisho-*')" ] || fail 'something was staged beside it'; }
expect_status 1 as employee sekisho open "usb/$request.age" -C mounted
expect_error_shape
expect_stderr_contains 'mounted is a mount point'
expect_stderr_contains '/mounted/NAME'
nothing_beside
expect_status 1 as employee sekisho open "usb/$request.age" -C link
expect_stderr_contains 'link is a link to a directory'
nothing_beside
expect_status 0 as employee sekisho open "usb/$request.age" -C mounted/out
expect_same in/a.txt mounted/out/in/a.txt
expect_status 0 as employee sekisho open "usb/$request.age" -C elsewhere
expect_same in/a.txt elsewhere/in/a.txt
