#!/bin/bash
# While free space is wiped, other programs can go on writing until the last step, and that one is
# short; interrupted in it, everything is given back at once.
#
# usage: wipe_leaves_room.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
needs_images mkfs.ext4 mkfs.xfs python3

other_program=$(dirname "$0")/other_program.py

other_programs_can_write() {  # other_programs_can_write NAME RESERVE: on a mounted image
  "$wipe" --json --free-space "$dir/$1.mnt" --reserve "$2" > "$dir/report" 2> "$dir/errors" &
  local pid=$! found tries failed while_full
  found=$(python3 "$other_program" writes $pid "$dir/$1.mnt")
  wait $pid
  check "$1: exit status" equals $? 0
  cat "$dir/errors"
  read -r tries failed while_full <<< "$found"
  echo "$1, $2: $failed of $tries attempts to write failed, at a stretch during $while_full MiB of the wipe's work"
  check "$1: there were attempts" below 20 "$tries"
  check "$1: three of four and more succeeded" below $((failed * 4)) "$tries"
  [ "$2" = 1K ] || check "$1: full only while the reserve is wiped" below "$while_full" 128
}

test_ext4() {
  make ext4 400 nodiscard mkfs.ext4 -q
  other_programs_can_write ext4 1K
  other_programs_can_write ext4 32M
  finish ext4
  check "ext4: the file system is well" e2fsck -fn "$dir/ext4.img"
}

# Another program takes all that it can get, from the moment when the filling begins. It may have set
# blocks aside that it gives back in the last moment: then that is told, and nothing else.
all_is_taken() { [ "$1" = 0 ] || { [ "$1" = 1 ] && [ "$(grep -c '^error: ' "$dir/errors")" = 1 ] &&
  grep -q '^error: .* bytes of the free space of .* could not be filled$' "$dir/errors"; }; }
test_others_take_the_rest() {
  make taken 200 nodiscard mkfs.ext4 -q
  "$wipe" --free-space "$dir/taken.mnt" --reserve 1K > "$dir/report" 2> "$dir/errors" &
  local pid=$!
  python3 "$other_program" takes $pid "$dir/taken.mnt"
  wait $pid
  check "taken: exit status" all_is_taken $?
  cat "$dir/errors"
  finish taken
  check "taken: the file system is well" e2fsck -fn "$dir/taken.img"
}

test_xfs() {
  make xfs 400 nodiscard mkfs.xfs -q
  other_programs_can_write xfs 32M
  finish xfs
  check "xfs: the file system is well" xfs_repair -n "$dir/xfs.img" > "$dir/said" 2>&1
}

# H7: in the last step, when the file system's own reserve is lifted.
test_interrupted_while_full() {
  make full 300 nodiscard mkfs.ext4 -q
  local setting reserved free pid now
  setting=/sys/fs/ext4/$(basename "$loop")/reserved_clusters
  reserved=$(cat "$setting")
  free=$(stat -f -c %f "$dir/full.mnt")
  "$wipe" --free-space "$dir/full.mnt" --reserve 200M > "$dir/report" 2> "$dir/errors" &
  pid=$!
  while kill -0 $pid 2> /dev/null && read -r now < "$setting" && [ "$now" != 0 ]; do :; done
  kill -INT $pid
  wait $pid
  check "interrupted while full: exit status" equals $? 130
  check "interrupted while full: all is given back" equals "$(ls -A "$dir/full.mnt")" lost+found
  check "interrupted while full: the reserve is there" equals "$(cat "$setting")" "$reserved"
  check "interrupted while full: the space is free" below $((free - 300)) "$(stat -f -c %f "$dir/full.mnt")"
  finish full
}

for name in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
  echo "== $name"
  $name
done
[ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }
