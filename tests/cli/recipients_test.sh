#!/usr/bin/env bash
# Recipients without a key: one is made with the request, and travels by another way (the end of
# PPAP; docs/design.md, section 5; ATTACKS G10). And recipients on Windows.
. "$(dirname "$0")/lib.sh"
require_program age
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
secret='umbrella-ferment-quartz-ninety'
printf '%s\n' "$secret" >secret
printf 'password1\n' >guessable

# to_passphrase OPTION...: the request, for somebody outside.
to_passphrase() {
  as employee sekisho request in --class 秘 --purpose visit --to passphrase --medium USB-1 --until +7d "$@"
}
refused 2 'passphrase' to_passphrase --no-input
expect_stderr_contains -- --key-passphrase-file
refused 2 'only for a recipient by passphrase' as employee sekisho request in --class 秘 --purpose visit \
  --to P3 --medium USB-1 --until +7d --key-out k.key.age --key-passphrase-file secret
refused 4 'guess' to_passphrase --key-passphrase-file guessable
refused 4 'on a medium' to_passphrase --key-passphrase-file secret --key-out usb/in.key.age
# ATTACKS G10: nor inside the package itself, by whatever way it is named.
ln -s in also-in
for inside in in/x.key.age ./in/../in/x.key.age also-in/x.key.age; do
  refused 4 'in the package' to_passphrase --key-passphrase-file secret --key-out "$inside"
done
expect_absent in/x.key.age
rm also-in
touch taken
refused 1 'exists already' to_passphrase --key-passphrase-file secret --key-out taken
refused 1 "no class" as employee sekisho request in --class none --purpose visit --to passphrase \
  --medium USB-1 --until +7d --key-passphrase-file secret
expect_absent in.key.age
expect_absent usb/in.key.age

expect_status 0 to_passphrase --key-passphrase-file secret --uses 2
request=$(stdout)
expect_stderr_contains 'in.key.age'
expect_stderr_contains 'key-handover'
expect_mode 600 in.key.age
! grep -q AGE-SECRET in.key.age || fail 'the key is in the clear'
quietly as manager sekisho approve "$request"
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
quietly as employee sekisho seal "$request" -o "usb/$request.age"

# Opened with the key file, by us and by stock age.
mkdir bare
expect_status 0 env SEKISHO_IDENTITY="$T/in.key.age" SEKISHO_PASSPHRASE_FILE="$T/secret" \
  SEKISHO_STATE_DIR="$T/bare" sekisho open "usb/$request.age" -C out
expect_same in/a.txt out/in/a.txt
# Without permit and seal it is known only what the package says of itself.
expect_stderr_contains 'permit and seal were not checked'
expect_stderr_contains "as the package's own list says"
expect_stderr_lacks 'as it was approved'
printf 'wrong-but-long-enough\n' >wrong
expect_status 1 env SEKISHO_IDENTITY="$T/in.key.age" SEKISHO_PASSPHRASE_FILE="$T/wrong" \
  SEKISHO_STATE_DIR="$T/bare" sekisho open "usb/$request.age" -C out2
expect_absent out2

# Beside it: how to open it. It passes only there, only as it is, only with its package.
guide=usb/はじめに.txt
expect_file "$guide"
grep -q 'age -d -i 鍵ファイル -o 荷物.tar 荷物.age' "$guide" || fail 'it does not say how'
expect_status 0 as it sekisho gate usb --detail
expect_stdout_contains "OK  $guide  companion"
cp "$guide" saved
printf 'x' >>"$guide"
expect_status 3 as it sekisho gate usb --detail
expect_stdout_contains "NG  $guide  it is not the text that sekisho writes"
cp saved "$guide"
mkdir usb/alone && cp saved usb/alone/はじめに.txt
expect_status 3 as it sekisho gate usb
rm -r usb/alone
cp saved usb/readme.txt
expect_status 3 as it sekisho gate usb --detail
expect_stdout_contains 'NG  usb/readme.txt  it explains a package, but not under the name はじめに.txt'
rm usb/readme.txt
mv "usb/$request.age" p.age
expect_status 3 as it sekisho gate usb --detail
expect_stdout_contains "NG  $guide  it explains a package, and none that passes here lists it"
mv p.age "usb/$request.age"

# The text of the first version stays good, and a package that joins one there is sealed with it.
mv "usb/$request.age" p.age
sed -e 's/-o 荷物.tar 荷物.age/荷物.age > 荷物.tar/' -e 's/-o PACKAGE.tar PACKAGE.age/PACKAGE.age > PACKAGE.tar/' \
  saved >"$guide"
! cmp -s saved "$guide" || fail 'the texts are the same'
cp "$guide" first
quietly as employee sekisho seal "$request" -o "usb/$request-2.age"
expect_same first "$guide"
expect_status 0 as it sekisho gate usb --detail
expect_stdout_contains "OK  $guide  companion"
rm "$guide"
quietly as employee sekisho seal "$request" --resume -o "usb/$request-2.age"
expect_same first "$guide"
cp saved "$guide"
expect_status 3 as it sekisho gate usb  # the second was not sealed with this one
rm "usb/$request-2.age" && mv p.age "usb/$request.age"

# The gate: the package passes, and not with its key beside it.
expect_status 0 as it sekisho gate usb
mkdir usb/sub
for key in in.key.age employee.id; do
  cp "$key" usb/sub/holiday.jpg
  expect_status 3 as it sekisho gate usb
  expect_stdout_contains 'looks like a key'
done
printf 'nothing\n' >usb/sub/holiday.jpg
expect_status 3 as it sekisho gate usb
expect_stdout_lacks 'looks like a key'
rm -r usb/sub

refused 2 'no way' as employee sekisho key-handover "$request" --to-name Ito --by pigeon
quietly as employee sekisho key-handover "$request" --to-name Ito --by phone
expect_status 0 as auditor sekisho ledger log
expect_stdout_contains key-handover
expect_stdout_lacks Ito
ask
refused 4 'no recipient by passphrase' as employee sekisho key-handover "$request" --to-name Ito --by phone

# Names that Windows cannot hold are told when the request is made; it goes through (ATTACKS E7).
mkdir odd
for name in 'what?' nul.txt a b c d e f g; do touch "odd/$name"; done
for name in 1 2 3 4 5; do touch "odd/z$name:"; done
expect_status 0 as employee sekisho request odd --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d --json
expect_stderr_contains "'odd/nul.txt' is the name of a device on Windows"
expect_stderr_contains '2 more names are not for Windows'
expect_stdout_contains '"warnings":['
