#!/usr/bin/env bash
# A signal in the middle of sealing and of opening (ATTACKS Z5, Z3): one message, nothing left, no use
# of the permit spent; the same command then does it. A window that is closed sends HUP.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
. "$SEKISHO_SOURCE/tests/moments.bash"
at_exit end_stopped
found_office
# More than one piece to write.
head -c 4M /dev/urandom >in/large
ask_and_approve

# interrupted SIGNAL WHERE COMMAND...: the signal comes as soon as WHERE has something temporary, when
# a piece has been written.
interrupted() {
  local signal=$1 where=$2 status=0
  shift 2
  # Not through `as`: the signal is for the command itself, not for a shell around it.
  stop_with "$where/.sekisho-*" env SEKISHO_IDENTITY="$T/employee.id" SEKISHO_STATE_DIR="$T/state-employee" \
    SEKISHO_STORE="$T/store.sqlite" "$@" >"$T/.said/out" 2>"$T/.said/err" ||
    fail "it ended before it could be interrupted: $*"
  kill "-$signal" "$pid"
  let_go || status=$?
  [ "$status" = $((128 + $(kill -l "$signal"))) ] || fail "status $status after $signal"
  grep -q '^error: .*interrupted' "$T/.said/err" || fail "it does not say that it was interrupted"
  [ -z "$(find "$where" -maxdepth 1 -name '.sekisho-*')" ] || fail "something was left in $where"
}

for signal in INT TERM HUP QUIT USR1 USR2 ALRM VTALRM PROF XCPU PWR; do
  interrupted "$signal" usb sekisho seal "$request" -o "usb/$request.age"
  expect_absent "usb/$request.age"
done
expect_status 0 as employee sekisho seal "$request" -o "usb/$request.age"
for signal in INT TERM HUP XCPU; do
  interrupted "$signal" . sekisho open "usb/$request.age" -C out
  expect_absent out
done
expect_status 0 as employee sekisho open "usb/$request.age" -C out in/a.txt
expect_same in/a.txt out/in/a.txt

# A limit of file size fails the write, and leaves nothing either.
rm -r out "usb/$request.age"
ask
quietly as manager sekisho approve "$request"
too_large() { (ulimit -f 1024 && as employee sekisho seal "$request" -o "usb/$request.age"); }
expect_status 1 too_large
expect_stderr_contains 'error: '
[ -z "$(ls -A usb | grep -v SEKISHO.TAG)" ] || fail "something was left: $(ls -A usb)"
# What is ignored at the start stays so.
nohup_status() { (trap '' HUP && as employee sh -c 'kill -HUP $$; exec sekisho status'); }
expect_status 0 nohup_status
