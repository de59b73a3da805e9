#!/usr/bin/env bash
# ATTACKS E6: more than somebody is ready to take is refused before it is there, and the refusal
# says how to allow it.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office --escrow-out escrow
for i in $(seq 300); do printf '%s\n' "$i" >"in/n$i"; done
head -c 3000000 /dev/urandom >in/z.bin
seal_package
package=usb/$request.age

# beyond OPTION VALUE: refused by policy by every command that reads all of it; nothing is left;
# and what the hint says can be run, until it is enough.
beyond() {
  local look
  for look in list verify; do
    refused 4 'allowed' as employee sekisho "$look" "$package" "$1" "$2"
    expect_stdout_is ''
    expect_stderr_contains "sekisho $look $package $1 "
  done
  refused 4 'allowed' as employee sekisho open "$package" -C out "$1" "$2"
  expect_stderr_contains "sekisho open $package -C out $1 "
  for _ in $(seq 20); do
    expect_absent out
    [ -z "$(find . -maxdepth 1 -name '.sekisho*')" ] || fail 'a staging directory was left'
    local hint status=0
    hint=$(stderr | sed -n 's/^hint: if you expect that: //p')
    [ -n "$hint" ] || fail 'the hint has no command'
    # shellcheck disable=SC2086  # it is a command line
    as employee $hint >"$T/.said/out" 2>"$T/.said/err" </dev/null || status=$?
    [ "$status" != 0 ] || break
    [ "$status" = 4 ] || fail "the hint's command has status $status"
  done
  expect_same in/z.bin out/in/z.bin
  rm -r out
}
beyond --max-entries 100
expect_status 4 as employee sekisho verify "$package" --max-entries 307
expect_stderr_contains 'the package has at least 308 entries, and 307 are allowed'
expect_status 0 as employee sekisho verify "$package" --max-entries 308
beyond --max-bytes 1M
expect_status 4 as employee sekisho verify "$package" --max-bytes 500
expect_stderr_contains 'and 500 are allowed'
expect_status 0 as employee sekisho verify "$package" --max-bytes 4M
refused 4 'allowed' as officer sekisho escrow-audit "$package" --escrow-key escrow/escrow-1.txt --max-entries 10
expect_stderr_contains "sekisho escrow-audit $package --escrow-key escrow/escrow-1.txt --max-entries "
for wrong in -1 0x 1Q ''; do
  expect_status 2 as employee sekisho verify "$package" --max-bytes "$wrong"
  expect_error_shape
done
for wrong in -1 many ''; do
  expect_status 2 as employee sekisho open "$package" --max-entries "$wrong"
  expect_status 2 as employee sekisho open "$package" --max-ratio "$wrong"
done
