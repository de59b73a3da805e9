#!/usr/bin/env bash
# Passphrases asked on a terminal: without echo, twice for a new one, and the terminal as it was
# after Ctrl-C (ATTACKS Z5).
. "$(dirname "$0")/lib.sh"
require_program sekisho script
good='umbrella-ferment-quartz-ninety'
export SEKISHO_IDENTITY=$T/id
# What script(1) runs the commands with. Without it /bin/sh, which may be dash: that dies of the
# Ctrl-C itself, and says nothing of how the command ended.
export SHELL=$BASH

# on_terminal COMMAND: runs it on a terminal of its own; what it shows is in $shown.
on_terminal() {
  shown=''
  coproc terminal { script -qefc "$1; echo status=\$?; stty -a | grep -o -- '-\\?echo\\b'" /dev/null; }
  pid=$terminal_PID
  # Of our own: bash closes a coproc's descriptors as soon as it has ended.
  exec {from}<&"${terminal[0]}" {to}>&"${terminal[1]}"
}
# wait_for TEXT: ends with the terminal, or when nothing more comes for long.
wait_for() {
  local char limit=$((120 * ${SEKISHO_TEST_TIME_FACTOR:-1}))
  while IFS= read -r -N 1 -t "$limit" char <&"$from"; do
    shown+=$char
    case $shown in *"$1"*) return ;; esac
  done
  fail "'$1' was not shown, but: $shown"
}
type_line() { printf '%s\n' "$1" >&"$to"; }
finish() {
  local rest
  rest=$(cat <&"$from") || true
  shown+=$rest
  wait "$pid" || true
  exec {from}<&- {to}>&-
}

on_terminal 'sekisho identity new'
wait_for 'new passphrase for'; wait_for ': '
type_line "$good"
wait_for 'once more: '
type_line "$good"
wait_for 'status=0'
wait_for $'echo\r'
finish
case $shown in *"$good"*) fail 'the passphrase was echoed' ;; *-echo*) fail 'echo is off afterwards' ;; esac
expect_file id
! grep -q AGE-SECRET id || fail 'the key is in the clear'

on_terminal 'sekisho identity recipient'
wait_for 'passphrase of'; wait_for ': '
type_line "$good"
wait_for 'status=0'
finish
case $shown in *age1*) ;; *) fail 'it was not unlocked' ;; esac

# A wrong one is asked for again twice, naming what it usually is; then it is an error.
printf '%s\n' "$good" >new
# wrong LEFT: types one, and waits until it is asked for again.
wrong() {
  shown=''
  type_line 'UMBRELLA-FERMENT'
  wait_for "attempts left: $1; check Caps Lock and whether Japanese input (IME) is on"
  wait_for 'passphrase of'
  wait_for 'id: '
}
for right in yes no; do
  on_terminal 'sekisho identity change-passphrase --new-passphrase-file new'
  wait_for 'id: '
  wrong 2
  wrong 1
  if [ "$right" = yes ]; then
    type_line "$good"
    wait_for 'status=0'
  else
    type_line 'UMBRELLA-FERMENT'
    wait_for 'error: '
    wait_for 'status=1'
  fi
  finish
done

rm id
on_terminal 'sekisho identity new'
wait_for ': '
type_line "$good"
wait_for 'once more: '
type_line 'something else'
wait_for 'status=2'
finish
expect_absent id

on_terminal 'sekisho identity new'
wait_for ': '
printf '\003' >&"$to"
wait_for 'status=130'
wait_for $'echo\r'
finish
case $shown in *-echo*) fail 'echo is off after Ctrl-C' ;; esac
expect_absent id

# Leaving is for good: the name is asked for.
export SEKISHO_IDENTITY=$T/officer.id SEKISHO_STORE=$T/store.sqlite
expect_status 0 sekisho init --org Office --officer Sato --no-input
expect_status 0 sekisho member add --name Kato --dept Sales
on_terminal 'sekisho member leave P2'
wait_for 'Type the name'; wait_for ': '
type_line 'Kano'
wait_for 'status=2'
finish
on_terminal 'sekisho member leave P2'
wait_for 'Type the name'; wait_for ': '
type_line 'Kato'
wait_for 'status=0'
finish
expect_status 0 sekisho member list
expect_stdout_contains 'left'
