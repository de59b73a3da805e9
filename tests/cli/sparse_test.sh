#!/usr/bin/env bash
# Files with holes, empty directories and times, from the request to the opened package.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
# One GiB of almost nothing; its data and its end are not where blocks are.
truncate -s 1G in/disk.img
printf 'boot' | dd of=in/disk.img conv=notrunc status=none
printf 'data' | dd of=in/disk.img bs=1 seek=700000001 conv=notrunc status=none
truncate -s +3 in/disk.img
mkdir -p in/empty/deeper
chmod 755 in/a.txt
touch -d '2001-02-03 04:05:06 UTC' in/a.txt
[ "$(du -k in/disk.img | cut -f 1)" -lt 100 ] || skip 'the file system has no holes'
seal_package

quietly as employee sekisho open "usb/$request.age" -C out
expect_same in/disk.img out/in/disk.img
[ "$(du -k out/in/disk.img | cut -f 1)" -lt 100 ] || fail 'the holes were filled'
expect_status 0 env -C out sha256sum -c --quiet SEKISHO/SHA256SUMS
[ -d out/in/empty/deeper ] || fail 'an empty directory was left out'
[ "$(stat -c %Y out/in/a.txt)" = 981173106 ] || fail 'the time was not kept'
expect_mode 600 out/in/a.txt
expect_mode 700 out/in
