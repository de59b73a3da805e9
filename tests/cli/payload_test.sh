#!/usr/bin/env bash
# What a package encrypts: compressed when nobody is outside and it pays, a plain tar otherwise;
# padded when asked. Stock programs read all of it.
. "$(dirname "$0")/lib.sh"
require_program age zstd
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office --escrow-out escrow
mkdir text noise
seq 400000 >text/numbers
seq 200000 400000 | rev >text/reversed
head -c 3000000 /dev/urandom >noise/random
secret='umbrella-ferment-quartz-ninety'
printf '%s\n' "$secret" >secret
checked_out=

# seal_of DIRECTORY TO OPTION...: the package's name is in $package; the JSON of seal is on stdout.
seal_of() {
  local directory=$1 to=$2 more=()
  shift 2
  [ "$to" != passphrase ] || more=(--key-passphrase-file secret --key-out "$directory.key.age")
  rm -f "$directory.key.age"
  quietly as employee sekisho request "$directory" --class 秘 --purpose visit --to "$to" --medium USB-1 \
    --until +7d "${more[@]}"
  request=$(stdout)
  quietly as manager sekisho approve "$request"
  [ -n "$checked_out" ] || quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
  checked_out=yes
  package=usb/$request.age
  quietly as employee sekisho seal "$request" -o "$package" --json "$@"
}
size() { stat -c %s "$1"; }
payload_bytes() { age -d -i employee.id "$package" | wc -c; }

# opens_everywhere DIRECTORY KEY: by us in every way, and the gate lets it pass.
opens_everywhere() {
  local name
  quietly as it sekisho gate "$package"
  if [ "$2" = employee.id ]; then
    quietly as employee sekisho list "$package"
    quietly as employee sekisho verify "$package"
    quietly as employee sekisho open "$package" -C out
    for name in "$1"/*; do expect_same "$name" "out/$name"; done
    rm -r out
    quietly as employee sekisho open "$package" -C out "$1"
    rm -r out
  fi
  quietly as officer sekisho escrow-audit "$package" --escrow-key escrow/escrow-1.txt
  quietly as employee sekisho seal "$request" --resume -o "$package"
}

# stock_reads DIRECTORY KEY FILTER...: age, the filter and tar, each with status 0.
stock_reads() {
  local directory=$1 key=$2 name
  shift 2
  mkdir stock
  # All three, by pipefail. tar stops at the end of the archive: who still writes padding then would
  # now and then end by SIGPIPE, so that the rest is read, too.
  age -d -i "$key" "$package" | "$@" | { tar -x -C stock && cat >/dev/null; } ||
    fail "age, $1, tar ended with: ${PIPESTATUS[*]}"
  for name in "$directory"/*; do expect_same "$name" "stock/$name"; done
  expect_status 0 env -C stock sha256sum -c --quiet SEKISHO/SHA256SUMS
  rm -r stock
}

# Inside: smaller, and still for stock programs.
seal_of text P3
expect_stdout_contains '"compressed":true'
[ "$(size "$package")" -lt $(($(cat text/* | wc -c) / 2)) ] || fail 'it is not smaller'
opens_everywhere text employee.id
stock_reads text employee.id zstd -dqc
compressed=$package
compressed_bytes=$(payload_bytes)

# ATTACKS D1: a byte of it.
for at in -1 -20 -1000 -100000; do
  cp "$compressed" damaged.age
  change_byte damaged.age "$at"
  expect_status 3 as employee sekisho verify damaged.age
done
rm damaged.age

seal_of text P3 --compress never
expect_stdout_contains '"compressed":false'
opens_everywhere text employee.id
stock_reads text employee.id cat

# What does not get smaller, and what is small, is left alone.
seal_of noise P3
expect_stdout_contains '"compressed":false'
stock_reads noise employee.id cat
seal_of in P3
expect_stdout_contains '"compressed":false'
stock_reads in employee.id cat

# Outside: never.
seal_of text passphrase
expect_stdout_contains '"compressed":false'
opens_everywhere text text.key.age
quietly env SEKISHO_IDENTITY="$T/text.key.age" SEKISHO_PASSPHRASE_FILE="$T/secret" \
  SEKISHO_STATE_DIR="$T/bare" sekisho open "$package" -C out
expect_same text/numbers out/text/numbers
rm -r out
seal_of text passphrase --pad
stock_reads text escrow/escrow-1.txt cat

# padme SIZE: the published function, in another language.
padme() {
  local exponent=0 kept=0 rest mask
  for ((rest = $1; rest > 1; rest >>= 1)); do exponent=$((exponent + 1)); done
  for ((rest = exponent; rest > 0; rest >>= 1)); do kept=$((kept + 1)); done
  mask=$(((1 << (exponent - kept)) - 1))
  printf '%s\n' $((($1 + mask) & ~mask))
}

# Padded: the size of the payload is one of few.
for directory in text noise in; do
  for how in auto never; do
    seal_of "$directory" P3 --pad --compress "$how"
    bytes=$(payload_bytes)
    [ "$(padme "$bytes")" = "$bytes" ] || fail "$bytes is no size of Padmé's"
    opens_everywhere "$directory" employee.id
    if [ "$directory-$how" = text-auto ]; then
      stock_reads text employee.id zstd -dqc
      [ "$bytes" -gt "$compressed_bytes" ] || fail 'nothing was padded'
    else
      stock_reads "$directory" employee.id cat
    fi
  done
done

# ATTACKS E6: compressed zeros are padded so far that nobody takes them for a bomb; who wants less
# gets less.
mkdir zeros
truncate -s 400M zeros/disk.img
seal_of zeros P3
expect_stdout_contains '"compressed":true'
[ "$(size "$package")" -lt 1000000 ] || fail 'zeros were not compressed'
quietly as employee sekisho verify "$package"
for command in verify list "open -C out"; do
  # shellcheck disable=SC2086  # options
  expect_status 4 as employee sekisho $command "$package" --max-ratio 100
  expect_stderr_contains '100 times is allowed'
  expect_stderr_contains "$package"
  expect_stderr_contains ' --max-ratio '
  expect_absent out
done
quietly as employee sekisho open "$package" -C out
[ "$(size out/zeros/disk.img)" = $((400 << 20)) ] || fail 'the size is wrong'
[ "$(du -k out/zeros/disk.img | cut -f 1)" -lt 100 ] || fail 'the holes were filled'
expect_status 2 as employee sekisho seal "$request" --compress always
