#!/bin/bash
# What a wipe of free space rests on, and situations in which its claims would be false: deleted
# files held by what /proc does not show, names between the entries of directories that stay,
# attributes of what stays, inodes that could not be used (ATTACKS H8, H10).
#
# usage: wipe_evidence.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
. "$(dirname "$0")/marked_tree.bash"
needs_images mkfs.ext4 mkfs.vfat python3 unshare

free_space() {  # free_space NAME COMMAND...: wiped by `COMMAND... sekisho-wipe`; claims in $claimed
  local name=$1
  shift
  "$@" "$wipe" --json --free-space "$dir/$name.mnt" > "$dir/report" 2> "$dir/errors"
  status=$?
  what_is_claimed
}
what_is_claimed() {
  claimed=$(python3 -c 'import json, sys
claim = json.load(open(sys.argv[1]))["targets"][-1]["claim"]
print(*[said["aspect"] for said in claim["aspects"] if said["claimed"]])' "$dir/report")
}
say() { grep -qF -- "$1" "$dir/report" || { cat "$dir/report"; false; }; }
mounted_as() { grep -F " $dir/$1.mnt " /proc/self/mountinfo; }

# is_held NAME: something deleted is in use that nobody names; then let_it_go, and all is reached.
is_held() {
  local name=$1 before
  rm "$dir/$name.mnt/deleted"
  sync -f "$dir/$name.mnt"
  before=$(mounted_as "$name")
  free_space "$name" "${@:2}"
  check "H8 $name: exit status" equals "$status" 0
  check "H8 $name: free space only" equals "$claimed" content
  check "H8 $name: says why" say 'still uses something deleted there'
  check "H8 $name: and what is not claimed" say 'it could not be shown that nothing deleted is still in use'
  check "H8 $name: no word of what lay in free space" bash -c "! grep -q 'What was deleted before lay' '$dir/report'"
  check "H8 $name: it is mounted as it was" equals "$(mounted_as "$name")" "$before"
  check "H8 $name: it can be written to" touch "$dir/$name.mnt/file"
}
is_let_go() {  # is_let_go NAME CLAIMED
  check "H8 $1: it was not overwritten" equals "$(sync -f "$dir/$1.mnt"; left_of "$1")" 0/0/0/2000
  free_space "$1"
  check "H8 $1, let go: exit status" equals "$status" 0
  check "H8 $1, let go: claimed" equals "$claimed" "$2"
  check "H8 $1, let go: it can be written to" touch "$dir/$1.mnt/file"
  finish "$1"
  check "H8 $1, let go: nothing earlier" equals "$(left_of "$1")" 0/0/0/0
}
all='content names attributes earlier'

held_by_a_loop_device() {  # held_by_a_loop_device NAME CLAIMED OPTIONS mkfs...
  local name=$1 outer inner
  make "$name" 64 "$3" "${@:4}"
  outer=$loop
  mark gone 2000 > "$dir/$name.mnt/deleted"
  inner=$(losetup --find --show --read-only "$dir/$name.mnt/deleted") || exit 1
  backing[$inner]="$dir/$name.mnt/deleted (deleted)"
  is_held "$name"
  detach "$inner"
  loop=$outer
  is_let_go "$name" "$2"
}
test_h8_a_loop_device_on_a_deleted_file() {
  held_by_a_loop_device loop-ext4 "$all" nodiscard,nosuid,noatime mkfs.ext4 -q
  if grep -qw vfat /proc/filesystems || modprobe -q vfat 2> /dev/null; then
    held_by_a_loop_device loop-fat 'content earlier' nosuid mkfs.vfat
  fi  # where the kernel has no FAT, see system.wipe_guest
}

test_h8_a_descriptor_in_a_socket() {
  make socket 64 nodiscard mkfs.ext4 -q
  mark gone 2000 > "$dir/socket.mnt/deleted"
  [ -p "$dir/silent" ] || mkfifo "$dir/silent"
  exec {held}< <(exec setpriv --pdeathsig KILL python3 -c 'import os, socket, sys
a, b = socket.socketpair()
file = os.open(sys.argv[1], os.O_RDONLY)
socket.send_fds(a, [b"x"], [file])
os.close(file)
print("y", flush=True)
open(sys.argv[2]).read()' "$dir/socket.mnt/deleted" "$dir/silent")
  holder=$!
  read -r -n 1 -u "$held" || { echo "nobody holds it"; exit 1; }
  is_held socket
  release
  is_let_go socket "$all"
}

test_h8_another_pid_namespace() {
  unshare --pid --fork --mount-proc true 2> /dev/null || { left_out "needs PID namespaces"; return; }
  make namespace 64 nodiscard mkfs.ext4 -q
  mark gone 2000 > "$dir/namespace.mnt/deleted"
  hold "$dir/namespace.mnt/deleted"
  is_held namespace unshare --pid --fork --mount-proc
  release
  is_let_go namespace "$all"
}

# Somebody else writes there: nothing is known, and he is not disturbed.
test_h8_somebody_writes() {
  make writer 64 nodiscard mkfs.ext4 -q
  exec {out}>> "$dir/writer.mnt/log"
  echo before >&"$out"
  # Also in the report's own process: what it was given open is not known to it.
  free_space writer
  echo after >&"$out"
  check "H8 a writer: exit status" equals "$status" 0
  check "H8 a writer: free space only" equals "$claimed" content
  check "H8 a writer: says so" say 'open for writing'
  check "H8 a writer: nothing was lost" equals "$(cat "$dir/writer.mnt/log" | tr '\n' ' ')" 'before after '
  exec {out}>&-
  finish writer
}

# An inode in use that has no name: found by counting, when nobody holds it.
test_h8_an_inode_without_a_name() {
  make lost 64 nodiscard mkfs.ext4 -q
  mkdir "$dir/lost.mnt/d"
  mark gone 100 > "$dir/lost.mnt/d/file"
  finish lost
  debugfs -w -R 'unlink d/file' "$dir/lost.img" > "$dir/said" 2>&1 || { left_out "no debugfs"; return; }
  attach lost
  mount -o nodiscard "$loop" "$dir/lost.mnt" || exit 1
  free_space lost
  check "H8 a lost inode: exit status" equals "$status" 0
  check "H8 a lost inode: free space only" equals "$claimed" content
  check "H8 a lost inode: says so" say 'the number of inodes in use is not that of the files'
  finish lost
  check "H8 a lost inode: its content stayed" equals "$(left_of lost)" 0/0/0/100
}

# What mounts upon directories hide is looked at, too.
test_a_mount_upon_a_directory_hides_nothing() {
  make upon 64 nodiscard mkfs.ext4 -q
  mkdir "$dir/upon.mnt/d" && echo below > "$dir/upon.mnt/d/file"
  mount -t tmpfs none "$dir/upon.mnt/d" && echo above > "$dir/upon.mnt/d/other"
  free_space upon
  check "a mount upon a directory: claimed" equals "$claimed" "$all"
  umount "$dir/upon.mnt/d"
  finish upon
}

wiped_whole() {  # wiped_whole NAME: all that is below the mount point, and its free space
  "$wipe" --no-input --json --confirm "$1.mnt" "$dir/$1.mnt" --free-space "$dir/$1.mnt" \
    > "$dir/report" 2> "$dir/errors"
  status=$?
  cat "$dir/errors"
  what_is_claimed
}

# A full directory block is split, and what it held stays behind the last of its entries until that
# is removed, too.
test_h10_names_in_a_directory_that_stays() {
  make names 64 nodiscard mkfs.ext4 -q
  local i
  for i in $(seq 1000 1999); do : > "$dir/names.mnt/NAMEMARKfile$i"; : > "$dir/names.mnt/s$i"; done
  sync -f "$dir/names.mnt"
  rm "$dir/names.mnt/NAMEMARK"*
  free_space names
  check "H10 names: exit status" equals "$status" 0
  check "H10 names: not claimed" equals "$claimed" 'content attributes earlier'
  check "H10 names: says so" say 'directories that stay hold more'
  finish names
  check "H10 names: some are left" below 0 "$(count names 'NAMEMARK[a-z]+[0-9]+')"
}
# Where nothing stays in it, the kernel clears it (Linux 5.13), and that is looked at, too.
test_h10_names_in_an_empty_directory_that_stays() {
  make empty 64 nodiscard mkfs.ext4 -q
  local i
  for i in $(seq 1000 1999); do : > "$dir/empty.mnt/NAMEMARKfile$i"; done
  sync -f "$dir/empty.mnt"
  wiped_whole empty
  check "H10 empty: exit status" equals "$status" 0
  finish empty
  echo "H10 empty: $(left_of empty), claimed: $claimed"
  check "H10 empty: claimed only when none is left" test "$(left_of empty)" = 0/0/0/0 -o \
    "$claimed" = 'content attributes earlier'
}

test_h10_attributes_of_what_stays() {
  make stays 64 nodiscard mkfs.ext4 -q
  python3 - "$dir/stays.mnt" << 'EOF'
import os, sys
for i, path in enumerate([sys.argv[1], sys.argv[1] + "/lost+found"]):
    os.setxattr(path, "user.note", b"ATTRMARKvalue%d" % i)
    os.setxattr(path, "user.long", b"ATTRMARKlong000%d" % i * 50)
EOF
  sync -f "$dir/stays.mnt"
  wiped_whole stays
  check "H10 attributes: exit status" equals "$status" 0
  check "H10 attributes: claimed" equals "$claimed" "$all"
  check "H10 attributes: none is there" python3 -c 'import os, sys
sys.exit(any(os.listxattr(path) for path in [sys.argv[1], sys.argv[1] + "/lost+found"]))' "$dir/stays.mnt"
  finish stays
  check "H10 attributes: none is left" equals "$(left_of stays)" 0/0/0/0
}

# A disk so full that there is no room for directories, and many inodes that had values.
full_of_old_inodes() {  # full_of_old_inodes NAME
  make "$1" 64 nodiscard mkfs.ext4 -q -N 4096 -I 256
  python3 - "$dir/$1.mnt" << 'EOF'
import os, sys
top = sys.argv[1]
os.mkdir(top + "/d")
for i in range(1000, 4000):
    path = f"{top}/d/{i}"
    open(path, "w").close()
    os.setxattr(path, "user.x", b"ATTRMARKvalue%d" % i)
os.sync()
for i in range(1000, 4000): os.unlink(f"{top}/d/{i}")
os.rmdir(top + "/d")
os.sync()
with open(top + "/stays", "wb", buffering=0) as file:
    for size in (1 << 20, 4096, 512):
        try:
            while True: file.write(bytes(size))
        except OSError: pass
os.truncate(top + "/stays", os.path.getsize(top + "/stays") - 40960)
os.sync()
EOF
}
test_h10_free_inodes_of_a_full_disk() {
  full_of_old_inodes full
  free_space full
  echo "H10 full: $(grep -o '"inodes[a-z_]*":[0-9]*' "$dir/report" | tr '\n' ' ') claimed: $claimed"
  check "H10 full: exit status" equals "$status" 0
  check "H10 full: claimed" equals "$claimed" "$all"
  finish full
  check "H10 full: no value is left" equals "$(left_of full)" 0/0/0/0
  full_of_old_inodes limited
  free_space limited prlimit --nofile=64:64
  check "H10 limited: exit status" equals "$status" 0
  check "H10 limited: not claimed" equals "$claimed" 'content earlier'
  check "H10 limited: says so" say 'not all free inodes could be used'
  finish limited
  check "H10 limited: values are left" below 0 "$(count limited 'ATTRMARK[a-z]+[0-9]+')"
}

for name in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
  echo "== $name"
  $name
done
[ $failures = 0 ] || { echo "$failures failed"; exit 1; }
echo "all passed"
