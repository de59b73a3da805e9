#!/usr/bin/env bash
# What the README's first command shows, on this project's own files: every command that it prints, and
# every refusal.
. "$(dirname "$0")/lib.sh"
require_program sekisho sekisho-wipe sekisho-prepare age age-keygen sqlite3
TMPDIR=$T expect_status 0 "$SEKISHO_SOURCE/scripts/example-takeout" --bin "$SEKISHO_BIN"
[ -z "$(find "$T" -mindepth 1 -maxdepth 1 -name 'sekisho-example.*')" ] || fail 'it has left something behind'
