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
for mask in 000 022 027 077 777; do
  (umask "$mask"; expect_status 0 as employee sekisho seal "$request" -o "usb/m$mask.age")
done
expect_mode 644 usb/m000.age
expect_mode 644 usb/m022.age
expect_mode 640 usb/m027.age
expect_mode 600 usb/m077.age
expect_mode 0 usb/m777.age
chmod 600 usb/m777.age
rm usb/m000.age usb/m022.age usb/m027.age usb/m777.age

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
  chmod 000 usb/m077.age
fi
expect_status 3 guard sekisho gate usb --snapshot door
expect_stdout_contains 'cannot check  usb/m077.age  not readable for you'
expect_stdout_lacks 'NG'
expect_stderr_lacks 'sealed with'
expect_error_shape
[ "$(stdout | tail -n 1)" = 'cannot check' ] || fail 'the verdict is not the last line'
expect_status 3 guard sekisho gate usb --snapshot door --json
expect_stdout_contains '"code":"cannot-check"'
expect_stdout_contains '"code":"unreadable"'

chmod 644 usb/m077.age
expect_status 0 guard sekisho gate usb --snapshot door
expect_stdout_contains 'OK  usb/m077.age'
expect_status 0 guard sekisho gate usb --snapshot door --json
expect_stdout_contains '"code":"ok"'

# What cannot be read is not said to be absent.
chmod 000 state-guard
expect_status 1 guard sekisho gate usb --snapshot door
expect_stderr_contains 'Permission denied'
expect_stderr_lacks 'has not joined'
chmod 755 state-guard

# What may not pass is told before what cannot be read.
chmod 000 usb/m077.age
printf 'plain\n' >usb/plain && chmod 644 usb/plain
expect_status 3 guard sekisho gate usb --snapshot door --json
expect_stdout_contains '"code":"ng"'
rm usb/plain

# Nothing found is no pass, and none is recorded.
mkdir empty
before=$(statements)
expect_status 3 as it sekisho gate empty
expect_stdout_is 'nothing here'
expect_error_shape
expect_status 3 as it sekisho gate empty --json
expect_stdout_contains '"code":"nothing-here"'
expect_stdout_contains '"recorded":false'
[ "$(statements)" = "$before" ] || fail 'a pass was recorded for nothing'

# A path is named as it was typed.
expect_status 1 as it sekisho gate /nonexistent-place
expect_stderr_contains '/nonexistent-place'
