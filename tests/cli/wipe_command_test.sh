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
# The hint is what was typed, with the right name, and of the command that certifies and keeps.
expect_status 2 as nobody sekisho-wipe old --confrim old
expect_stderr_contains 'error: not expected: --confrim'
expect_stderr_contains '(did you mean: sekisho-wipe --confirm)'
expect_status 2 as nobody sekisho-wipe verify-certificate c.json --countersined
expect_stderr_contains '(did you mean: sekisho-wipe verify-certificate --countersigned)'
expect_status 2 as nobody sekisho-prepare --confrim x /dev/null
expect_stderr_contains '(did you mean: sekisho-prepare --confirm)'
expect_status 1 as nobody sekisho-wipe no-such-file --dry-run
expect_stderr_contains 'hint: check the name'
touch 'old/b c'
refused 2 'confirm' wiping --keep 'b c' --confirm wrong --certificate c.json
expect_stderr_contains "hint: sekisho wipe --confirm old --best-effort '--keep=b c' --certificate=c.json -- old"
expect_status 2 as nobody sekisho-wipe --best-effort --keep 'b c' --confirm wrong --no-input -- old
expect_stderr_contains 'hint: sekisho-wipe --confirm old --best-effort --keep '\''b c'\'' --no-input -- old'
rm 'old/b c'
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
# A second person signs, and no first one twice.
refused 4 'who wiped does not verify it' as it sekisho wipe-verify c.json --how witnessed -o two.json
refused 4 'auditors' as auditor sekisho wipe-verify c.json --how report -o two.json
refused 3 'not the one that was signed' as manager sekisho wipe-verify more.json --how report -o two.json
refused 2 '' as manager sekisho wipe-verify c.json --how guessed -o two.json
refused 2 '' as manager sekisho wipe-verify c.json -o two.json
refused 1 'exists' as manager sekisho wipe-verify c.json --how witnessed -o there
expect_absent two.json
refused 3 'no second person' check_certificate c.json --countersigned
expect_status 0 as manager sekisho wipe-verify c.json --how witnessed -o two.json
expect_stdout_contains 'verified and signed by Suzuki'
expect_mode 600 two.json
expect_status 0 check_certificate two.json --countersigned
expect_stdout_contains 'stood by'
expect_status 0 check_certificate two.json --countersigned --json
verifier=$(stdout | sed 's/.*"key":"\(k4[^"]*\)".*/\1/')
expect_status 0 check_certificate two.json --signer-key "$key" --verifier-key "$verifier"
refused 3 'another key' check_certificate two.json --verifier-key "$key"
refused 3 'no second person' check_certificate c.json --verifier-key "$verifier"
refused 1 'already' as officer sekisho wipe-verify two.json --how report -o three.json
sed 's/"verified":{"core":"v4.public.e/"verified":{"core":"v4.public.f/' two.json >second.json
cmp -s two.json second.json && fail 'the second signature was not changed'
refused 3 '' check_certificate second.json
expect_status 0 as it sekisho ledger log --kind wipe-verified
[ "$(stdout | wc -l)" = 1 ] || fail 'the second signature is not recorded once'

sed 's/^{/{"extra":"1",/' c.json >extra.json
refused 1 'no wipe certificate' check_certificate extra.json
echo '{}' >notes.json
refused 1 'no wipe certificate' check_certificate notes.json
expect_status 1 check_certificate not-there.json
refused 2 '' check_certificate
mkdir old && printf 'secret\n' >old/a
expect_status 0 as nobody sekisho-wipe old --confirm old --no-input --best-effort --certificate bare.json
refused 3 'unsigned' check_certificate bare.json

# Failures are told one by one as far as they are few; what helps is said once.
mkdir many
for i in {1..25}; do head -c 65536 /dev/zero >"many/$i"; done
within_32_kib() (trap '' XFSZ && ulimit -f 32 && as nobody "$@")
expect_status 1 within_32_kib sekisho-wipe many --confirm many --no-input --best-effort
[ "$(grep -c '^error: .*: 65536 bytes could not be overwritten' "$T/.said/err")" = 20 ] || fail 'not twenty are told'
expect_stderr_contains 'error: and 5 more failures, in the report'
[ "$(grep -c '^hint: ' "$T/.said/err")" = 1 ] || fail 'it is not one hint'
[ "$(ls many | wc -l)" = 25 ] || fail 'a file is gone that was not overwritten'

# The work is done, and nobody could read what was said of it.
echo secret >gone
expect_status 1 as nobody sh -c 'sekisho-wipe gone --confirm gone --no-input --best-effort >/dev/full'
expect_stderr_contains 'the work is done, and its report was not printed'
expect_stderr_lacks 'nothing was changed'
expect_absent gone

# What is not to be wiped, and what does not belong together.
refused 4 'needed for the certificate' as it sekisho wipe "$T/store.sqlite" --confirm store.sqlite --no-input --best-effort
refused 4 'stores nothing' as nobody sekisho-wipe /dev/null --confirm null
expect_stderr_lacks 'rm '
touch stays
for contradiction in "--certificate=" "--state=" "--method=zeros" "--always-encrypted" "--reserve=1M" \
  "--reserve=-1 --free-space=." "--reserve=99999999999999999999999 --free-space=."; do
  # shellcheck disable=SC2086 # words
  refused 2 '' as nobody sekisho-wipe stays --confirm stays --no-input --best-effort $contradiction
done
refused 2 '' as it sekisho wipe stays --confirm stays --no-input --best-effort --certificate=
expect_file stays

# A hint is copied: what a terminal must not get is spelled as a shell reads it back.
touch $'tab\tname'
refused 2 'confirm' as nobody sekisho-wipe $'tab\tname' --no-input --best-effort
expect_stderr_contains "hint: sekisho-wipe --confirm \$'tab\x09name' \$'tab\x09name' --no-input --best-effort"
eval "$(sed -n 's/^hint: sekisho-wipe/expect_status 0 as nobody sekisho-wipe/p' "$T/.said/err")"
expect_absent $'tab\tname'

# What only people know is in the certificate, as it was given; what is wrong with it is told first.
mkdir old && printf 'secret\n' >old/a
echo '{"asset_number":"PC-12","verifier":"Sato","operator":"not he","plaice":"Osaka"}' >form.json
refused 1 "'plaice'" wiping --confirm old --particulars form.json
refused 1 '' wiping --confirm old --particulars no-form.json
expect_file old/a
sed -i 's/plaice/place/' form.json
expect_status 0 wiping --confirm old --particulars form.json --operator 'Takahashi, IT' --certificate form-c.json
for part in PC-12 Sato Osaka 'Takahashi, IT' '資産管理番号' '備考'; do expect_stdout_contains "$part"; done
grep -q 'not he' form-c.json && fail 'the option does not go before the file'

mkdir old && printf 'secret\n' >old/a
expect_status 0 wiping --confirm old --json
expect_stdout_contains '"format":"sekisho-wipe/1"'
expect_status 0 as it sekisho ledger log --kind wipe
[ "$(stdout | wc -l)" = 3 ] || fail 'not all wipes are recorded'
expect_status 2 as it sekisho wipe
expect_error_shape
