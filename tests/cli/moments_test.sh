#!/usr/bin/env bash
# What tests/moments.bash promises to the tests that meet a program in the middle of something.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/moments.bash"
at_exit end_stopped
printf '123' >in
by_one=(dd if=in bs=1 status=none)

# It waits after each call that counts, and its exit status comes back.
stop_at write 1+1 '' "${by_one[@]}" >out || fail 'it did not stop'
[ "$(cat out)" = 1 ] || fail 'not after the first'
next_stop || fail 'it did not stop again'
[ "$(cat out)" = 12 ] || fail 'not after the second'
let_go || fail 'it failed'
[ "$(cat out)" = 123 ] || fail 'it did not go on to its end'

# One that never makes the call has ended.
if stop_at syncfs 1 '' false; then fail 'it stopped'; fi
if let_go; then fail 'the status is not its own'; fi

# A signal comes at its moment, on the file that is meant, and also when it was ignored before.
for signal in INT TERM KILL; do
  status=0
  : >out
  (trap '' INT TERM; at_moment write 2 out "$signal" "${by_one[@]}" of=out conv=notrunc) || status=$?
  [ "$status" = $((128 + $(kill -l "$signal"))) ] || fail "status $status after $signal"
  [ "$(cat out)" = 12 ] || fail "$signal came at another moment"
  at_moment write 2 in "$signal" "${by_one[@]}" of=out || fail "$signal came on another file"
done

# It does not outlive its test, however that ends: only then does the pipe end.
for ending in 'kill -KILL $$' 'exit 1' 'end_stopped; exit 1'; do
  bash -c '. "$SEKISHO_SOURCE/tests/moments.bash"; stop_at write 1 "" dd if=in bs=1 status=none; '"$ending" |
    cat >out || true
  [ "$(cat out)" = 1 ] || fail "it went on: $ending"
done
