#!/usr/bin/env bash
# The register of media: what may happen when, and by whom (ATTACKS G4, G6).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
mkdir other

refused 4 'in use' as it sekisho media register other --label USB-1
# What is registered already says as what, and is left as it is under that label.
refused 4 'is registered already, as USB-1' as it sekisho media register usb --label USB-3
expect_stderr_contains 'hint: see it with: sekisho media show USB-1'
quietly as it sekisho media show USB-1
before=$(statements)
expect_status 0 as it sekisho media register usb --label usb-1 --json
expect_stdout_contains '"changed":false'
expect_status 0 as it sekisho media register usb --label USB-1
expect_stdout_is M1
[ "$(statements)" = "$before" ] || fail 'something was recorded'
cp -r usb tagged && printf 'another\n' >tagged/SEKISHO.TAG
refused 4 'carries a tag already' as it sekisho media register tagged --label USB-3
rm -r tagged
refused 2 '' as it sekisho media register other --label 'a b'
refused 4 'the label USB-l looks like USB-1' as it sekisho media register other --label USB-l
refused 4 '' as employee sekisho media register other --label USB-2
# Not what the running system or Sekisho itself is on: here the directory with the ledger.
refused 4 'sekisho itself needs' as it sekisho media register . --label USB-2
expect_absent SEKISHO.TAG
expect_absent other/SEKISHO.TAG
refused 1 '' as it sekisho media register no-such --label USB-2
expect_status 0 as it sekisho media register other --label USB-2
expect_stdout_is M2
expect_file other/SEKISHO.TAG

ask
refused 4 '' as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d
quietly as manager sekisho approve R1
refused 4 '' as it sekisho media checkout USB-2 --to P3 --request R1 --due +7d
refused 4 '' as it sekisho media checkout USB-1 --to P2 --request R1 --due +7d
refused 4 '' as employee sekisho media checkout USB-1 --to P3 --request R1 --due +7d
refused 2 '' as it sekisho media checkout USB-1 --to P3 --request R1 --due 2020-01-01
refused 4 '' as it sekisho media return USB-1 usb
quietly as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d
refused 4 '' as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d
refused 4 'out' as it sekisho wipe usb --confirm usb --no-input --best-effort
refused 4 'out' as it sekisho wipe usb --dry-run --best-effort
expect_file usb/SEKISHO.TAG

quietly as employee sekisho seal R1 -o usb/R1.age
refused 4 'is not USB-1' as it sekisho media return USB-1 other
refused 4 '' as employee sekisho media return USB-1 usb
cp -r usb clone
printf 'brought along\n' >usb/stranger
expect_status 0 as it sekisho media return USB-1 usb --json
expect_stdout_contains '"strangers":1'
expect_stdout_contains '"packages":1'
expect_stdout_contains '"state":"returned"'
# A dry run shows what would be done: the tag stays.
expect_status 0 as it sekisho wipe usb --dry-run --best-effort --json
expect_stdout_contains '"kept":["SEKISHO.TAG"]'

# What was counted is told only when it was looked at; hints name the medium and forms that fit.
refused 4 'checkout USB-1' as it sekisho media return USB-1 usb
refused 2 '2026-12-01 18:00' as employee sekisho media lost USB-2 --last-seen 'last week' \
  --found-missing 2020-01-05 --place 'on the train'
refused 2 'is before --last-seen' as employee sekisho media lost USB-2 --last-seen 2020-01-07 \
  --found-missing 2020-01-05 --place 'on the train'
expect_status 0 as it sekisho media lost USB-2 --last-seen 2020-01-05 --found-missing R2.1.7 --place 'on the train'
expect_status 0 as it sekisho media show USB-2
expect_stdout_contains lost
refused 4 '' as it sekisho media checkout USB-2 --to P3 --request R1 --due +7d
expect_status 0 as it sekisho media found USB-2
expect_stdout_is M2
expect_status 0 as it sekisho media return USB-2
expect_stderr_contains 'USB-2 is back'
expect_stderr_lacks 'packages on it'
refused 1 'USB-9' as it sekisho media show USB-9
