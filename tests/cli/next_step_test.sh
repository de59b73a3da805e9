#!/usr/bin/env bash
# A next step is addressed to who can take it, names those people to everybody else, and says when nobody can.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
next_is() { grep -qxF -e "next: $1" "$T/.said/err" || fail "the next step is not: $1"; }
sealing="sekisho seal R1 -o /path/on/USB-1/R1.age"

# Asked for: the manager's step, to the employee by name, to himself without.
ask
next_is 'sekisho approve R1 (by Suzuki)'
expect_status 0 as employee sekisho status R1 --json
quietly as employee sekisho status R1
expect_stdout_contains 'next: sekisho approve R1 (by Suzuki)'
quietly as manager sekisho status R1
stdout | grep -qxF 'next: sekisho approve R1' || fail 'it is his own step'

# Sealing before it is approved, and before the medium was handed out: ask those who can do that.
refused 4 'nobody approves their own request' as employee sekisho approve R1
expect_stderr_contains 'hint: ask somebody who may: Suzuki'
refused 4 'approvals is missing' as employee sekisho seal R1 -o usb/R1.age
expect_stderr_contains 'hint: ask somebody who may: Suzuki'
quietly as manager sekisho approve R1
grep -q "^next: sekisho media checkout USB-1 --to P3 --request R1 --due .* (by Sato, Takahashi)$" "$T/.said/err" ||
  fail 'the check-out is not addressed'
refused 4 'is not on it' as employee sekisho seal R1
expect_stderr_contains "hint: get USB-1 from Sato, Takahashi, then: $sealing"

# Who may not hand out is told who may, also in JSON.
refused 4 'is signed by' as manager sekisho media checkout USB-1 --to P3 --request R1 --due +7d
expect_stderr_contains 'hint: ask somebody who may: Sato, Takahashi'
expect_status 0 as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d --json
expect_stdout_contains '"next_by":"Tanaka"'
expect_stdout_contains "\"next\":\"$sealing\""

# Who may not seal is told who has to.
refused 4 'has to be sealed by' as manager sekisho seal R1 -o usb/R1.age
expect_stderr_contains 'hint: the requester has to seal it: Tanaka'

# The door is for others than the holder; wiping is for IT; a wipe is confirmed by somebody else.
quietly as employee sekisho seal R1 -o usb/R1.age
next_is 'sekisho gate usb (by Sato, Takahashi)'
quietly as it sekisho inspect usb/R1.age
next_is 'sekisho gate usb/R1.age'
stdout | grep -q '^carried by: P3 (Sales; ' || fail 'a holder whose name is not read has no number'
quietly as employee sekisho inspect usb/R1.age
next_is 'sekisho open usb/R1.age'
enrol custodian Ito Sales custodian
quietly as custodian sekisho media return USB-1 usb
grep -q '^next: sekisho wipe .*/usb (by Sato, Takahashi)$' "$T/.said/err" || fail 'the wipe is not addressed'
quietly as it sekisho wipe usb --confirm usb --certificate wiped.json
grep -q '^next: sekisho wipe-verify wiped.json .* (by Sato, Suzuki, Tanaka and .* more)$' "$T/.said/err" ||
  fail 'the confirmation is not addressed'

# The card's next step is the registrar's.
quietly as stranger sekisho identity new --no-passphrase
quietly as stranger sekisho identity show --card stranger.card
grep -q '^next: sekisho member add .* (by the registrar)$' "$T/.said/err" || fail 'adding is not addressed'

# Nobody can: the only manager is suspended.
quietly as officer sekisho member suspend P2 --reason ill
quietly as employee sekisho request in --class 秘 --purpose visit --to P3 --mail a@example.org --until +7d
next_is 'nobody can now: sekisho approve R2'

# Paths as Explorer copies them, in every command that takes one.
printf '\n[paths]\n"Z:" = "%s"\n' "$T" >>state-employee/config.toml
typed() { expect_status "$1" as employee sekisho "${@:2}"; }
printf 'x' >plain.txt
typed 3 gate '"Z:\plain.txt"'
expect_stdout_contains 'not a sealed package'
typed 0 identity show --card '"Z:\tanaka.card"'
expect_file tanaka.card
typed 1 list 'Y:\a.age'
expect_stderr_contains 'does not know Y:'
typed 1 verify 'Z:\none.age'
expect_stderr_contains "$T/none.age"
