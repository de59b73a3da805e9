#!/usr/bin/env bash
# Whoever waits for a lock says so, and for whom.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

# held FILE COMMAND...: FILE is locked until the command has said that it waits.
held() {
  local file=$1
  shift
  mkfifo go
  : >holding
  flock "$file" sh -c 'echo held; read -r _ <go' >holding &
  local holder=$!
  until grep -q held holding; do sleep 0.05; done
  : >waiting
  as employee "$@" >"$T/.said/out" 2>waiting &
  local waiter=$!
  until grep -q 'waiting for' waiting; do
    kill -0 "$waiter" || fail "it did not wait: $(cat waiting)"
    sleep 0.05
  done
  echo >go
  wait "$holder"
  wait "$waiter" || fail "it failed: $(cat waiting)"
  grep -q 'waiting for process [0-9]*, .*, running for [0-9]* s, which is writing' waiting || fail "it does not say for whom: $(cat waiting)"
  rm go holding waiting
}
held store.sqlite.lock sekisho request in --class 秘 --purpose visit --to P3 --mail a@example.org --until +7d
held "$(echo state-employee/*/verified.sqlite.lock)" sekisho status
