#!/bin/bash
# While free space is wiped, other programs can go on writing until the last step, and that one is
# short; interrupted in it, everything is given back at once.
#
# usage: wipe_leaves_room.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
needs_images mkfs.ext4 mkfs.xfs

# What another program can do is tried while the wipe stands still: no matter who is quicker.
other_program_writes() {  # other_program_writes NAME: a file of 1 MiB
  dd if=/dev/zero of="$dir/$1.mnt/other" bs=1M count=1 status=none 2> /dev/null
  local status=$?
  rm -f "$dir/$1.mnt/other"
  return $status
}
work_done() { awk '/^[rw]char:/ { n += $2 } END { print int(n / 1048576) }' "/proc/$pid/io"; }

other_programs_can_write() {  # other_programs_can_write NAME RESERVE CALLS N: tried after these calls
  local tries=0 failed=0 full_since='' while_full=0 now
  stop_at "$3" "$4" '' "$wipe" --json --free-space "$dir/$1.mnt" --reserve "$2" \
    > "$dir/report" 2> "$dir/errors"
  while :; do
    tries=$((tries + 1))
    if other_program_writes "$1"; then
      full_since=
    else
      failed=$((failed + 1))
      now=$(work_done)
      full_since=${full_since:-$now}
      [ $((now - full_since)) -le "$while_full" ] || while_full=$((now - full_since))
    fi
    next_stop || break
  done
  let_go
  check "$1: exit status" equals $? 0
  cat "$dir/errors"
  echo "$1, $2: $failed of $tries attempts to write failed, at a stretch during $while_full MiB of the wipe's work"
  check "$1: there were attempts" below 20 "$tries"
  [ "$2" != 1K ] || return  # then there is no room for a file of 1 MiB while the rest is read back
  check "$1: three of four and more succeeded" below $((failed * 4)) "$tries"
  check "$1: full only while the reserve is wiped" below "$while_full" 80
}

test_ext4() {
  make ext4 400 nodiscard mkfs.ext4 -q
  other_programs_can_write ext4 1K pwrite,pread 1+2
  other_programs_can_write ext4 32M pwrite,pread 1+2
  other_programs_can_write ext4 32M fsetxattr 1+1000
  finish ext4
  check "ext4: the file system is well" e2fsck -fn "$dir/ext4.img"
}

# Another program takes all that it can get, from the moment when the filling begins, and again after
# each piece that was written. It may have set blocks aside that it gives back in the last moment: then
# that is told, and nothing else.
all_is_taken() { [ "$1" = 0 ] || { [ "$1" = 1 ] && [ "$(grep -c '^error: ' "$dir/errors")" = 1 ] &&
  grep -q '^error: .* bytes of the free space of .* could not be filled$' "$dir/errors"; }; }
test_others_take_the_rest() {
  make taken 200 nodiscard mkfs.ext4 -q
  stop_at pwrite 1+1 '' "$wipe" --free-space "$dir/taken.mnt" --reserve 1K > "$dir/report" 2> "$dir/errors"
  while :; do
    dd if=/dev/zero of="$dir/taken.mnt/other" bs=64k oflag=append conv=notrunc,fsync status=none 2> /dev/null
    next_stop || break
  done
  let_go
  check "taken: exit status" all_is_taken $?
  cat "$dir/errors"
  check "taken: nearly all of it was" below $((160 << 20)) "$(stat -c %s "$dir/taken.mnt/other")"
  finish taken
  check "taken: the file system is well" e2fsck -fn "$dir/taken.img"
}

test_xfs() {
  make xfs 400 nodiscard mkfs.xfs -q
  other_programs_can_write xfs 32M pwrite,pread 1+2
  finish xfs
  check "xfs: the file system is well" xfs_repair -n "$dir/xfs.img" > "$dir/said" 2>&1
}

# H7: in the last step, when the file system's own reserve is lifted.
test_interrupted_while_full() {
  make full 300 nodiscard mkfs.ext4 -q
  local setting reserved free
  setting=/sys/fs/ext4/$(basename "$loop")/reserved_clusters
  reserved=$(cat "$setting")
  free=$(stat -f -c %f "$dir/full.mnt")
  at_moment write 1 "$setting" INT "$wipe" --free-space "$dir/full.mnt" --reserve 200M \
    > "$dir/report" 2> "$dir/errors"
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
