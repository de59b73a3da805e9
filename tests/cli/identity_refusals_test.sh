#!/usr/bin/env bash
# An identity that cannot be used is told at once by every command: nobody looks at a list of
# numbers and notices that their key is the wrong one.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office --recovery-out "$T/recovery.txt"
ask

readers=("status" "status R1" "show R1" "inbox" "media list" "member list" "due" "ledger log" "gate usb")
every_reader_refuses() { # STATUS TEXT
  local words
  for words in "${readers[@]}"; do
    # shellcheck disable=SC2086
    refused "$1" "$2" as employee sekisho $words
  done
}

# Absent though somebody named it.
mv employee.id kept
every_reader_refuses 1 'there is no identity file'
# Garbage, and a byte order mark.
printf 'garbage\n' >employee.id
every_reader_refuses 1 'employee.id'
{ printf '\357\273\277'; cat kept; } >employee.id
every_reader_refuses 1 'employee.id'
# Nobody's: it reads, and says what to do.
rm employee.id
quietly as employee sekisho identity new --no-passphrase
expect_status 0 as employee sekisho status R1
expect_stderr_contains 'belongs to no member'
expect_stderr_contains 'sekisho identity show --card FILE'
expect_status 3 as employee sekisho gate usb
expect_stderr_contains 'belongs to no member'
mv kept employee.id

# A passphrase that does not fit; and one that comes as another system writes it.
quietly as employee sekisho identity new --no-passphrase --identity other.id
printf 'ga\xe3\x81\x8b\xe3\x82\x99 correct horse battery staple\n' >nfd
printf '\357\273\277korrekt Pferd Batterie Heftklammer 77\n' >bom
printf '  korrekt Pferd Batterie Heftklammer 77  \n' >blanks
printf 'korrekt Pferd Batterie Heftklammer 77\n' >plain
printf '\xef\xbd\x8b\xef\xbd\x8f\xef\xbd\x92 Pferd Batterie Heftklammer 77\n' >wide
printf 'korrekt\xe2\x80\x8bPferd Batterie Heftklammer 77\n' >invisible
printf 'korrekt Pferd Batterie Heftklammer 77\n' | iconv -f UTF-8 -t UTF-16 >utf16
new() { SEKISHO_PASSPHRASE_FILE=$1 sekisho identity new --identity "$2" --no-input; }
expect_status 4 new nfd a.id
expect_stderr_contains 'taken apart'
expect_status 4 new blanks a.id
expect_stderr_contains 'blanks at its ends'
expect_status 4 new wide a.id
expect_stderr_contains 'full-width'
expect_status 4 new invisible a.id
expect_stderr_contains 'characters that nobody sees'
expect_status 2 new utf16 a.id
expect_stderr_contains 'UTF-16'
expect_absent a.id
expect_status 0 new bom a.id # the mark is left out
open_with() { SEKISHO_PASSPHRASE_FILE=$1 sekisho identity recipient --identity a.id --no-input; }
expect_status 0 open_with plain
expect_stderr_lacks 'fits'
expect_status 0 open_with bom
expect_stderr_contains 'the passphrase fits without'
expect_status 0 open_with blanks
expect_stderr_contains 'the passphrase fits without'
printf 'another\n' >wrong
expect_status 1 open_with wrong
expect_stderr_contains 'does not open'
expect_error_shape

# What people write can be read by those concerned.
quietly as manager sekisho approve R1 --comment 'see the minutes of Monday'
quietly as manager sekisho revoke R1 --reason 'the visit is off'
for who in employee manager; do
  for command in show status; do
    expect_status 0 as "$who" sekisho "$command" R1
    expect_stdout_contains 'see the minutes of Monday'
    expect_stdout_contains 'the visit is off'
    expect_status 0 as "$who" sekisho "$command" R1 --json
    expect_stdout_contains '"text":"the visit is off"'
  done
done
quietly as officer sekisho member suspend P3 --reason 'key may be copied'
expect_status 0 as manager sekisho member list --all
expect_stdout_contains 'key may be copied'
quietly as it sekisho media lost USB-1 --place 'train, line 3' --last-seen yesterday --found-missing now
expect_status 0 as manager sekisho media show USB-1
expect_stdout_contains 'train, line 3'
