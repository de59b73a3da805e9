#!/usr/bin/env bash
# An edited store is caught (ATTACKS F1 to F4, F7, F16), by everybody, with status 3.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
require_program sqlite3
found_office
seal_package
expect_status 0 as auditor sekisho ledger verify

# caught SQL: by a machine that has seen the ledger, and by one that has seen nothing of it.
caught() {
  rm -f edited.sqlite*
  cp store.sqlite edited.sqlite
  sqlite3 edited.sqlite "$1"
  for who in auditor fresh; do
    rm -rf state-fresh && mkdir state-fresh && cp state-auditor/config.toml state-fresh/
    expect_status 3 as $who sekisho ledger verify --store edited.sqlite
    expect_error_shape
    [ "$(stdout | tail -n 1)" = NG ] || [ "$(stdout)" = '' ] || fail 'it does not say NG'
  done
}
caught "UPDATE entries SET token = CAST(replace(CAST(token AS TEXT), 'v4.public.eyJ', 'v4.public.eyI') AS BLOB) WHERE idx = 6"
# One character is another: 'A', or 'B' where it was 'A' already.
text='CAST(token AS TEXT)'
caught "UPDATE entries SET token = CAST(substr($text, 1, 80) || iif(substr($text, 81, 1) = 'A', 'B', 'A') || substr($text, 82) AS BLOB) WHERE idx = 0"
caught "UPDATE entries SET leaf = zeroblob(32) WHERE idx = 3"
caught "UPDATE entries SET root = zeroblob(32) WHERE idx = 3"
caught "UPDATE head SET root = zeroblob(32)"
caught "UPDATE head SET frontier = zeroblob(length(frontier))"
caught "UPDATE head SET size = size - 1"
caught "DELETE FROM entries WHERE idx = 5"
caught "UPDATE entries SET idx = 1000 WHERE idx = 5; UPDATE entries SET idx = 5 WHERE idx = 6; UPDATE entries SET idx = 6 WHERE idx = 1000"
caught "DELETE FROM envelopes"

# Truncated at the end, or an old backup: caught by who has seen more.
rm -f edited.sqlite*
cp store.sqlite backup.sqlite
ask
expect_status 3 as employee sekisho ledger verify --store backup.sqlite
expect_error_shape
expect_status 3 as employee sekisho status --store backup.sqlite
expect_error_shape

# Not a ledger at all; none.
head -c 4096 /dev/zero >zeros.sqlite
expect_status 1 as auditor sekisho ledger verify --store zeros.sqlite
expect_error_shape
expect_status 1 as auditor sekisho ledger verify --store none.sqlite
expect_error_shape
expect_absent none.sqlite

# The charter statement, edited by hand.
rm -f edited.sqlite*
cp store.sqlite edited.sqlite
core=$(grep -abo 'v4\.public\.' edited.sqlite | head -n 1 | cut -d : -f 1)
change_byte edited.sqlite $((core + 200))
expect_status 3 as auditor sekisho ledger verify --store edited.sqlite
expect_error_shape
