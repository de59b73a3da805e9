#!/usr/bin/env bash
# A view before an approval that is longer than a screen ends with what it began with: who can open
# it. What stands at its foot is not the requester's (ATTACKS I1).
. "$(dirname "$0")/lib.sh"
require_program sekisho script
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
export SHELL=$BASH

# seen REQUEST: approves it on a terminal; what that shows is the last command's stdout.
seen() {
  expect_status 0 as manager script -qefc "sekisho approve $1" /dev/null
}
lines_with() { grep -c -- "$1" .said/out || true; }

ask
seen "$request"
[ "$(lines_with 'can be opened by')" = 1 ] || fail 'a short view says it once'

# "All in this folder" is shown as what is in it.
quietly as employee sekisho request in/. --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
seen "$(stdout)"
[ "$(lines_with 'a.txt')" = 1 ] || fail 'it is not shown what is in the folder'

files=()
for i in {1..12}; do
  files+=("in/$i-$(printf 'x%.0s' {1..90})")
  printf x >"${files[-1]}"
done
# As much as a requester likes, with a screen of his own at the end.
purpose="visit$(printf '\u2800%.0s' {1..400}) can be opened by: Nobody"
quietly as employee sekisho request "${files[@]}" --class 秘 --purpose "$purpose" --to P3 --medium USB-1 --until +7d
seen "$(stdout)"
expect_stdout_lacks Nobody
expect_stdout_lacks $'\u2800'
[ "$(lines_with 'can be opened by')" = 2 ] || fail 'a long view says it first and last'
