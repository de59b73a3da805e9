#!/usr/bin/env bash
# What gives power takes two: a proposal by the first, a consent by the second (ATTACKS I5, I11, I15).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
enrol registrar Mori Office registrar   # P6
for who in new next lost; do
  quietly as $who sekisho identity new --no-passphrase
  quietly as $who sekisho identity show --card "$T/$who.card"
done

# The office of one officer gives alone what takes two, and it shows.
expect_status 0 as officer sekisho member list
expect_stdout_contains 'given by one person'
expect_status 0 as employee sekisho member list --json
expect_stdout_contains '"proposals":[]'
expect_stdout_contains '"young":{"alone":true'
# Whom the officer made yesterday is no second person, whoever begins.
refused 4 'nobody may be the second' as registrar sekisho member add --name Ito --dept Sales --role manager --card new.card
expect_stderr_contains 'hint: ask somebody who may: Sato'
expect_status 0 as officer sekisho member move P3 --role supervisor
expect_stderr_contains 'given by one person'

# The keys that one has are changed by rekey, those of a root by no card.
refused 4 'sekisho member rekey P3 CARD' as officer sekisho member card P3 new.card
refused 4 'through the charter' as registrar sekisho member rekey P1 new.card
quietly as registrar sekisho member add --name Kato --dept Sales
refused 4 'sekisho member card P7 CARD' as registrar sekisho member rekey P7 new.card

# The last officer stays; who leaves is named.
refused 4 'could take over' as officer sekisho member suspend P1 --reason 'gone mad'
refused 4 'could take over' as registrar sekisho member leave P1 --confirm Sato
refused 2 '--confirm Kato' as registrar sekisho member leave P7
refused 2 'is not the name' as registrar sekisho member leave P7 --confirm Kano
quietly as registrar sekisho member leave P7 --confirm Kato
expect_status 0 as registrar sekisho member leave P7 --confirm Kato --json
expect_stdout_contains '"changed":false'
refused 4 'could take over' as registrar sekisho member move P1 --role employee
refused 4 'is signed by: registrar' as employee sekisho member move P1 --role employee
expect_stderr_lacks 'could take over'

command -v faketime >/dev/null || { left_out 'there is no faketime (scripts/bootstrap)'; exit 0; }
# faketime and a sanitizer wait for one another for ever.
if grep -aqE '__(asan|tsan)_init' "$SEKISHO_BIN/sekisho"; then exit 0; fi
later() { local who=$1; shift; as "$who" shifted +9d sekisho "$@"; }

expect_status 0 later registrar member add --name Ito --dept Sales --role manager --card new.card
expect_stdout_is W1
expect_stderr_contains 'may consent: Sato'
expect_stderr_contains 'sekisho consent W1'
expect_status 0 later employee member list
expect_stdout_contains 'W1: add Ito (P8)'
expect_stdout_lacks 'P8  Ito'
expect_status 0 later employee member list --json
expect_stdout_contains '"act":"member-card"'
expect_stdout_contains '"may_consent":["Sato"]'
# It waits in the inbox of who may consent, and of nobody else.
expect_status 0 later officer inbox
expect_stdout_contains 'W1: add Ito (P8)'
expect_stderr_contains 'next: sekisho consent W1'
expect_stderr_lacks 'nothing waits for you'
for who in registrar manager; do
  expect_status 0 later $who inbox --json
  expect_stdout_contains '"proposals":[]'
done
# Nothing has changed, and nobody but the officer changes it.
quietly as new sekisho join --store "$T/store.sqlite" --genesis "$genesis"
refused 4 'belongs to no member' later new inbox
for who in registrar manager; do refused 4 '' later $who consent W1; done
refused 1 'there is no proposal' later officer consent W9
expect_status 0 later officer consent W1
expect_stdout_is W1
expect_stderr_contains 'W1: add Ito (P8)'
expect_stderr_contains 'manager, Sales, from'
expect_stderr_contains "$(sed -n 's/.*\(age1[a-z0-9]*\).*/\1/p' new.card | head -n 1)"
expect_status 0 later officer member list
expect_stdout_contains 'P8  Ito  Sales  manager  active'
expect_stdout_lacks W1
refused 4 'already' later officer consent W1

# Other keys: by two, also for an employee; the officer may begin as well.
expect_status 0 later officer member rekey P3 next.card
expect_stdout_is W2
expect_stderr_contains 'may consent: Mori'
expect_status 0 later registrar consent W2 --json
expect_stdout_contains '"format":"sekisho-consent/1"'
expect_stdout_contains '"member":"P3"'
expect_stdout_contains '"new_keys":true'
quietly as next sekisho join --store "$T/store.sqlite" --genesis "$genesis"
expect_status 0 later next inbox

# One suspends, two let somebody back.
quietly later officer member suspend P2 --reason 'lost the key'
expect_status 0 later officer member suspend P2 --reason 'lost the key' --json
expect_stdout_contains '"changed":false'
expect_status 0 later officer member reinstate P2 --reason 'it was in the drawer'
expect_stdout_is W3
expect_status 0 later registrar member list
expect_stdout_contains 'W3: reinstate Suzuki (P2)'
expect_stdout_contains 'reason: it was in the drawer'
quietly later registrar consent W3
refused 4 'is not suspended' later officer member reinstate P2 --reason again
# What was proposed by mistake is taken back by who made it, or turned down by the other.
expect_status 0 later registrar member add --name Wada --dept Sales --role manager --card lost.card
expect_stdout_is W4
expect_stderr_contains 'sekisho withdraw W4'
refused 4 'by who made it' later next withdraw W4
expect_status 0 later registrar withdraw w4
expect_stdout_is W4
expect_stderr_contains 'W4 is withdrawn'
expect_status 0 later registrar withdraw W4 --json
expect_stdout_contains '"changed":false'
refused 4 'withdrawn' later officer consent W4
expect_status 0 later officer inbox --json
expect_stdout_contains '"proposals":[]'
refused 4 'consented to already' later registrar withdraw W1
refused 1 'there is no proposal' later registrar withdraw W9
expect_status 0 later registrar member add --name Wada --dept Sales --role manager --card lost.card
expect_stdout_is W5
quietly later officer withdraw W5
quietly as auditor sekisho ledger verify

# Who is alone in an office may get a department: nobody is without an officer by it.
mkdir alone && cd alone || exit 1
export SEKISHO_IDENTITY=$PWD/alone.id SEKISHO_STATE_DIR=$PWD/state SEKISHO_STORE=$PWD/store.sqlite
quietly sekisho init --org Small --officer Mori --no-input
quietly sekisho member move P1 --dept Sales
quietly sekisho member list
expect_stdout_contains 'P1  Mori  Sales  security-officer,registrar  active'
