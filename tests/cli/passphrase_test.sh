#!/usr/bin/env bash
# Identity files and their passphrases, without a terminal.
. "$(dirname "$0")/lib.sh"
require_program sekisho
good='umbrella-ferment-quartz-ninety'
printf '%s\n' "$good" >good
printf 'password123\n' >weak
printf 'qwertyuiop2024\numbrella-ferment-quartz-ninety\n' >weaker
: >empty
head -c 5000 /dev/zero | tr '\0' x >long

# unlocked_by FILE COMMAND...
unlocked_by() {
  local file=$1
  shift
  SEKISHO_IDENTITY=$T/id SEKISHO_PASSPHRASE_FILE=$file "$@"
}

# Guessable ones are refused, and nothing is written.
for file in weak weaker; do
  expect_status 4 unlocked_by "$T/$file" sekisho identity new
  expect_error_shape
  expect_stderr_contains 'can be guessed'
  expect_stderr_lacks password123
  expect_absent id
done
for file in empty long no-such .; do
  got=0
  SEKISHO_PASSPHRASE_FILE=$T/$file SEKISHO_IDENTITY=$T/id sekisho identity new >said 2>&1 </dev/null || got=$?
  [ "$got" != 0 ] || fail "the passphrase file $file was taken"
  expect_absent id
done
mkfifo pipe
expect_status 1 unlocked_by "$T/pipe" sekisho identity new

# Nobody to ask: said so, with what helps.
expect_status 2 env SEKISHO_IDENTITY="$T/id" setsid -w sekisho identity new
expect_stderr_contains SEKISHO_PASSPHRASE_FILE
expect_error_shape
expect_absent id
expect_status 2 env SEKISHO_IDENTITY="$T/id" sekisho identity new --no-input
expect_absent id

expect_status 0 unlocked_by "$T/good" sekisho identity new
recipient=$(stdout)
expect_mode 600 id
! grep -q AGE-SECRET-KEY id || fail 'the key is in the clear'
expect_status 0 unlocked_by "$T/good" sekisho identity recipient
expect_stdout_is "$recipient"
expect_status 1 unlocked_by "$T/weak" sekisho identity recipient
expect_status 2 env SEKISHO_IDENTITY="$T/id" sekisho identity recipient --no-input
expect_status 1 unlocked_by "$T/good" sekisho identity new
expect_stderr_contains 'exists already'

# Changing it.
printf 'velvet-orchard-static-plumage\n' >better
expect_status 4 unlocked_by "$T/good" sekisho identity change-passphrase --new-passphrase-file weak
expect_status 0 unlocked_by "$T/good" sekisho identity recipient
expect_status 0 unlocked_by "$T/good" sekisho identity change-passphrase --new-passphrase-file better
expect_status 1 unlocked_by "$T/good" sekisho identity recipient
expect_status 0 unlocked_by "$T/better" sekisho identity recipient
expect_stdout_is "$recipient"
expect_mode 600 id

# init makes the identity with the passphrase that can be had.
export SEKISHO_STATE_DIR=$T/state
expect_status 0 env SEKISHO_PASSPHRASE_FILE="$T/good" sekisho init --org Office --officer Sato --identity officer.id
! grep -q AGE-SECRET-KEY officer.id || fail 'the key is in the clear'
expect_file state/ledger.sqlite
