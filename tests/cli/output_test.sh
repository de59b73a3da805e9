#!/usr/bin/env bash
# ATTACKS Z6: a closed stdout, a full one, closed stdin and stderr; Z2: untrusted names.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

# closed COMMAND...: stdout is closed before it starts; nothing is done.
closed() { "$@" >&-; }
full() { "$@" >/dev/full; }
refused 1 'stdout is closed' closed as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
refused 1 'stdout is closed' closed as employee sekisho status
refused 1 'stdout is closed' closed sekisho --help
refused 1 'stdout is closed' closed as officer sekisho member list --json
refused 1 'could not be printed' full as officer sekisho member list
refused 1 'could not be printed' full as officer sekisho member list --json
refused 1 '' full sekisho --help
expect_status 1 full as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
expect_stderr_contains 'it was done'
# The descriptor that was closed is not taken by the store and written over.
expect_status 0 as auditor sekisho ledger verify
no_input() { "$@" <&-; }
no_stderr() { "$@" 2>&-; }
expect_status 0 no_input as employee sekisho status
expect_status 0 no_stderr as employee sekisho status
expect_status 4 no_stderr as employee sekisho approve R1
[ ! -s store.sqlite.lock ] || fail 'an error was written into a file'
expect_status 0 as auditor sekisho ledger verify

# Names from others never reach a terminal as they are.
evil=$'\033[2Jevil\u202Egpj.exe\r\a'
quietly as officer sekisho member add --name "$evil" --dept Sales --role employee
expect_status 0 as officer sekisho member list
expect_stdout_contains '\x1b[2Jevil\u{202e}gpj.exe\r\x07'
expect_status 0 as officer sekisho member list --json
! grep -qP '\x1b|\x{202e}' <(stdout) || fail 'a control character is in the JSON'
touch "in/$evil"
refused 4 'control characters' as employee sekisho request in --class 秘 --purpose x --to P3 --medium USB-1 --until +7d
rm "in/$evil"
quietly as employee sekisho request in --class 秘 --purpose "$evil" --to P3 --medium USB-1 --until +7d
for command in 'show R2' 'status R2' 'inbox'; do
  # shellcheck disable=SC2086 # two words
  expect_status 0 as manager sekisho $command
  ! grep -q $'\033' "$T/.said/out" || fail 'an escape sequence was printed'
done
touch "usb/$evil"
expect_status 3 as it sekisho gate usb --detail
expect_stdout_contains 'NG  usb/\x1b[2Jevil'
! grep -q $'\033' "$T/.said/out" "$T/.said/err" || fail 'an escape sequence was printed'
expect_status 1 as manager sekisho approve "$evil"
expect_error_shape
expect_status 2 as manager sekisho "$evil"
expect_error_shape

# A file name in brackets is one name; one that is called like a command, too.
mkdir odd && printf x >'odd/[a,b]' && printf y >odd/open
cd odd
quietly as employee sekisho request '[a,b]' open --class 秘 --purpose odd --to P3 --medium USB-1 --until +7d
cd ..
quietly as employee sekisho show R3
expect_stdout_contains '[a,b]'
expect_stdout_contains open

# Nobody who reads on: those that only read end without a word, the others say what was done.
mkfifo pipe
unread() {
  exec 3<>pipe 4>pipe 3>&-  # 4 is written to, and nobody has it open for reading
  "$@" >&4 4>&-
}
for command in status 'member list --json' 'show R1' 'ledger log' --help; do
  # shellcheck disable=SC2086 # several words
  expect_status 141 unread as employee sekisho $command
  [ -z "$(stderr)" ] || fail "it says something: $command"
done
expect_status 1 unread as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
expect_stderr_contains 'it was done, but the answer could not be printed'
rm pipe
