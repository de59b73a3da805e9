#!/usr/bin/env bash
# A medium of its own at the door: all of it, whatever was named, what no walk of its root reaches, and
# what is said where a file system does not tell.
#
# usage: door.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
SEKISHO_BIN=${1:?directory of the programs}
export SEKISHO_BIN
. "$(dirname "$0")/../cli/lib.sh"
require_root
require_program losetup debugfs mkfs.ext4 addpart delpart partx python3
losetup --find >/dev/null 2>&1 || skip 'there is no free loop device'
. "$SEKISHO_SOURCE/tests/cli/office.sh"

# stick NAME SIZE MKFS...: a file system in an image, mounted at NAME; its device is in $loop.
stick() {
  local name=$1 tries=0
  truncate -s "$2" "$name.img"
  shift 2
  "$@" "$name.img" >mkfs.log 2>&1 || fail "$(cat mkfs.log)"
  mkdir "$name"
  until loop=$(losetup --find --show "$name.img" 2>losetup.log); do
    tries=$((tries + 1))  # others may take the free ones, too
    [ "$tries" -lt 20 ] || fail "$(cat losetup.log)"
  done
  at_exit "losetup --detach $loop"
  partx --delete "$loop" 2>/dev/null || true  # somebody else's, of an image that was there before
  mount -o nodiscard "$loop" "$name" || fail "$name cannot be mounted"
  at_exit "umount $T/$name"
}

# a_sealed_stick NAME LABEL: registered, out with Tanaka, and the package of $request on it.
a_sealed_stick() {
  quietly as it sekisho media register "$1" --label "$2"
  quietly as employee sekisho request in --class 秘 --purpose visit --to P3 --medium "$2" --until +7d
  request=$(stdout)
  quietly as manager sekisho approve "$request"
  quietly as it sekisho media checkout "$2" --to P3 --request "$request" --due +7d
  quietly as employee sekisho seal "$request" -o "$1"
  package=$1/$request.age
  expect_stderr_contains "next: sekisho gate $1"
  expect_status 0 as it sekisho gate "$1"
}

# blocked NAME TEXT: whatever part of it is named.
blocked() {
  local named
  for named in "$1" "$package" "$1/SEKISHO.TAG"; do
    expect_status 3 as it sekisho gate "$named"
    expect_stdout_contains "$2"
    [ "$(stdout | tail -n 1)" = NG ] || fail 'it is not NG'
  done
}

found_office
stick ext4 96M mkfs.ext4 -q
device=$loop
a_sealed_stick ext4 USB-4
expect_stdout_contains "OK  USB-4  Tanaka (Sales, P3"
expect_stdout_contains '秘  1 package, '
expect_stdout_contains '  until 20'
expect_stdout_contains '  record of 20'
expect_stdout_lacks '.age'
rmdir ext4/lost+found && expect_status 0 as it sekisho gate ext4

# Beside the package (ATTACKS G3).
printf 'plain\n' >ext4/plain.csv
blocked ext4 'NG  a file  not a sealed package'
expect_stdout_lacks 'plain.csv'
rm ext4/plain.csv
# Blocks that are set aside behind an end: of the package, of the tag (ATTACKS I10).
for file in "$package" ext4/SEKISHO.TAG; do
  fallocate -n -l 8M "$file"
  blocked ext4 'there are blocks behind its end'
  truncate -s "$(stat -c %s "$file")" "$file"
done
# An access list; an attribute of the kernel's own namespace.
attribute() { python3 -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))' "$@"; }
without() { python3 -c 'import os, sys; os.removexattr(sys.argv[1], sys.argv[2])' "$@"; }
attribute "$package" system.posix_acl_access \
  0200000001000600ffffffff020007004142434404000400ffffffff10000700ffffffff20000400ffffffff
blocked ext4 'it has an access list (ACL)'
without "$package" system.posix_acl_access
attribute ext4 security.note 736563726574
blocked ext4 'it has extended attributes of the namespace security'
without ext4 security.note
expect_status 0 as it sekisho gate ext4

# Another partition of the same disk.
if addpart "$device" 1 2048 4096 2>/dev/null; then
  at_exit "delpart $device 1 2>/dev/null"
  blocked ext4 'USB-4 has another partition, and nobody looked at what is in it'
  delpart "$device" 1
else
  left_out 'this kernel knows no partitions'
fi
expect_status 0 as it sekisho gate ext4

# Only a part of it, mounted where the whole was: with a tag and a package of its own it looks complete.
mkdir ext4/part && cp ext4/SEKISHO.TAG "$package" ext4/part/
mkdir part && mount --bind ext4/part part
at_exit "umount $T/part 2>/dev/null"
expect_status 3 as it sekisho gate part
expect_stdout_contains 'NG  only a part of USB-4 is mounted'
rm -r ext4/part/* && umount part && rmdir ext4/part

# A link to where it is mounted stands for it; the names are as they were typed.
ln -s ext4 link
expect_status 0 as it sekisho gate link --detail
expect_stdout_contains "OK  link/$request.age"
expect_status 0 as it sekisho gate "./ext4/../ext4/$request.age"

# It is cleaned where it is mounted, without being told where.
quietly as it sekisho media return USB-4 ext4
printf 'Finder\n' >ext4/.DS_Store
expect_status 0 as it sekisho media clean USB-4 --confirm USB-4
expect_absent ext4/.DS_Store

# An attribute of a namespace that the kernel does not list, written by a stock tool beside it.
umount ext4
debugfs -w -R 'ea_set /SEKISHO.TAG system.secret plain' "$device" 2>/dev/null
mount -o nodiscard "$device" ext4
expect_status 3 as it sekisho gate ext4
expect_stdout_contains 'it has extended attributes of the namespace hidden'
# Without its tag it is no private stick.
rm ext4/SEKISHO.TAG
expect_status 3 as it sekisho gate ext4
expect_stdout_contains 'by its hardware this is USB-4, and its tag is gone'

# XFS sets blocks aside while a file grows; what is sealed has none when it is done.
if command -v mkfs.xfs >/dev/null; then
  truncate -s 20M in/large.bin
  head -c 9M /dev/urandom | dd of=in/large.bin conv=notrunc status=none
  stick xfs 320M mkfs.xfs -q -f
  a_sealed_stick xfs USB-5
  expect_status 0 as it sekisho gate xfs --json
  expect_stdout_contains '"not_told":[]'
else
  left_out 'there is no mkfs.xfs'
fi

# tmpfs tells nothing of blocks: it passes, and the verdict says so.
mkdir memory && mount -t tmpfs -o size=64m none memory
at_exit "umount $T/memory"
a_sealed_stick memory USB-6
expect_stderr_contains 'does not tell whether blocks lie behind the ends of files'
expect_stderr_contains 'does not tell whether there are other partitions on USB-6'
