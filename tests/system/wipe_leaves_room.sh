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

# writes_beside PID DIRECTORY: until PID has ended, another program's attempts to write 1 MiB to a new
# file: how many, how many failed, and the milliseconds in all and of failing at a stretch.
writes_beside() {
  python3 - "$1" "$2" << 'EOF_PYTHON'
import errno, os, sys, time

pid, name = int(sys.argv[1]), sys.argv[2] + "/other-program"
begun = failing = time.monotonic()
tries = failures = 0
longest = 0.0
while os.path.exists(f"/proc/{pid}") and open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z":
    tries += 1
    try:
        with open(name, "wb", buffering=0) as file:
            written = file.write(bytes(1 << 20))
            if written != 1 << 20: raise OSError(errno.ENOSPC, "short")
        failing = time.monotonic()
    except OSError as error:
        if error.errno != errno.ENOSPC: raise
        failures += 1
        longest = max(longest, time.monotonic() - failing)
    if os.path.exists(name): os.unlink(name)
    time.sleep(0.01)
print(tries, failures, round((time.monotonic() - begun) * 1000), round(longest * 1000))
EOF_PYTHON
}

other_programs_can_write() {  # other_programs_can_write NAME RESERVE: on a mounted image; sets $longest
  "$wipe" --json --free-space "$dir/$1.mnt" --reserve "$2" > "$dir/report" 2> "$dir/errors" &
  local pid=$! found tries failed passed
  found=$(writes_beside $pid "$dir/$1.mnt")
  wait $pid
  check "$1: exit status" equals $? 0
  cat "$dir/errors"
  read -r tries failed passed longest <<< "$found"
  echo "$1, $2: $failed of $tries attempts to write failed; at most $longest ms of $passed ms at a stretch"
  check "$1: there were attempts" below 20 "$tries"
  check "$1: three of four and more succeeded" below $((failed * 4)) "$tries"
}

test_ext4() {
  make ext4 400 nodiscard mkfs.ext4 -q
  other_programs_can_write ext4 1K
  local without=$longest
  other_programs_can_write ext4 32M
  check "ext4: full for a shorter time, with a reserve" below "$longest" "$without"
  finish ext4
  check "ext4: the file system is well" e2fsck -fn "$dir/ext4.img"
}

# Another program takes all that it can get, from the moment when the filling begins.
test_others_take_the_rest() {
  make taken 200 nodiscard mkfs.ext4 -q
  "$wipe" --free-space "$dir/taken.mnt" --reserve 1K > "$dir/report" 2> "$dir/errors" &
  local pid=$!
  python3 - "$pid" "$dir/taken.mnt" << 'EOF_PYTHON'
import os, sys
pid, mount = int(sys.argv[1]), sys.argv[2]
def alive(): return os.path.exists(f"/proc/{pid}") and ") Z" not in open(f"/proc/{pid}/stat").read()
def filling():  # not the small files before that
    try: return any(os.stat(os.path.join(at, name)).st_size > 50 << 20
                    for at, _, names in os.walk(mount) for name in names)
    except OSError: return False
while alive() and not filling(): pass
with open(mount + "/other-program", "wb", buffering=0) as file:
    size = 1 << 20
    while alive():
        try:
            file.write(bytes(size))
            os.fsync(file.fileno())
        except OSError: size = 1 << 12
EOF_PYTHON
  wait $pid
  check "taken: exit status" equals $? 0
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
  local setting reserved free pid
  setting=/sys/fs/ext4/$(basename "$loop")/reserved_clusters
  reserved=$(cat "$setting")
  free=$(stat -f -c %f "$dir/full.mnt")
  "$wipe" --free-space "$dir/full.mnt" --reserve 200M > "$dir/report" 2> "$dir/errors" &
  pid=$!
  while kill -0 $pid 2> /dev/null && [ "$(cat "$setting")" != 0 ]; do :; done
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
