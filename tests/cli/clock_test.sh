#!/usr/bin/env bash
# A clock that cannot be right signs nothing unless somebody says that it is (ATTACKS A7, J1).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
command -v faketime >/dev/null || { left_out 'there is no faketime (scripts/bootstrap)'; exit 0; }
# faketime and a sanitizer wait for one another for ever.
if grep -aqE '__(asan|tsan)_init' "$SEKISHO_BIN/sekisho"; then exit 0; fi
# The times of files stay the real ones: the walk compares them.
export NO_FAKE_STAT=1
found_office
ask

# Two months ahead: it cannot be told from a quiet office, and is asked; nobody can be asked here.
refused 4 'the clock of this machine shows' as officer shifted +60d sekisho member add --name Mori \
  --dept Sales --role employee
expect_stderr_contains '--clock-is-right'
# Bad news is heard whatever the clock says, and says that nobody looked.
expect_status 0 as manager shifted +60d sekisho deny "$request" --reason 'not now'
expect_status 0 as auditor sekisho show "$request" --json
expect_stdout_contains '"unconfirmed"'
# Reading needs no clock.
expect_status 0 as employee shifted +60d sekisho status "$request"

# Before anything is overwritten: what could not be signed afterwards is not begun.
printf x >scrap.txt
refused 4 'the clock of this machine shows' as it shifted +60d sekisho wipe scrap.txt --confirm scrap.txt --no-input
expect_file scrap.txt

# Two months behind the record, which two persons of office have dated.
ask
expect_status 0 as manager sekisho approve "$request"
expect_status 0 as officer sekisho member add --name Mori --dept Sales --role employee
refused 4 'the record has reached' as officer shifted -60d sekisho member add --name Ito --dept Sales \
  --role employee
expect_stderr_contains 'set the clock'
# Bad news again.
expect_status 0 as officer shifted -60d sekisho revoke "$request" --reason 'lost trust'

# Said to be right, it signs.
expect_status 0 as officer shifted +20d sekisho member add --name Ito --dept Sales --role employee \
  --clock-is-right

# The one that nobody confirmed, the denial two months ahead, moved no time: clocks that are right sign.
ask
expect_status 0 as manager sekisho approve "$request"
