#!/usr/bin/env bash
# Who stands at the door is somebody else than who sealed: what modes the package has, and what is
# said of one that may not be read.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
require_program setpriv
if [ "$(id -u)" = 0 ]; then everybody_may_come; fi
found_office
ask --uses 9
quietly as manager sekisho approve "$request"
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d

# 0644 less the umask that the command was started with; never writable for others.
modes=(644 644 640 600 0)
masks=(000 022 027 077 777)
for at in "${!masks[@]}"; do
  package=usb/$request$([ "$at" = 0 ] || echo "-$((at + 1))").age
  (umask "${masks[at]}"; expect_status 0 as employee sekisho seal "$request" -o usb)
  expect_mode "${modes[at]}" "$package"
done
# The one of mode 0600 stays.
package=usb/$request-4.age
chmod 600 usb/*.age
find usb -name '*.age' ! -path "$package" -delete

# The guard is another user, with the record's snapshot and no identity.
quietly as it sekisho gate snapshot -o door
mkdir state-guard && cp state-it/config.toml state-guard/
chmod 755 usb
chmod 644 door
guard() { as guard "$@"; }
if [ "$(id -u)" = 0 ]; then
  # A copy: the guard need not be able to reach where it was built.
  cp "$SEKISHO_BIN/sekisho" .
  PATH=$T:$PATH
  chown -R 65534:65534 state-guard
  guard() { as guard setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
else
  chmod 000 "$package"
fi
expect_status 3 guard sekisho gate usb --snapshot door
expect_stdout_contains 'cannot check  an entry  not readable for you'
expect_stdout_lacks 'NG'
expect_stderr_lacks 'sealed with'
expect_error_shape
expect_stderr_contains 'call IT, who sees what could not be read: sekisho gate usb --snapshot door --detail'
[ "$(stdout | tail -n 1)" = 'cannot check' ] || fail 'the verdict is not the last line'
expect_status 3 guard sekisho gate usb --snapshot door --json
expect_stdout_contains '"code":"cannot-check"'
expect_stdout_contains '"code":"unreadable"'

chmod 644 "$package"
expect_status 0 guard sekisho gate usb --snapshot door
expect_stdout_contains "OK  $request  "
expect_status 0 guard sekisho gate usb --snapshot door --json
expect_stdout_contains '"code":"ok"'

# What cannot be read is not said to be absent.
chmod 000 state-guard
expect_status 1 guard sekisho gate usb --snapshot door
expect_stderr_contains 'Permission denied'
expect_stderr_lacks 'has not joined'
chmod 755 state-guard

# What may not pass is told before what cannot be read.
chmod 000 "$package"
printf 'plain\n' >usb/plain && chmod 644 usb/plain
expect_status 3 guard sekisho gate usb --snapshot door --json
expect_stdout_contains '"code":"ng"'
rm usb/plain

# Nothing found is no pass, and none is recorded.
mkdir empty
before=$(statements)
expect_status 3 as it sekisho gate empty
expect_stdout_is 'only what was named was looked at, and not what lies beside it
nothing here'
expect_error_shape
expect_status 3 as it sekisho gate empty --json
expect_stdout_contains '"code":"nothing-here"'
expect_stdout_contains '"recorded":false'
[ "$(statements)" = "$before" ] || fail 'a pass was recorded for nothing'

# A path is named as it was typed.
expect_status 1 as it sekisho gate /nonexistent-place
expect_stderr_contains '/nonexistent-place'

# A medium that is known and has no package on it is not one that is not there.
mkdir bare
quietly as it sekisho media register bare --label USB-5
for language in '' ja; do
  LANGUAGE=$language expect_status 3 as it "$SEKISHO_BIN/sekisho" gate bare
  expect_stdout_contains USB-5
  [ -n "$language" ] || expect_stdout_contains 'nothing here (no package)'
  [ -n "$language" ] || expect_stderr_contains 'error: no sealed package is on USB-5'
  [ -z "$language" ] || expect_stdout_lacks '媒体なし'
  [ -z "$language" ] || expect_stdout_contains '封印ファイルなし'
done
expect_status 3 as it sekisho gate bare --json
expect_stdout_contains '"code":"nothing-here"'

# Whoever stands at the door is told one thing to do, and whom to call; not to run what is IT's.
printf 'plain\n' >usb/plain
expect_status 3 guard sekisho gate usb --snapshot door
expect_stderr_contains 'hint: keep the medium and call IT, who sees what lies where: sekisho gate usb --snapshot door --detail'
rm usb/plain
printf 'plain\n' >empty/plain
expect_status 3 guard sekisho gate empty --snapshot door
expect_stderr_contains 'hint: keep it here: whoever brings it has it sealed first, or asks IT'
