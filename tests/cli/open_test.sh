#!/usr/bin/env bash
# Opening: by recipients only, whole or not at all, never over anything.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
seal_package
package=usb/$request.age

# closed STATUS COMMAND...: nothing is opened, nothing is left.
closed() {
  local status=$1
  shift
  expect_status "$status" "$@"
  expect_error_shape
  expect_absent out
  [ -z "$(find . -maxdepth 1 -name '.sekisho*')" ] || fail 'a staging directory was left'
}
closed 1 as auditor sekisho open "$package" -C out
closed 1 as manager sekisho open "$package" -C out
closed 1 as employee sekisho open no-such.age -C out
closed 3 as employee sekisho open in/a.txt -C out
expect_stderr_contains 'error: in/a.txt: not an age file'
expect_stderr_contains 'hint: check that it is the right file'
closed 1 as nobody sekisho open "$package" -C out
expect_stderr_contains "there is no identity file $T/nobody.id"
expect_stderr_contains 'hint: sekisho identity new'
printf 'AGE-SECRET-KEY-1\n' >torn.id
closed 1 as torn sekisho open "$package" -C out
expect_stderr_contains "$T/torn.id: line 1 of the identity file"
closed 1 as auditor sekisho open "$package" -C out
expect_stderr_contains "error: $package: no identity opens this file"

# ATTACKS D1, D2: every kind of damage, the header MAC included.
size=$(stat -c %s "$package")
mac=$(grep -abom 1 -e '^--- ' "$package" | cut -d : -f 1)
for at in 30 400 $((mac + 10)) $((size - 300)) $((size - 1)); do
  cp "$package" damaged.age
  change_byte damaged.age "$at"
  closed 3 as employee sekisho open damaged.age -C out
  expect_stderr_contains 'error: damaged.age: '
  expect_stderr_contains 'tell the security officer'
done
head -c $((size - 16)) "$package" >damaged.age
closed 3 as employee sekisho open damaged.age -C out
(cat "$package" && printf x) >damaged.age
closed 3 as employee sekisho open damaged.age -C out

# The gate has no key for the MAC: it passes there, and is refused here.
cp "$package" saved
change_byte "$package" $((mac + 10))
expect_status 0 as it sekisho gate usb
closed 3 as employee sekisho open "$package" -C out
cp saved "$package"

mkdir full && touch full/x
expect_status 1 as employee sekisho open "$package" -C full
expect_error_shape
[ "$(ls full)" = x ] || fail 'something was written into a directory in use'
mkdir empty
expect_status 0 as employee sekisho open "$package" -C empty
expect_same in/a.txt empty/in/a.txt
cd empty && expect_status 0 sha256sum -c --quiet SEKISHO/SHA256SUMS && cd ..
expect_status 0 as employee sekisho open "$package"
expect_same in/a.txt "$request/in/a.txt"

# Without an organisation on this machine it opens, and says what was not checked.
mkdir bare
expect_status 0 env SEKISHO_IDENTITY="$T/employee.id" SEKISHO_STATE_DIR="$T/bare" \
  sekisho open "$package" -C out
expect_stderr_contains 'not checked'
expect_same in/b.txt out/in/b.txt

# An age file that is no package; an inspected one.
if command -v age >/dev/null; then
  age -r "$(as employee sekisho identity recipient)" -o plain.age in/a.txt
  rm -r out
  closed 3 as employee sekisho open plain.age -C out
  expect_status 3 sekisho inspect plain.age
  expect_error_shape
fi

# list and verify: the same checks, nothing is written.
rm -rf damaged.age out
files() { find . ! -path './.said*' ! -path './state-*' ! -name 'store.sqlite*' | sort; }
before=$(files)
expect_status 0 as employee sekisho list "$package"
expect_stdout_contains 'in/a.txt'
expect_stdout_contains 'in/b.txt'
expect_status 0 as employee sekisho list "$package" --json
expect_stdout_contains '"name":"in/a.txt"'
expect_status 0 as employee sekisho verify "$package" --json
expect_stdout_contains '"ok":true'
expect_stdout_contains '"permit_checked":true'
for look in list verify; do
  closed 1 as auditor sekisho "$look" "$package"
  closed 3 as employee sekisho "$look" in/a.txt
  for at in 30 400 $((mac + 10)) $((size - 300)) $((size - 1)); do
    cp "$package" damaged.age
    change_byte damaged.age "$at"
    closed 3 as employee sekisho "$look" damaged.age
    expect_stdout_is ''
  done
done
rm damaged.age
[ "$(files)" = "$before" ] || fail 'looking wrote something'

# Only some of it; all of it is checked all the same.
rm -rf out
quietly as employee sekisho open "$package" -C out in/b.txt
expect_same in/b.txt out/in/b.txt
expect_absent out/in/a.txt
expect_absent out/SEKISHO
rm -rf out
quietly as employee sekisho open "$package" -C out in/ ./in/b.txt
expect_same in/a.txt out/in/a.txt
expect_same in/b.txt out/in/b.txt
rm -rf out
closed 1 as employee sekisho open "$package" -C out in/b.txt in/c.txt
expect_stderr_contains "in/c.txt"
expect_stderr_contains "sekisho list"
closed 1 as employee sekisho open "$package" -C out in/b
cp "$package" damaged.age
change_byte damaged.age $((size - 1))
closed 3 as employee sekisho open damaged.age -C out in/a.txt

# Of the package's own files, too.
rm -rf damaged.age out
for own in approvals SHA256SUMS; do
  quietly as employee sekisho open "$package" -C out "SEKISHO/$own" --json
  expect_stdout_contains '"bytes":0,'
  [ "$(ls -A out/SEKISHO)" = "$own" ] || fail "there is more than $own"
  rm -rf out
done
