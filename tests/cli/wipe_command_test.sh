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

# Checked without a store; every part that is changed is noticed (ATTACKS H6).
check_certificate() { as nobody sekisho-wipe verify-certificate "$@"; }
expect_status 0 check_certificate c.json
expect_stdout_contains 'no proof by a third party'
expect_status 0 check_certificate c.json --json
expect_stdout_contains '"verdict":"ok"'
key=$(stdout | sed 's/.*"signer_key":"\([^"]*\)".*/\1/')
expect_status 0 check_certificate c.json --signer-key "$key"
refused 3 'another key' check_certificate c.json --signer-key "${key}x"
sed 's/\\"files\\":1,/\\"files\\":9,/' c.json >more.json
cmp -s c.json more.json && fail 'the report was not changed'
refused 3 'not the one that was signed' check_certificate more.json
sed 's/"signer_key":"k4.public.[^"]*"/"signer_key":"k4.public.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"/' c.json >other.json
refused 3 'signature' check_certificate other.json
sed 's/"salt":"./"salt":"g/' c.json >salt.json
refused 3 'not the one that was signed' check_certificate salt.json
sed 's/"core":"v4.public.e/"core":"v4.public.f/' c.json >core.json
refused 3 '' check_certificate core.json
sed 's/^{/{"extra":"1",/' c.json >extra.json
refused 1 'no wipe certificate' check_certificate extra.json
echo '{}' >notes.json
refused 1 'no wipe certificate' check_certificate notes.json
expect_status 1 check_certificate not-there.json
refused 2 '' check_certificate
mkdir old && printf 'secret\n' >old/a
expect_status 0 as nobody sekisho-wipe old --confirm old --no-input --best-effort --certificate bare.json
refused 3 'unsigned' check_certificate bare.json

mkdir old && printf 'secret\n' >old/a
expect_status 0 wiping --confirm old --json
expect_stdout_contains '"format":"sekisho-wipe/1"'
expect_status 0 as it sekisho ledger log --kind wipe
[ "$(stdout | wc -l)" = 2 ] || fail 'not both wipes are recorded'
expect_status 2 as it sekisho wipe
expect_error_shape
