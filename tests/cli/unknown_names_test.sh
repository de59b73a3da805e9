#!/usr/bin/env bash
# One exit status for names that stand for nothing, whatever they would be the name of and wherever
# they are typed: 1. A word that is not one of an option's own few is called wrongly: 2.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
seal_package
when='--last-seen yesterday --found-missing now --place train'
asking='--purpose x --until +7d'
before=$(statements)

# unknown STATUS NAME COMMAND...: with its status, and the name that was typed.
unknown() {
  local status=$1 name=$2
  shift 2
  expect_status "$status" as officer sekisho "$@"
  expect_error_shape
  expect_stderr_contains "$name"
  [ "$(statements)" = "$before" ] || fail 'something was recorded'
}

while read -r status name command; do
  # shellcheck disable=SC2086 # words
  unknown "$status" "$name" $command
done <<EOF
1 R99 withdraw R99
1 R99 status R99
1 R99 show R99
1 R99 approve R99
1 R99 deny R99 --reason x
1 R99 revoke R99 --reason x
1 R99 seal R99 -o usb
1 R99 seal-void R99 --reason x
1 R99 key-handover R99 --to-name x --by phone
1 R99 media checkout USB-1 --to P3 --request R99 --due +7d
1 R99 ledger log --about R99
1 W99 consent W99
1 P99 member card P99 employee.card
1 P99 member rekey P99 employee.card
1 P99 member move P99 --dept x
1 P99 member suspend P99 --reason x
1 P99 member reinstate P99 --reason x
1 P99 member leave P99 --confirm x
1 P99 media checkout USB-1 --to P99 --request R1 --due +7d
1 P99 ledger log --by P99
1 P99 request in --class 秘 $asking --to P99 --medium USB-1
1 P99 request in --class 秘 $asking --to P3 --holder P99 --medium USB-1
1 USB-99 request in --class 秘 $asking --to P3 --medium USB-99
1 USB-99 media checkout USB-99 --to P3 --request R1 --due +7d
1 USB-99 media return USB-99
1 USB-99 media clean USB-99
1 USB-99 media prepare USB-99 /dev/none
1 USB-99 media found USB-99
1 USB-99 media show USB-99
1 USB-99 media lost USB-99 $when
1 USB-99 incident ack USB-99
1 USB-99 ledger log --about USB-99
1 none request in --class none $asking --to P3 --medium USB-1
1 none request in --class 秘 $asking --to P3 --cloud none
1 none request none --class 秘 $asking --to P3 --medium USB-1
1 none open none -C out
1 none list none
1 none verify none
1 none inspect none
1 none escrow-audit none
1 none escrow-audit usb/R1.age --escrow-key none
1 none gate none
1 none gate usb --snapshot none
1 none gate snapshot -o none/x
1 none media register none --label USB-5
1 none media return USB-1 none
1 none member card P3 none
1 none wipe none
1 none wipe --free-space none
1 none wipe in --particulars none
1 none wipe-verify none --how report -o x
1 none identity show --card none/x
2 none member add --name x --dept y --role none
2 none member add --name x --dept y --employment none
2 none request in --class 秘 $asking --to P3 --medium USB-1 --data-kind none
2 none ledger log --kind none
2 none wipe usb --method none
2 none wipe-verify none --how none -o x
2 none media prepare USB-1 /dev/none --type none
EOF
expect_status 2 as nobody sekisho init --org O --officer P --template none
expect_stderr_contains none
