#!/usr/bin/env bash
# What people try first: help, versions, typing mistakes, filters.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
ask

expect_status 0 sekisho help seal
cp "$T/.said/out" helped
expect_status 0 sekisho seal --help
expect_same helped "$T/.said/out"
expect_status 0 sekisho help media register
expect_stdout_contains '--label'
expect_status 0 sekisho --no-input --store help.sqlite help seal
expect_same helped "$T/.said/out"
expect_status 0 sekisho help request
expect_stdout_contains 'Exactly one of these:'
expect_stdout_lacks '[Option Group'
expect_status 0 sekisho help
expect_stdout_contains 'request'
expect_status 0 sekisho -V
expect_stdout_contains 'sekisho '
expect_status 0 sekisho-wipe -V
expect_stdout_contains 'sekisho-wipe '

expect_status 2 sekisho reqeust in
expect_stderr_contains 'did you mean: sekisho request'
expect_status 2 sekisho media regster usb
expect_stderr_contains 'did you mean: sekisho media register'
# Also where the next word is a command by itself.
for words in 'meida list' 'meida show USB-1' 'memebr list' 'ledegr verify' 'idnetity show'; do
  # shellcheck disable=SC2086
  expect_status 2 sekisho $words
  expect_stderr_contains "there is no command '${words%% *}'"
done
expect_status 2 sekisho meida list
expect_stderr_contains 'did you mean: sekisho media)'
expect_status 2 sekisho show R1 --jsno
expect_stderr_contains 'did you mean: sekisho show --json'
# Nor is there a page about a command that there is not.
for unknown in 'reqeust --help' '--help reqeust' 'help reqeust'; do
  # shellcheck disable=SC2086 # words
  expect_status 2 sekisho $unknown
  expect_stderr_contains "there is no command 'reqeust'"
  expect_stderr_contains 'did you mean: sekisho request'
  expect_stdout_is ''
done
expect_status 2 sekisho media regster --help
expect_stderr_contains 'did you mean: sekisho media register'
expect_status 2 sekisho help media regster
for page in '--help' help 'help help' 'media --help'; do
  # shellcheck disable=SC2086 # words
  expect_status 0 sekisho $page
  expect_stdout_contains Usage
done
# What checks certificates is on the pages that name them.
expect_status 0 sekisho-wipe --help
expect_stdout_contains 'sekisho-wipe verify-certificate FILE'
expect_status 0 sekisho help wipe
expect_stdout_contains 'sekisho-wipe verify-certificate'
expect_status 2 sekisho frobnicate
expect_stderr_lacks 'did you mean'

# Everything that is missing is told at once.
expect_status 2 sekisho request in
for option in --class --purpose --to --until; do expect_stderr_contains "$option"; done

# What there is instead is told.
refused 1 "there is no class '極秘書'" as employee sekisho request in --class 極秘書 --purpose x --to P3 --until +7d --medium USB-1
expect_stderr_contains '社内限, 秘, 極秘'

# One cause in every class is one finding: nobody else approves for those who approve.
expect_status 3 as officer sekisho charter lint
[ "$(stdout | grep -c 'of their own approved: Suzuki$')" = 1 ] || fail 'a cause is told more than once'

# Of what was denied nothing is missing.
quietly as manager sekisho deny R1 --reason 'not now'
quietly as employee sekisho status R1
expect_stdout_lacks 'missing'
expect_stdout_contains 'not now'

# A filter that can fit nothing is a mistake, not an empty log.
for filter in --kind --about --by; do refused 2 'it is empty' as auditor sekisho ledger log "$filter" ''; done
refused 2 'is not in range: 1 to' as auditor sekisho ledger log --limit 0
refused 2 "there is no kind 'reqest'" as auditor sekisho ledger log --kind reqest
refused 1 "nothing about 'R99'" as auditor sekisho ledger log --about R99
refused 1 "no member 'P99'" as auditor sekisho ledger log --by P99
for about in r1 Ｒ１ usb-1 M1; do
  expect_status 0 as auditor sekisho ledger log --about "$about"
  [ -n "$(stdout)" ] || fail "nothing about $about"
done

# Every command's help ends with an example and what its exit status means.
commands() { sekisho "$@" --help | awk '/^[A-Z].*:$/ { below = /^(Subcommands|Commands):/ } below && /^  [a-z]/ { print $1 }'; }
[ -n "$(commands)" ] || fail 'no commands were found'
for command in $(commands); do
  below=$(commands "$command")
  for leaf in ${below:-''}; do
    expect_status 0 sekisho "$command" ${leaf:+"$leaf"} --help
    expect_stdout_contains 'Exit status: '
    expect_stdout_contains "  sekisho $command${leaf:+ $leaf}"
  done
  ! stdout | awk 'length > 100 { long = 1 } END { exit !long }' || fail "a line of $command --help is long"
done
