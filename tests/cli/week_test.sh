#!/usr/bin/env bash
# What a week in an office brought up: none of it locks somebody out, and none of it says what is not so.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

# Personal data is judged by kind as by number: either asks for the second approval.
for said in '--personal-data 100' '--data-kind special-care'; do
  # shellcheck disable=SC2086 # words
  ask $said
  quietly as employee sekisho status "$request"
  expect_stdout_contains 'missing: 2 of 2 approvals are missing'
done

# A colleague cannot withdraw, and is told who can.
refused 4 'only the requester withdraws' as manager sekisho withdraw R1
expect_stderr_contains 'hint: ask somebody who may: Tanaka'
quietly as employee sekisho withdraw R1

# A day that was read as next year's is told with the refusal that follows; a due date has a bound.
last_week=$(date -d '-7 days' +%-m/%-d)
[ "$last_week" != 2/29 ] || last_week=2/28  # next year may have none
expect_status 4 as employee sekisho request in --class 秘 --purpose x --to P3 --medium USB-1 --until "$last_week"
expect_stderr_contains "--until $last_week is 20"
refused 2 'more than a month after' as employee sekisho request in --class 秘 --purpose x --to P3 --medium USB-1 \
  --until +5d --due +300d

# Training and the end of a contract are entered later, too.
quietly as officer sekisho member move P3 --trained-until +300d
quietly as officer sekisho member move P3 --until +400d
expect_status 2 as officer sekisho member move P3
quietly as officer sekisho member add --name Mori --dept Sales

# Where the charter asks for training, its absence is told when somebody is added, and it can be entered.
as officer sekisho charter show --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["toml"])' |
  sed 's/^training = false/training = true/' >trained.toml
trained() {
  SEKISHO_STORE=$T/trained.sqlite SEKISHO_IDENTITY=$T/trained.id SEKISHO_STATE_DIR=$T/state-trained sekisho "$@"
}
quietly trained identity new --no-passphrase
quietly trained init --org Trained --officer Sato --charter trained.toml
quietly trained member add --name Mori --dept Sales
expect_stderr_contains 'stay closed until: sekisho member move P2 --trained-until DATE'
expect_status 4 trained request in --class 秘 --purpose x --to P1 --mail a@example.org --until +2d
expect_stderr_contains 'sekisho member move ID --trained-until DATE'
quietly trained member move P1 --trained-until +30d
quietly trained request in --class 秘 --purpose x --to P1 --mail a@example.org --until +2d

# A name that looks like something else is none, of the first officer either.
expect_status 2 as nobody sekisho init --org O --officer P2
expect_stderr_contains 'would be taken for something else'
for name in P2 'Suzuki (Sales, P2)' 'Suzuki, Sato' r1; do
  refused 2 'would be taken for something else' as officer sekisho member add --name "$name" --dept Sales
done

# Who has left is neither moved nor given keys.
quietly as officer sekisho member add --name Ueda --dept Sales
left=$(stdout)
quietly as officer sekisho member leave "$left" --confirm ueda
refused 4 'has left' as officer sekisho member move "$left" --dept Audit

# A reported loss is answered for, not found.
quietly as employee sekisho media lost USB-1 --last-seen yesterday --found-missing now --place train
expect_stderr_contains 'nobody has been notified by this: telephone Sato'
refused 4 'was reported by Tanaka' as it sekisho media found USB-1
expect_stderr_contains 'sekisho incident ack USB-1'
quietly as it sekisho incident ack USB-1

# The door's snapshot keeps its name: a new one replaces the old, and nothing else.
quietly as it sekisho gate snapshot -o door.snapshot
quietly as it sekisho gate snapshot -o door.snapshot
printf 'a letter\n' >letter
expect_status 1 as it sekisho gate snapshot -o letter
expect_stderr_contains 'is no snapshot'
[ "$(cat letter)" = 'a letter' ] || fail 'something was replaced'

# A part of a medium is not taken for all of it.
ask_and_approve
quietly as employee sekisho seal "$request" -o usb
mkdir usb/old
printf x >usb/old/a
refused 2 'is only a part of the medium' as it sekisho media return USB-1 usb/old --wipe --confirm old
expect_file usb/old/a
expect_file "usb/$request.age"
rm -r usb/old

# What is sealed is open until its medium is back; of a void seal the state says so.
quietly as employee sekisho status --open
expect_stdout_contains "$request  sealed"
quietly as it sekisho media return USB-1 usb
quietly as employee sekisho status --open
expect_stdout_lacks "$request  sealed"
quietly as employee sekisho seal-void "$request" --reason torn
quietly as employee sekisho status
expect_stdout_contains "$request  seal void, "

# A dry run has a title of its own, and no end.
quietly as it sekisho wipe usb --dry-run
expect_stdout_contains 'What a wipe would do: nothing was written yet'
expect_stdout_lacks 'finished ('

# A Windows path stays in its drive; two lines for one place, or a folder of one, are none.
config() { printf '\n[paths]\n%b\n' "$1" >>state-it/config.toml; }
cp state-it/config.toml kept.toml
config "\"Z:\" = \"$T/usb\""
expect_status 2 as it sekisho gate 'Z:\..\in'
expect_stderr_contains 'leads out of where it begins'
for table in "\"Z:\" = \"$T\"\n\"z:\" = \"$T/usb\"" "'Z:\\\\soumu' = \"$T\""; do
  cp kept.toml state-it/config.toml
  config "$table"
  expect_status 1 as it sekisho gate 'Z:\a'
  expect_stderr_contains '[paths] takes lines like'
done
