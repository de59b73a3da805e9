#!/usr/bin/env bash
# The library of the command tests: an expectation that does not hold must end the test.
. "$(dirname "$0")/lib.sh"
lib=$SEKISHO_SOURCE/tests/cli/lib.sh

# inner SCRIPT: runs it as a test of its own.
inner() { CI='' bash -c '. "$0"; '"$1" "$lib"; }
inner_in_ci() { CI=true bash -c '. "$0"; '"$1" "$lib"; }

shaped='sh -c "printf \"error: no\\nhint: yes\\n\" >&2; exit 4"'
for good in 'expect_status 0 true' 'expect_status 3 sh -c "exit 3"' "expect_status 4 $shaped; expect_error_shape" \
  'expect_status 0 echo hello; expect_stdout_contains ell; expect_stdout_is hello; expect_stdout_lacks bye' \
  'expect_absent nothing' 'touch a; expect_file a; chmod 640 a; expect_mode 640 a' \
  'expect_status 0 as bob printenv SEKISHO_IDENTITY; expect_stdout_is "$T/bob.id"' \
  'export SEKISHO_PASSPHRASE_FILE=x; expect_status 1 as bob printenv SEKISHO_PASSPHRASE_FILE'; do
  expect_status 0 inner "$good"
done

for bad in 'expect_status 0 false' 'expect_status 1 true' 'expect_status 0 true; expect_error_shape' \
  'expect_status 1 sh -c "echo error: no >&2; exit 1"; expect_error_shape' \
  'expect_status 1 sh -c "echo hint: only >&2; exit 1"; expect_error_shape' \
  'expect_status 0 echo a; expect_stdout_contains b' 'expect_status 0 echo a; expect_stdout_lacks a' \
  'expect_status 0 true; expect_stderr_contains b' 'touch a; expect_absent a' \
  'ln -s nowhere a; expect_absent a' 'expect_file a' 'echo 1 >a; echo 2 >b; expect_same a b' \
  'require_program sekisho-that-nobody-built' 'false; true'; do
  expect_status 1 inner "$bad"
done
expect_stdout_is ''

# A sanitizer's report fails a test whatever the status was.
if inner 'expect_status 0 sh -c "echo a.cc:1: runtime error: overflow >&2"' 2>reported; then
  fail 'a report of a sanitizer passed'
fi
grep -q 'FAILED .*a sanitizer complained' reported || fail 'a report of a sanitizer was not named'

expect_status 77 inner 'skip "for a reason"'
expect_stdout_contains 'for a reason'
expect_status 77 inner 'require_program a-program-that-nobody-has'
expect_status 1 inner_in_ci 'skip "for a reason"'
expect_stderr_contains 'for a reason'

# The directory of a test is gone after it, whatever happened, and what was asked for was done.
expect_status 1 inner 'at_exit "echo second"; at_exit "echo first"; echo "$T"; expect_status 0 false'
expect_absent "$(stdout | head -n 1)"
[ "$(stdout | tail -n 2 | tr '\n' ' ')" = 'first second ' ] || fail "the clean-up ran in another order"
expect_stderr_contains 'last command: false'
