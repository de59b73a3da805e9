#!/usr/bin/env bash
# A permit, a store and a fingerprint of another organisation are worth nothing here (ATTACKS A6).
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
here=$T
at_exit 'T=$here'  # the directory that goes at the end
found_office
seal_package
theirs=$here/usb/$request.age

T=$here/second
mkdir -p "$T/.said" && cd "$T"
SEKISHO_OFFICE='' found_office # another one
mkdir -p usb
cp "$theirs" usb/theirs.age
expect_status 3 as it sekisho gate usb
expect_stdout_contains 'NG  a package  its seal is not in the record'
expect_status 3 env SEKISHO_IDENTITY="$here/employee.id" SEKISHO_STATE_DIR="$T/state-it" \
  SEKISHO_STORE="$T/store.sqlite" sekisho open usb/theirs.age -C out
expect_error_shape
expect_absent out

# The other store behind this machine's pin, and a fingerprint that is not the store's.
expect_status 3 as it sekisho status --store "$here/store.sqlite"
expect_error_shape
expect_status 3 as new sekisho join --genesis "$(printf '0%.0s' {1..64})"
expect_error_shape
expect_absent state-new/config.toml
expect_status 2 as new sekisho join --genesis abc
expect_error_shape
expect_status 1 as it sekisho join --store "$here/store.sqlite" --genesis "$(sed -n 's/^genesis = "\(.*\)"/\1/p' "$here/state-it/config.toml")"
expect_stderr_contains 'another organisation'
expect_status 0 as new sekisho join --genesis "$genesis"
expect_file state-new/config.toml

# Founding twice, onto a store or a pin that is there.
expect_status 1 as officer sekisho init --org Again --officer Sato --no-input
expect_error_shape
expect_status 1 as third sekisho init --org Again --officer Sato --no-input
expect_error_shape
expect_absent third.id
expect_absent state-third/config.toml

# A charter that promises what nothing does founds nothing.
as officer sekisho charter show | sed 's/^scan = false/scan = true/' >scan.toml
grep -q 'scan = true' scan.toml || fail 'the rules do not say scan'
expect_status 4 env SEKISHO_IDENTITY="$T/founder.id" SEKISHO_STATE_DIR="$T/founder" SEKISHO_STORE="$T/founded.sqlite" \
  sekisho init --org Founded --officer Sato --charter scan.toml --no-input
expect_error_shape
expect_stderr_contains 'not built yet'
expect_absent founded.sqlite
