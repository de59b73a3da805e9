#!/usr/bin/env bash
# The real commands, held at the moment when they print their result: no key, identity or passphrase
# lies in their memory but in the guarded one; they leave no core dump; what they start gets no secret
# as an argument or in its environment (ATTACKS Z1).
#
# usage: secrets_in_commands.sh DIRECTORY_OF_PROGRAMS    needs root, to read others' memory
SEKISHO_BIN=${1:?directory of the programs}
SEKISHO_SOURCE=$(cd "$(dirname "$0")/../../.." && pwd)
export SEKISHO_BIN SEKISHO_SOURCE
. "$SEKISHO_SOURCE/tests/cli/lib.sh"
require_root
require_program age strace setpriv
. "$SEKISHO_SOURCE/tests/cli/office.sh"

# Passphrases that stand in no program and in no script, and no two the same.
new_passphrase() { od -An -v -tx1 -N16 /dev/urandom | tr -d ' \n' >"$1"; }
for name in manager employee it other handover; do new_passphrase "$name.pass"; done

# A pipe that is full, with a reader that never reads: who writes into it waits.
mkfifo full
exec 9<>full
dd if=/dev/zero of=full oflag=nonblock bs=4096 status=none 2>/dev/null || true

held=
at_exit 'release'
release() {
  [ -z "$held" ] || { kill -KILL "$held" 2>/dev/null; wait "$held" 2>/dev/null; } || true
  held=
}

# hold NAME COMMAND...: runs it as NAME until it waits for its stdout; its pid is in $held.
hold() {
  local name=$1 call first
  shift
  printf '%q ' "$@" >.said/command
  (
    ulimit -c unlimited
    export SEKISHO_IDENTITY=$T/$name.id SEKISHO_STATE_DIR=$T/state-$name SEKISHO_STORE=$T/store.sqlite
    export SEKISHO_PASSPHRASE_FILE=$T/$name.pass
    exec "$@"
  ) >full 2>.said/err </dev/null 9>&- &
  held=$!
  : >.said/out
  # Until it waits in write(1, ...): call 1, or 64 on other machines.
  until { read -r call first _ <"/proc/$held/syscall"; } 2>/dev/null && [ "$first" = 0x1 ] &&
    { [ "$call" = 1 ] || [ "$call" = 64 ]; }; do
    kill -0 "$held" 2>/dev/null || fail 'it ended before it said anything'
    sleep 0.01
  done
}

# search IDENTITY PASSPHRASE [PACKAGE...]: nothing of these is in the memory of $held.
search() {
  local got=0
  "$SEKISHO_BIN/memory_search" "$held" "$@" >.said/out 2>.said/err || got=$?
  printf '%s\n' "$got" >.said/status
  [ "$got" = 0 ] || fail 'a secret lies in its memory'
  searches=$((searches + 1))
}
searches=0

# clean NAME COMMAND...: the secrets of NAME are not left by it.
clean() {
  hold "$@"
  search "$1.id" "$1.pass"
  release
}

found_office
for name in manager employee it; do
  quietly as "$name" sekisho identity change-passphrase --new-passphrase-file "$name.pass"
done
locked() {
  local name=$1
  shift
  quietly env SEKISHO_IDENTITY="$T/$name.id" SEKISHO_STATE_DIR="$T/state-$name" \
    SEKISHO_STORE="$T/store.sqlite" SEKISHO_PASSPHRASE_FILE="$T/$name.pass" "$@"
}

# The search finds what is there: a shell that has read the passphrase.
# shellcheck disable=SC2016
hold employee bash -c 'read -r p <"$SEKISHO_PASSPHRASE_FILE" || true; printf "%s\n" "$p"'
if "$SEKISHO_BIN/memory_search" "$held" employee.id employee.pass >.said/out 2>.said/err; then
  fail 'the search does not find a passphrase'
fi
expect_stdout_contains 'the passphrase from byte 0'
release

# Identities.
hold other sekisho identity new
search other.id other.pass
release
clean employee sekisho identity show
clean employee sekisho identity recipient
cp employee.id before.id
hold employee sekisho identity change-passphrase --new-passphrase-file handover.pass --json
search before.id employee.pass
search employee.id handover.pass
release
cp before.id employee.id

# A take-out: signing, sealing, opening. Each is done when it prints.
clean employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
locked employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
request=$(stdout)
clean manager sekisho approve "$request"
clean it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
hold employee sekisho seal "$request" -o "usb/$request.age"
search employee.id employee.pass "usb/$request.age"
release
for command in "open usb/$request.age -C out" "list usb/$request.age" "verify usb/$request.age"; do
  # shellcheck disable=SC2086
  hold employee sekisho $command
  search employee.id employee.pass "usb/$request.age"
  release
done
expect_same in/a.txt out/in/a.txt

# A key that is made with the request.
hold employee sekisho request in --class 秘 --purpose visit --to passphrase --medium USB-1 --until +7d \
  --key-passphrase-file handover.pass
search employee.id employee.pass
search in.key.age handover.pass
release

# No core dump, by limit and by flag (the system then gives the process's files to root).
hold employee sekisho identity recipient
grep -qE '^Max core file size +0 +0 ' "/proc/$held/limits" || fail 'it may dump core'
release
# Every path is relative: the directories above may be closed to others.
mkdir -m 777 nobody
cp "$SEKISHO_BIN/sekisho" "$SEKISHO_BIN/sekisho-wipe" nobody/
cp employee.id nobody/id
cp employee.pass nobody/pass
chmod 644 nobody/id nobody/pass
touch nobody/file
for command in './sekisho identity recipient --identity id' './sekisho-wipe --dry-run file'; do
  # shellcheck disable=SC2086
  hold employee env -C nobody SEKISHO_PASSPHRASE_FILE=pass \
    setpriv --reuid=65534 --regid=65534 --clear-groups $command
  [ "$(stat -c %u "/proc/$held/mem")" = 0 ] || fail "$command may be read by others of its user"
  grep -qE '^Max core file size +0 +0 ' "/proc/$held/limits" || fail "$command may dump core"
  release
done

# What is started gets no secret.
mkdir old && printf 'old\n' >old/f
quietly as officer sekisho status
locked it strace -f -v -s 65536 -o calls -e trace=execve,execveat \
  sekisho wipe old --confirm old --no-input --best-effort
grep -q 'execve.*sekisho-wipe' calls || fail 'strace has not seen the child'
locked employee strace -f -v -s 65536 -o more -e trace=execve,execveat \
  sekisho identity change-passphrase --new-passphrase-file handover.pass
cat more >>calls
for secret in $(cat ./*.pass) AGE-SECRET-KEY k4.secret; do
  case $secret in [0-9a-f]*) secret=${secret:0:16} ;; esac
  ! grep -qF -e "$secret" calls || fail 'a secret is an argument or in the environment'
done
echo "$searches searches"
