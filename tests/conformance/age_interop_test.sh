#!/usr/bin/env bash
# Stock age opens what we encrypt, and we open what it encrypts, around every chunk boundary.
# usage: age_interop_test.sh AGE_INTEROP-PROGRAM
set -euo pipefail

ours=$1
for program in age age-keygen; do
  command -v "$program" >/dev/null || { echo "SKIPPED: there is no $program (scripts/bootstrap)"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0 passed=0

# same NAME: whether what came out is what went in.
same() {
  if cmp -s in out; then passed=$((passed + 1)); else echo "FAILED: $1"; failed=$((failed + 1)); fi
}

# opens NAME COMMAND...: the command succeeds, and what comes out is what went in, also when that is
# nothing.
opens() {
  local name=$1
  shift
  if "$@" >out; then same "$name"; else echo "FAILED: $name"; failed=$((failed + 1)); fi
}

# refused NAME COMMAND...: the command must fail.
refused() {
  local name=$1
  shift
  if "$@" >out 2>/dev/null <sealed; then
    echo "FAILED: $name"
    failed=$((failed + 1))
  else
    passed=$((passed + 1))
  fi
}

age-keygen -o one 2>/dev/null
age-keygen -o two 2>/dev/null
age-keygen -o stranger 2>/dev/null
one=$(age-keygen -y one) two=$(age-keygen -y two)

chunk=65536
sizes="0 1 15 16 17 1000"
for chunks in 1 2 3 16 17 64; do
  for more in -1 0 1; do sizes="$sizes $((chunks * chunk + more))"; done
done
for size in $sizes 5000000; do
  head -c "$size" /dev/urandom >in
  age -r "$one" -r "$two" <in >sealed
  for key in one two; do
    opens "age encrypts $size bytes, we decrypt with key $key" "$ours" decrypt "$key" <sealed
  done
  "$ours" encrypt "$one" "$two" <in >sealed
  for key in one two; do
    opens "we encrypt $size bytes, age decrypts with key $key" age -d -i "$key" <sealed
  done
done

# Armor.
for size in 0 1 70000; do
  head -c "$size" /dev/urandom >in
  age -a -r "$one" -r "$two" <in >armored
  for key in one two; do
    opens "age armors $size bytes, we decrypt with $key" "$ours" decrypt "$key" <armored
  done
  "$ours" encrypt "$one" "$two" <in >sealed
  "$ours" armor <sealed >armored
  for key in one two; do
    opens "we armor $size bytes, age decrypts with $key" age -d -i "$key" armored
  done
done

head -c 5000 /dev/urandom >in
"$ours" encrypt "$one" "$two" <in >sealed
refused "age opens ours for a stranger" age -d -i stranger
age -r "$one" <in >sealed
refused "we open age's for a stranger" "$ours" decrypt stranger
truncate -s -1 sealed
refused "we open a truncated file" "$ours" decrypt one
"$ours" encrypt "$one" <in >sealed
truncate -s -1 sealed
refused "age opens a truncated file of ours" age -d -i one

# age asks for passphrases on a terminal only: script(1) gives it one. The pipe is held open, for
# script ends with its input, not with its command.
with_terminal() {
  local text=$1
  shift
  rm -f answers
  mkfifo answers
  exec 9<>answers
  printf '%s\n' "$text" >&9
  timeout $((300 * ${SEKISHO_TEST_TIME_FACTOR:-1})) script -qec "$*" /dev/null <answers >terminal.log 2>&1 9>&- || cat terminal.log
  exec 9>&-
}
if command -v script >/dev/null; then
  echo 'correct horse battery staple' >passphrase
  head -c 70000 /dev/urandom >in
  "$ours" encrypt -p passphrase <in >sealed
  with_terminal "$(cat passphrase)" age -d -o out sealed
  same "we encrypt with a passphrase, age decrypts"
  rm -f sealed
  with_terminal "$(cat passphrase; cat passphrase)" age -p -o sealed in
  opens "age encrypts with a passphrase, we decrypt" "$ours" decrypt -p passphrase <sealed
  echo 'wrong' >passphrase
  refused "we open it with a wrong passphrase" "$ours" decrypt -p passphrase
else
  echo 'LEFT OUT: passphrases, there is no script(1) (scripts/bootstrap)'
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
