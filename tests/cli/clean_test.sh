#!/usr/bin/env bash
# What Windows and macOS leave on a medium: what passes, what is named, and the way to get rid of it.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
seal_package
clean() { as it sekisho media clean USB-1 usb "$@"; }

# What Windows writes on every stick passes: an office gives its sticks to Windows.
mkdir 'usb/System Volume Information'
printf '\x0c\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08' >'usb/System Volume Information/WPSettings.dat'
printf '{60DFC1CD-1234-1234-1234-0123456789AB}' | iconv -f ASCII -t UTF-16LE \
  >'usb/System Volume Information/IndexerVolumeGuid'
expect_status 0 as it sekisho gate usb

# What can hold anything does not, is named, and the way on is a command.
mkdir -p usb/.Spotlight-V100/Store-V2
printf 'index of names\n' >usb/.Spotlight-V100/Store-V2/store.db
ln -s nowhere usb/.Spotlight-V100/link
printf 'Finder\n' >usb/.DS_Store
printf 'double\n' >"usb/._$request.age"
expect_status 3 as it sekisho gate usb
expect_stdout_contains 'NG  3 entries  what macOS keeps for itself on a medium, and it can hold anything'
expect_stdout_lacks 'DS_Store'
expect_stderr_contains 'hint: keep USB-1 and call IT, who takes it back and cleans it: sekisho media return USB-1 && sekisho media clean USB-1'

# Not while it is out, and not by whoever carries it (ATTACKS I21).
refused 4 'is out' clean --confirm USB-1
refused 4 '' as employee sekisho media clean USB-1 usb --confirm USB-1
quietly as it sekisho media return USB-1 usb
refused 4 '' as employee sekisho media clean USB-1 usb --confirm USB-1

# Shown, and confirmed by its label.
before=$(find usb | sort)
expect_status 2 clean --no-input
expect_stderr_contains '.Spotlight-V100/Store-V2/store.db  15 bytes'
expect_stderr_contains 'error: This will be overwritten and removed from USB-1.'
expect_stderr_contains 'hint: sekisho media clean USB-1 usb --confirm USB-1'
expect_status 2 clean --confirm USB-2
expect_stderr_contains "'USB-2' is not the name"
refused 4 'is not USB-1' as it sekisho media clean USB-1 in --confirm USB-1
refused 1 'is not mounted here' as it sekisho media clean USB-1 --confirm USB-1
[ "$(find usb | sort)" = "$before" ] || fail 'something was removed'

count=$(statements)
digest=$(sha256sum <usb/.DS_Store | cut -d ' ' -f 1)
expect_status 0 clean --confirm USB-1 --json
expect_stdout_contains "\"path\":\".DS_Store\",\"sha256\":\"$digest\""
expect_stdout_contains '"changed":true'
[ "$(statements)" = $((count + 1)) ] || fail 'it is not recorded once'
expect_stdout_contains '"names_may_stay":true'
expect_status 0 as it sekisho ledger log --kind medium-state
expect_stdout_contains medium-state
# Exactly those.
for left in .Spotlight-V100 .DS_Store "._$request.age"; do expect_absent "usb/$left"; done
for kept in SEKISHO.TAG "$request.age" 'System Volume Information/WPSettings.dat'; do expect_file "usb/$kept"; done

expect_status 0 clean --confirm USB-1 --json
expect_stdout_contains '"changed":false'
[ "$(statements)" = $((count + 1)) ] || fail 'it is recorded twice'

# Lost, and found again: not before somebody else has taken it back.
printf 'Finder\n' >usb/.DS_Store
quietly as it sekisho media lost USB-1 --last-seen 2026-01-01 --found-missing 2026-01-02 --place here
expect_status 0 as it sekisho media show USB-1
expect_stdout_contains 'last seen 2026-01-01 '
expect_stdout_contains ': here'
expect_status 2 as it sekisho media lost USB-1 --last-seen 2026-01-01 --found-missing tomorrow --place there
expect_stderr_contains 'a loss lies in the past'
refused 4 'is lost' clean --confirm USB-1
quietly as it sekisho media found USB-1
refused 4 'is found' clean --confirm USB-1
expect_file usb/.DS_Store
# Their names are replaced before they are removed, and may stay in the folder that stays: that is said.
quietly as it sekisho media return USB-1
expect_status 0 clean --confirm USB-1
expect_stderr_contains 'Names are not claimed'
expect_stderr_contains 'a wipe of the whole device, once it is back, reaches them: sekisho wipe DEVICE'
