#!/usr/bin/env bash
# What people type: numbers, dates, names and texts, as input methods and habits leave them.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

ask_with() {
  as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d "$@"
}

# A number is decimal, and what is none is refused with its own sentence.
json_of() { as employee sekisho show "$1" --json | grep -o "\"$2\":[0-9]*" | head -n 1; }
expect_number() { # OPTION TYPED CLAIM WANTED
  expect_status 0 ask_with "$1" "$2"
  [ "$(json_of "$(stdout)" "$3")" = "\"$3\":$4" ] || fail "$1 $2 became $(json_of "$(stdout)" "$3")"
}
expect_number --uses 010 uses 10
expect_number --uses １０ uses 10
expect_number --personal-data 0100 persons 100
expect_number --personal-data 1,000 persons 1000
expect_number --personal-data １，０００ persons 1000
for bad in 0x10 1e3 -1 +1 1.5 1,00 ' '; do
  refused 2 'is not a number' ask_with --personal-data="$bad"
  refused 2 'is not a number' ask_with --uses="$bad"
done
refused 2 'is not in range' ask_with --uses 1001
refused 2 'is not a number' as auditor sekisho ledger log --limit 0x10
expect_status 2 sekisho --jobs 0x2 status
expect_stderr_contains 'is not a number'
expect_status 2 sekisho-wipe --dry-run --free-space . --reserve 0x10
expect_stderr_contains 'is not a number'
expect_status 2 sekisho-wipe --dry-run --free-space . --reserve 5X
expect_stderr_contains 'is not a size'

# A date without a year is told in full.
expect_status 0 ask_with --due 12/31
expect_stderr_contains '--due 12/31 is 2'
expect_stderr_contains '12-31 23:59:59'
refused 2 'too far away' ask_with --due 9999-12-31
refused 2 '2019-05-01' ask_with --due R1.4.30

# What must be said must be seen.
for blank in ' ' $'\t\n' '　' $'\u00A0' $'\u200B' $'\u2800' $'\u3164' ''; do
  refused 4 'a take-out needs a purpose' as employee sekisho request in --class 秘 \
    --purpose "$blank" --to P3 --medium USB-1 --until +7d
  refused 2 'a reason is needed' as manager sekisho deny R1 --reason "$blank"
  refused 2 'a reason is needed' as officer sekisho member suspend P4 --reason "$blank"
  [ -z "$blank" ] || refused 2 'nothing to be seen' as officer sekisho member move P4 --dept "$blank"
  refused 2 'needs a name' as officer sekisho member add --name "$blank" --dept Sales
  [ -z "$blank" ] || refused 2 'the comment says nothing' as manager sekisho approve R1 --comment "$blank"
done

# One key for a name; the same name in the same department is nobody's.
quietly as officer sekisho member add --name '田中 太郎' --dept Sales # P6
for same in '田中　太郎' '田中  太郎' $'田中\u00A0太郎\u200B' 田中太郎 ' 田中 太郎'; do
  refused 4 'there is 田中 太郎 (Sales, P6) already' as officer sekisho member add --name "$same" --dept Sales
done

expect_status 0 as officer sekisho member list
for reference in p6 Ｐ６ 田中太郎 '田中　太郎' 田中; do
  expect_status 0 as employee sekisho request in --class 秘 --purpose visit --to P3 \
    --holder "$reference" --medium USB-1 --until +7d
done

# The same in another department is told, and both are named in full from then on.
expect_status 0 as officer sekisho member add --name '田中　太郎' --dept Audit # P7
expect_stderr_contains '田中 太郎 (Sales, P6), 田中　太郎 (Audit, P7)'
expect_status 2 as employee sekisho request in --class 秘 --purpose visit --to P3 \
  --holder 田中 --medium USB-1 --until +7d
expect_stderr_contains '田中 太郎 (Sales, P6), 田中　太郎 (Audit, P7)'
expect_status 0 as officer sekisho status --everybody
expect_stdout_contains '田中 太郎 (Sales, P6)'
# A name without a blank may be of the same family; alone a part of it is too little.
quietly as officer sekisho member add --name 鈴木一郎 --dept Audit # P8
expect_status 1 as employee sekisho request in --class 秘 --purpose visit --to 鈴木 --medium USB-1 --until +7d
quietly as officer sekisho member add --name '鈴木 花' --dept Audit # P9
expect_status 2 as employee sekisho request in --class 秘 --purpose visit --to 鈴木 --medium USB-1 --until +7d
expect_stderr_contains '鈴木 花 (Audit, P9'
expect_stderr_contains '鈴木一郎 (Audit, P8'

# Requests and media, whatever the width and case.
for reference in r1 Ｒ１ 1 R1; do expect_status 0 as employee sekisho show "$reference"; done
for reference in usb-1 ＵＳＢ－１ m1 Ｍ１; do expect_status 0 as it sekisho media show "$reference"; done
mkdir usb2
refused 4 'USB-1' as it sekisho media register usb2 --label usb-1

# What was printed is taken where it is asked for: people, media and times as views tell them.
quietly as employee sekisho show R1
until=$(stdout | sed -n 's/^until: //p')
expect_status 0 as employee sekisho request in --class ' 秘 ' --purpose visit --to 'Tanaka (Sales, P3)' \
  --medium 'USB-1 (M1)' --until "$until"
quietly as employee sekisho show "$(stdout)"
expect_stdout_contains "until: $until"
expect_status 0 as auditor sekisho ledger log --about 'Tanaka (Sales, P3)' --kind Member-Card
[ -n "$(stdout)" ] || fail 'nothing about Tanaka'
