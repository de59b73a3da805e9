#!/usr/bin/env bash
# A backup is whole or none; it takes the place of a ledger that is gone, and of nothing that anybody has seen.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
ask
mkdir backup
expect_status 0 as it sekisho ledger backup -o backup/one.sqlite --json
expect_stdout_contains '"format":"sekisho-ledger-backup/1"'
expect_stdout_contains '"sidecar":"backup/one.sqlite.json"'
grep -q '"format":"sekisho-backup/1"' backup/one.sqlite.json || fail 'the sidecar says nothing'
ls backup/*-wal backup/*.lock 2>/dev/null && fail 'something lies beside the backup'
expect_status 1 as it sekisho ledger backup -o backup/one.sqlite
expect_error_shape

# Where a ledger is, none is put.
expect_status 1 as it sekisho ledger restore backup/one.sqlite
expect_stderr_contains 'there is a ledger at'
cp store.sqlite gone.sqlite
rm -f store.sqlite*
expect_status 0 as it sekisho ledger restore backup/one.sqlite
expect_stderr_contains 'has the ledger again'
quietly as auditor sekisho ledger verify
quietly as manager sekisho approve R1

# What this machine has seen since would be missing: it says how much.
rm -f store.sqlite*
expect_status 3 as manager sekisho ledger restore backup/one.sqlite
expect_stderr_contains '1 would be missing'
expect_error_shape
[ ! -e store.sqlite ] || fail 'it was put there all the same'

# One that was changed, cut off, of another record or without its sidecar is refused, and nothing is there.
cp backup/one.sqlite backup/changed.sqlite
sed 's/"size":[0-9]*/"size":3/' backup/one.sqlite.json >backup/changed.sqlite.json
expect_status 3 as it sekisho ledger restore backup/changed.sqlite
expect_stderr_contains 'no whole backup'
cp backup/one.sqlite.json backup/changed.sqlite.json
sqlite3 backup/changed.sqlite "UPDATE entries SET token = x'00' WHERE idx = 2"
expect_status 3 as it sekisho ledger restore backup/changed.sqlite
expect_stderr_contains 'no whole backup'
echo '{}' >backup/changed.sqlite.json
expect_status 3 as it sekisho ledger restore backup/changed.sqlite
rm backup/changed.sqlite.json
expect_status 1 as it sekisho ledger restore backup/changed.sqlite
expect_stderr_contains 'is not beside it'
mkdir other && (
  cd other || exit 1
  export SEKISHO_IDENTITY=$PWD/id SEKISHO_STATE_DIR=$PWD/state SEKISHO_STORE=$PWD/store.sqlite
  quietly sekisho init --org Other --officer Mori --no-input
  quietly sekisho ledger backup -o backup.sqlite
) || exit 1
expect_status 3 as it sekisho ledger restore other/backup.sqlite
expect_stderr_contains 'another organisation'
[ ! -e store.sqlite ] || fail 'a ledger was put there'

head -c 20000 backup/one.sqlite >backup/cut.sqlite
cp backup/one.sqlite.json backup/cut.sqlite.json
expect_status 3 as it sekisho ledger restore backup/cut.sqlite
expect_stderr_contains 'cut off or damaged'
expect_status 1 as it sekisho ledger restore backup/none.sqlite

# A newer one is taken.
mv gone.sqlite store.sqlite
quietly as auditor sekisho ledger verify
