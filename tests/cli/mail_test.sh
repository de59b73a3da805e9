#!/usr/bin/env bash
# Where a package goes by mail: each address is one, several are several --mail (ATTACKS I8).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
by_mail() { as employee sekisho request in --class 秘 --purpose visit --to P3 --until +7d "$@"; }

expect_status 0 by_mail --mail b@Partner.example --mail a@example.org --mail b@partner.example
request=$(stdout)
expect_status 0 as manager sekisho show "$request"
expect_stdout_contains 'mail at example.org'
expect_stdout_contains 'mail at partner.example'
expect_stdout_contains 'by mail to: b@partner.example, a@example.org'
expect_status 0 as manager sekisho show "$request" --json
expect_stdout_contains '"domains":["example.org","partner.example"]'
expect_stdout_contains '"mails":["b@partner.example","a@example.org"]'
expect_status 0 as manager sekisho approve "$request"
expect_status 0 as employee sekisho seal "$request" -o r.age

# Two at one domain are one domain.
expect_status 0 by_mail --mail a@example.org --mail b@example.org
request=$(stdout)
expect_status 0 as manager sekisho show "$request" --json
expect_stdout_contains '"domain":"example.org"'
expect_stdout_contains '"mail":"a@example.org, b@example.org"'

refused 2 'is not one mail address' by_mail --mail a@example.org --mail 'b@example.org,c@example.org'
refused 1 'there is no b@example.org' by_mail --mail a@example.org b@example.org # a path, not one more
refused 2 'is not one mail address' by_mail --mail a@example.org --mail ''
many=()
for i in {1..17}; do many+=(--mail "a$i@example.org"); done
refused 2 'too many mail addresses' by_mail "${many[@]}"
refused 2 'exactly one of these' by_mail --mail a@example.org --mail b@example.org --medium USB-1
