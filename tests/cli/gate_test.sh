#!/usr/bin/env bash
# The gate blocks everything that is not a sealed, recorded, unchanged package on its medium.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
seal_package
package=usb/$request.age
cp "$package" whole
quietly as it sekisho gate snapshot -o door

# blocked TEXT: online and offline, for that reason.
blocked() {
  local how
  for how in '' --snapshot=door; do
    expect_status 3 as it sekisho gate usb $how --detail
    expect_error_shape
    expect_stdout_contains "$1"
    [ "$(stdout | tail -n 1)" = NG ] || fail 'the verdict is not the last line'
  done
}
restore() { cp whole "$package"; }

# ATTACKS D1, D2: truncated, extended, flipped, at the start, in the permit, in the seal, at the end.
size=$(stat -c %s whole)
for length in 0 1 100 $((size / 2)) $((size - 1)); do
  head -c "$length" whole >"$package"
  blocked "NG  $package"
done
(cat whole && printf x) >"$package" && blocked "NG  $package"
(cat whole whole) >"$package" && blocked "NG  $package"
for at in 0 25 60 300 1500 $((size - 400)) $((size - 1)); do
  restore
  change_byte "$package" "$at"
  blocked "NG  $package"
done
restore

# ATTACKS G1, G3: what is no package, whatever it looks like and wherever it hides.
printf 'plain\n' >usb/list.txt && blocked 'NG  usb/list.txt  not an age file' && rm usb/list.txt
printf 'age-encryption.org/v1\n' >usb/x.age && blocked 'NG  usb/x.age' && rm usb/x.age
printf 'hidden\n' >usb/.hidden && blocked 'NG  usb/.hidden' && rm usb/.hidden
mkdir usb/a-name-is-data-too && blocked 'NG  usb/a-name-is-data-too' && rmdir usb/a-name-is-data-too
ln -s /etc/hostname usb/link && blocked 'NG  usb/link' && rm usb/link
mkfifo usb/pipe && blocked 'NG  usb/pipe' && rm usb/pipe

# A device that was named is meant for what is on it.
expect_status 3 as it sekisho gate /dev/null
expect_stdout_contains 'NG  an entry  a device; to judge what is on it, mount it'

# Beside its medium, and on another one (ATTACKS G2).
expect_status 3 as it sekisho gate whole --detail
expect_stdout_contains 'NG  whole'
mkdir other
quietly as it sekisho media register other --label USB-2
cp whole other/r.age
expect_status 3 as it sekisho gate other
expect_stdout_contains 'on a medium it has to be called R1.age'

# Of several places each has to hold something; the one that does is not called empty.
mkdir empty
expect_status 3 as it sekisho gate usb empty
expect_stdout_contains 'nothing here'
expect_stdout_lacks 'nothing here (no package)  USB-1'
expect_stderr_contains 'no sealed package is on empty'
expect_stderr_contains 'not recorded'
expect_status 3 as it sekisho gate empty usb --json
expect_stdout_contains '"empty":["empty"]'
rmdir empty

# Sealed after the snapshot was taken (ATTACKS G12): unrecorded as of then.
expect_status 0 as it sekisho gate usb
quietly as employee sekisho request in --class 秘 --purpose more --to P3 --medium USB-1 --until +7d
quietly as manager sekisho approve R2
quietly as employee sekisho seal R2 -o usb/R2.age
expect_status 3 as it sekisho gate usb --snapshot door --detail
expect_stdout_contains 'NG  usb/R2.age'
rm usb/R2.age

# Revoked after sealing (ATTACKS B7).
quietly as officer sekisho revoke "$request" --reason mistake
expect_status 3 as it sekisho gate usb
expect_stdout_contains "NG  $request  "
expect_status 0 as it sekisho gate usb --snapshot door

refused 1 'no-such' as it sekisho gate no-such
refused 2 '' as it sekisho gate
