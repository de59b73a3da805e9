#!/usr/bin/env bash
# sekisho wipe: sekisho-wipe's work, certified; and unsigned without an organisation.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
require_program sekisho-wipe
mkdir old && printf 'secret\n' >old/a

# Without an organisation it works, and says that nobody signed.
expect_status 0 as nobody sekisho wipe old --dry-run
expect_file old/a
expect_status 0 as nobody sekisho wipe old --confirm old --no-input --best-effort
expect_stderr_contains 'unsigned'
expect_absent old

found_office
mkdir old && printf 'secret\n' >old/a
wiping() { as it sekisho wipe old --no-input --best-effort "$@"; }
refused 2 'confirm' wiping
refused 2 '' wiping --confirm new
refused 4 'wipe' as employee sekisho wipe old --confirm old --no-input --best-effort
refused 1 '' wiping --confirm old --certificate no-such/dir/c.json
touch there
refused 1 'exists' wiping --confirm old --certificate there
refused 2 'would be wiped' wiping --confirm old --certificate old/c.json
refused 4 '' wiping --confirm old --grade purge
expect_file old/a

expect_status 0 wiping --dry-run
expect_file old/a
expect_status 0 wiping --confirm old --certificate c.json
expect_stdout_contains 'signed by Takahashi'
expect_mode 600 c.json
grep -q '"format":"sekisho-certificate/1"' c.json || fail 'it is no certificate'
expect_absent old
mkdir old && printf 'secret\n' >old/a
expect_status 0 wiping --confirm old --json
expect_stdout_contains '"format":"sekisho-wipe/1"'
expect_status 0 as it sekisho ledger log --kind wipe
[ "$(stdout | wc -l)" = 2 ] || fail 'not both wipes are recorded'
expect_status 2 as it sekisho wipe
expect_error_shape
