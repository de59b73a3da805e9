#!/usr/bin/env bash
# What was approved, and nothing else, is sealed, once, and only onto its medium.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
quietly as employee sekisho request in --class 秘 --purpose visit --to P3 --mail a@example.com --until +7d
mailed=$(stdout)
quietly as manager sekisho approve "$mailed"
ask_and_approve
seal() { as employee sekisho seal "$request" -o "usb/$request.age"; }
untouched() { [ "$(ls -A usb)" = SEKISHO.TAG ] || fail "something was written: $(ls -A usb)"; }

# Another medium, or none (ATTACKS G2, D11).
mkdir other
quietly as it sekisho media register other --label USB-2
refused 4 'USB-1' as employee sekisho seal "$request" -o "other/$request.age"
refused 4 'USB-1' as employee sekisho seal "$request" -o "here.age"
expect_absent here.age
expect_absent "other/$request.age"

# A copied tag file, with another registration's bytes: not the medium.
cp other/SEKISHO.TAG saved && cp usb/SEKISHO.TAG tag && cp saved usb/SEKISHO.TAG
refused 4 '' seal
cp tag usb/SEKISHO.TAG

# The hint keeps to the command that was typed, and can be typed; a place that is not there is told.
refused 4 'USB-1' as employee sekisho seal "$request" --resume
expect_stderr_contains "sekisho seal $request --resume -o /path/on/USB-1/$request.age"
refused 4 'there is no directory usb/sub' as employee sekisho seal "$request" -o usb/sub/x.age

# On a medium a package has the name of its request, and lies at the top (ATTACKS G14).
mkdir usb/sub
for output in usb/x.age "usb/$request-2.age" "usb/sub/$request.age" usb/sub usb/sub/; do
  refused 4 "on USB-1 the package of $request is called $request.age" as employee sekisho seal "$request" -o "$output"
  expect_stderr_contains "hint: sekisho seal $request -o $T/usb/$request.age"
done
rmdir usb/sub
untouched
refused 1 'in is a directory' as employee sekisho seal "$mailed" -o in
expect_stderr_contains "hint: sekisho seal $mailed -o in/$mailed.age"
quietly as employee sekisho status "$request"
expect_stdout_contains "next: sekisho seal $request -o /path/on/USB-1/$request.age"

# Files added, missing, changed, replaced by a link (ATTACKS D10).
printf 'new\n' >in/c.txt
refused 4 "'in/c.txt' was not approved" seal
rm in/c.txt
mv in/b.txt b.txt
refused 4 "'in/b.txt' was approved and is missing" seal
ln -s ../b.txt in/b.txt
refused 4 'in/b.txt' seal
rm in/b.txt
printf 'Second\n' >in/b.txt
refused 4 "'in/b.txt' was changed" seal
mv b.txt in/b.txt
untouched

# Somebody else, and a stranger, do not seal it.
refused 4 'has to be sealed by: requester' as manager sekisho seal "$request" -o "usb/$request.age"
expect_stderr_contains 'hint: the requester has to seal it'
refused 4 '' as auditor sekisho seal "$request" -o "usb/$request.age"
untouched

quietly seal
refused 4 'used up' as employee sekisho seal "$request" -o "usb/$request-2.age"  # ATTACKS A8
expect_absent "usb/$request-2.age"
refused 4 '' seal

# The files may lie elsewhere: --base.
quietly as it sekisho media return USB-1 usb --wipe --confirm usb
ask
quietly as manager sekisho approve "$request"
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
mkdir elsewhere && mv in elsewhere/in
refused 4 "there is no 'in' in $T" seal
expect_stderr_contains '--base DIR'
refused 4 "there is no 'in' in $T/usb" as employee sekisho seal "$request" -o "usb/$request.age" --base usb
expect_status 0 as employee sekisho seal "$request" -o "usb/$request.age" --base elsewhere
[ "$(find usb -name '.*' -type f | wc -l)" = 0 ] || fail 'a temporary file was left'

# Lost: void, by who sealed or by the officer; the use comes back by the officer alone.
package=usb/$request.age
cp "$package" lost.age && rm "$package"
refused 4 'seal-void' as employee sekisho seal "$request" --resume -o "$package"
refused 2 '' as employee sekisho seal-void "$request"
refused 4 '' as manager sekisho seal-void "$request" --reason broken
refused 1 '' as employee sekisho seal-void R99 --reason broken
quietly as employee sekisho seal-void "$request" --reason broken --json
expect_stdout_contains '"use_returned":false'
refused 4 'used up' as employee sekisho seal "$request" -o usb --base elsewhere
quietly as officer sekisho seal-void "$request" --reason broken --json
expect_stdout_contains '"use_returned":true'
refused 4 'void already' as officer sekisho seal-void "$request" --reason broken
# The second seal of a request has a name of its own; the mount is enough to say where.
refused 4 "is called $request-2.age" as employee sekisho seal "$request" -o "$package" --base elsewhere
quietly as employee sekisho seal "$request" -o usb --base elsewhere
expect_stderr_contains 'next: sekisho gate usb'
package=usb/$request-2.age
expect_file "$package"
expect_status 0 as employee sekisho status "$request"
expect_stdout_contains ', void: seal '
[ "$(stdout | grep -c '^sealed by ')" = 2 ] || fail 'it does not list each seal'
expect_stdout_lacks 'missing: '  # it is sealed as often as was allowed
expect_status 0 as it sekisho gate "$package"
rm "$package" && cp lost.age "usb/$request.age"
expect_status 3 as it sekisho gate usb
expect_stdout_contains 'void'

# Sealed twice: which seal is meant is said, by the id that status lists.
quietly as it sekisho media return USB-1 usb --wipe --confirm usb
mv elsewhere/in in
ask --uses 2
quietly as manager sekisho approve "$request"
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
rm -f "usb/"R*.age
quietly as employee sekisho seal "$request" -o usb
refused 4 "is called $request.age" as employee sekisho seal "$request" --resume -o usb/other.age
expect_stderr_contains "hint: sekisho seal $request --resume -o $T/usb/$request.age"
quietly as employee sekisho seal "$request" --resume -o usb/
expect_stderr_contains "usb/$request.age is finished"
quietly as employee sekisho seal "$request" -o "usb/$request-2.age"
quietly as employee sekisho seal "$request" --resume -o "usb/$request-2.age"
refused 4 'more than once' as employee sekisho seal-void "$request" --reason broken
expect_stderr_contains "sekisho status $request; then: sekisho seal-void $request --seal SEAL"
quietly as employee sekisho status "$request"
second=$(stdout | sed -n 's/^sealed by .*: seal //p' | tail -1)
quietly as employee sekisho seal-void "$request" --seal "$second" --reason broken
expect_status 3 as it sekisho gate usb
expect_stdout_contains "OK  $request  "
expect_stdout_contains "NG  $request  its seal was declared void"
rm "usb/$request-2.age"
expect_status 0 as it sekisho gate usb

# Each under the name of the other: what lies there is not what it is called.
mv "usb/$request.age" "usb/$request-2.age"
expect_status 3 as it sekisho gate usb
expect_stdout_contains "NG  $request  on a medium it has to be called $request.age"
