#!/usr/bin/env bash
# With --json an error is one object on stdout, for every kind of failure, and stderr stays as it is.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office
ask

# says STATUS CODE COMMAND...
says() {
  local status=$1 code=$2
  shift 2
  expect_status "$status" "$@"
  expect_error_shape
  [ "$(wc -l <"$T/.said/out")" = 1 ] || fail 'stdout is not one line'
  python3 -c '
import json, sys
error = json.load(sys.stdin)["error"]
sys.exit(not (set(error) - {"next_to"} == {"code", "message", "next"} and error["code"] == sys.argv[1] and error["message"]
              and error["next"]))' "$code" <"$T/.said/out" || fail "it is not the error $code"
}
says 1 not-found as employee sekisho show R99 --json
says 2 usage as employee sekisho --json request
says 2 usage as employee sekisho request in --frobnicate --json
says 2 usage as employee sekisho --json
says 4 refused as auditor sekisho approve "$request" --json
expect_stdout_contains '"next_to":"somebody-else"'
says 1 not-found as nobody sekisho status --json
says 2 usage sekisho-wipe --json --grade none in
# Not asked for.
expect_status 2 as employee sekisho request -- --json
expect_stdout_lacks '{'
