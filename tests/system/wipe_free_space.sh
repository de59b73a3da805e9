#!/bin/bash
# The residue proof: everything of a marked tree (content, names, attributes, where symbolic links
# pointed, earlier contents) is counted in the raw image after the tree and the free space of its
# file system were wiped.
#
# usage: wipe_free_space.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
. "$(dirname "$0")/marked_tree.bash"
needs_images mkfs.ext4 mkfs.xfs mkfs.btrfs python3

all_read_back() {
  python3 - "$dir/report" << 'EOF'
import json, sys
free = json.load(open(sys.argv[1]))["targets"][-1]
done = free["free_space"]
print(done)
assert free["kind"] == "free-space" and free["removed"]
assert done["bytes_verified"] == done["bytes_written"] > 0 and done["reserve_reached"]
assert done["journal_bytes"] > 0
EOF
}
wiped() {  # wiped NAME: the tree and the free space of a mounted image
  "$wipe" --no-input --json --confirm tree "$dir/$1.mnt/tree" --free-space "$dir/$1.mnt" \
    > "$dir/report" 2> "$dir/errors"
  check "$1: exit status" equals $? 0
  cat "$dir/errors"
  check "$1: nothing of ours stays" test ! -e "$dir/$1.mnt/.sekisho-wipe-free-space"
  check "$1: all of the free space was read back" all_read_back
}
claims() { grep -q "\"aspect\":\"$1\",\"claimed\":$2" "$dir/report"; }

proof_on_ext4() {  # proof_on_ext4 NAME MIB OPTIONS mkfs options...: 0/0/0/0, and all is well
  local name=$1 mib=$2 mount_options=$3 setting reserved free_before aspect
  shift 3
  make "$name" "$mib" "$mount_options" mkfs.ext4 -q "$@"
  setting=/sys/fs/ext4/$(basename "$loop")/reserved_clusters
  reserved=$(cat "$setting")
  mkdir "$dir/$name.mnt/stays"
  mark stays 100 > "$dir/$name.mnt/stays/file"
  free_before=$(stat -f -c %f "$dir/$name.mnt")
  tree "$dir/$name.mnt/tree"
  wiped "$name"
  for aspect in content names attributes earlier; do
    check "$name: $aspect is claimed" claims $aspect true
  done
  check "$name: the reserve is what it was" equals "$(cat "$setting")" "$reserved"
  check "$name: other files are untouched" cmp -s <(mark stays 100) "$dir/$name.mnt/stays/file"
  check "$name: the space is free again" test "$(stat -f -c %f "$dir/$name.mnt")" -ge \
    $((free_before - 300))
  finish "$name"
  check "$name: data/names/attributes/earlier" equals "$(left_of "$name")" 0/0/0/0
  check "$name: the file system is well" e2fsck -fn "$dir/$name.img"
}

test_ext4_ordered() { proof_on_ext4 ext4 128 nodiscard; }
test_ext4_journal_small() { proof_on_ext4 journal-small 128 nodiscard,data=journal -J size=4; }
test_ext4_journal_large() { proof_on_ext4 journal-large 256 nodiscard,data=journal -J size=64; }

test_xfs() {
  make xfs 512 nodiscard mkfs.xfs -q
  tree "$dir/xfs.mnt/tree"
  wiped xfs
  check "xfs: content is claimed" claims content true
  check "xfs: earlier is not claimed" claims earlier false
  check "xfs: says why" grep -q 'this file system keeps blocks of it back' "$dir/report"
  check "xfs: names are not claimed" claims names false
  check "xfs: says so" grep -q 'Names are not claimed: this file system may keep them' "$dir/report"
  finish xfs
  local found
  found=$(left_of xfs)
  echo "xfs: $found"
  check "xfs: no data" equals "${found%%/*}" 0
  check "xfs: nothing earlier" equals "${found##*/}" 0
  check "xfs: the file system is well" xfs_repair -n "$dir/xfs.img"
}

# What xfs keeps back differs from one time that it is full to the next.
test_h6_xfs_that_was_full() {
  make full 320 nodiscard mkfs.xfs -q
  mark gone 700000 > "$dir/full.mnt/all" 2> "$dir/errors"
  check "full: it was full" grep -qi 'no space left' "$dir/errors"
  rm "$dir/full.mnt/all"
  sync -f "$dir/full.mnt"
  mkdir "$dir/full.mnt/tree"
  wiped full
  check "full: earlier is not claimed" claims earlier false
  check "full: says why" grep -q 'what was deleted before may lie there' "$dir/report"
  finish full
  echo "full: $(left_of full)"
  check "full: the file system is well" xfs_repair -n "$dir/full.img"
}

# A limit of 8 KiB on files: more of them are made, some thousands at most.
test_h6_not_all_could_be_filled() {
  make limited 400 nodiscard mkfs.ext4 -q
  (
    trap '' XFSZ
    ulimit -f 8
    "$wipe" --json --free-space "$dir/limited.mnt" > "$dir/report" 2> "$dir/errors"
  )
  check "limited: exit status" equals $? 1
  check "limited: says how much" grep -q 'bytes of the free space of .* could not be filled' "$dir/errors"
  check "limited: claims nothing" claims_nothing
  (
    trap '' XFSZ
    ulimit -f 8
    "$wipe" --json --best-effort --free-space "$dir/limited.mnt" > "$dir/report" 2> "$dir/errors"
  )
  check "limited, best effort: exit status" equals $? 0
  check "limited, best effort: claims nothing" claims_nothing
  finish limited
}

# What a file that stays has set aside is its own, and holds what was there before.
test_h6_set_aside_is_said() {
  make aside 128 nodiscard mkfs.ext4 -q
  mark gone 100000 > "$dir/aside.mnt/deleted"
  sync -f "$dir/aside.mnt"
  rm "$dir/aside.mnt/deleted"
  sync -f "$dir/aside.mnt"
  fallocate -l 40M "$dir/aside.mnt/stays"
  mkdir "$dir/aside.mnt/tree"
  wiped aside
  check "aside: says what is not reached" grep -q \
    'set aside and never written (fallocate) are not free space, and were not reached' "$dir/report"
  check "aside: the file is untouched" cmp -sn 41943040 "$dir/aside.mnt/stays" /dev/zero
  finish aside
  echo "aside: $(left_of aside)"
}

test_btrfs_is_refused() {
  make btrfs 256 nodiscard mkfs.btrfs -q
  tree "$dir/btrfs.mnt/tree"
  "$wipe" --no-input --confirm tree "$dir/btrfs.mnt/tree" --free-space "$dir/btrfs.mnt" \
    > "$dir/report" 2> "$dir/errors"
  check "btrfs: exit status" equals $? 4
  check "btrfs: says what was found" grep -q 'new data to new places' "$dir/errors"
  check "btrfs: the tree is there" test -e "$dir/btrfs.mnt/tree/NAMEMARKdirectory0001"
  finish btrfs
}

claims_nothing() { grep -q '"grade":"none"' "$dir/report" && ! grep -q '"claimed":true' "$dir/report"; }

# journal_is_not_passed NAME: refused before anything is gone; best effort claims nothing.
journal_is_not_passed() {
  local name=$1
  tree "$dir/$name.mnt/tree"
  set -- --no-input --confirm tree "$dir/$name.mnt/tree" --free-space "$dir/$name.mnt"
  "$wipe" --dry-run "$@" > "$dir/report" 2> "$dir/errors"
  check "$name: a dry run: exit status" equals $? 4
  "$wipe" "$@" > "$dir/report" 2> "$dir/errors"
  check "$name: exit status" equals $? 4
  check "$name: says what was found" grep -q 'error: the journal ' "$dir/errors"
  check "$name: the tree is there" test -e "$dir/$name.mnt/tree/NAMEMARKdirectory0001"
  check "$name: nothing of ours stays" test ! -e "$dir/$name.mnt/.sekisho-wipe-free-space"
  "$wipe" --json --best-effort "$@" > "$dir/report" 2> "$dir/errors"
  check "$name: best effort: exit status" equals $? 0
  cat "$dir/errors"
  check "$name: best effort claims nothing" claims_nothing
  check "$name: and says so" grep -q '"journal_passed":false' "$dir/report"
  finish "$name"
}

test_h6_journal_on_another_device() {
  truncate -s 600M "$dir/log.img"
  attach log
  local log=$loop
  mkfs.ext4 -q -b 4096 -O journal_dev "$log" || exit 1
  make elsewhere 64 nodiscard,data=journal mkfs.ext4 -q -b 4096 -N 512 -J "device=$log"
  journal_is_not_passed elsewhere
  detach "$log"
  check "elsewhere: much was left in the journal" below 100 \
    "$(count log 'MARK:data[0-9]+:[0-9]{8}:')"
}

test_h6_fast_commits() {
  make fast 64 nodiscard,data=journal mkfs.ext4 -q -O fast_commit -N 512
  journal_is_not_passed fast
}

# The counting must be able to find something.
test_rm_leaves_everything() {
  make control 128 nodiscard mkfs.ext4 -q
  tree "$dir/control.mnt/tree"
  rm -r "$dir/control.mnt/tree"
  finish control
  local found n
  found=$(left_of control)
  echo "rm leaves $found"
  for n in ${found//\// }; do check "rm leaves much of each" below 19 "$n"; done
}

# At each step: making the workspace, using the inodes, passing the journal, filling, with the reserve
# lifted, reading back.
test_h7_interrupted_and_killed() {
  make killed 64 nodiscard mkfs.ext4 -q -N 2048
  local setting reserved moments moment signal call n file
  setting=/sys/fs/ext4/$(basename "$loop")/reserved_clusters
  reserved=$(cat "$setting")
  moments="mkdirat:1: fsetxattr:900: syncfs:9: pwrite:2: write:1:$setting pread:12:"
  at_each_moment() {  # at_each_moment SIGNAL STATUS THEN...
    for moment in $moments; do
      IFS=: read -r call n file <<< "$moment"
      at_moment "$call" "$n" "$file" "$1" "$wipe" --free-space "$dir/killed.mnt" \
        > "$dir/report" 2> "$dir/errors"
      check "$1 at $call: exit status" equals $? "$2"
      "${@:3}"
    done
  }
  all_is_given_back() {
    check "$moment: all is given back" equals "$(ls -A "$dir/killed.mnt")" lost+found
    check "$moment: the reserve is there" equals "$(cat "$setting")" "$reserved"
  }
  for signal in INT TERM HUP; do
    at_each_moment $signal $((128 + $(kill -l $signal))) all_is_given_back
  done
  at_each_moment KILL 137
  "$wipe" --free-space "$dir/killed.mnt" > "$dir/report" 2> "$dir/errors"
  check "after kill -9 the next run succeeds" equals $? 0
  moment='after it'
  all_is_given_back
  finish killed
}

# What is deleted and still in use is not free: nothing is claimed before it is.
deleted_in_use_on() {  # deleted_in_use_on NAME MIB EARLIER_IS_CLAIMED mkfs...
  local name=$1 mib=$2 earlier=$3
  shift 3
  make "$name" "$mib" nodiscard "$@"
  mkdir "$dir/$name.mnt/tree"
  mark gone 2000 > "$dir/$name.mnt/deleted"
  hold "$dir/$name.mnt/deleted"
  rm "$dir/$name.mnt/deleted"
  sync -f "$dir/$name.mnt"
  "$wipe" --no-input --json --confirm tree "$dir/$name.mnt/tree" --free-space "$dir/$name.mnt" \
    > "$dir/report" 2> "$dir/errors"
  check "$name, in use: exit status" equals $? 4
  check "$name, in use: says by whom" grep -q "process $holder (cat) still uses something deleted" "$dir/errors"
  check "$name, in use: says what helps" grep -q "kill $holder" "$dir/errors"
  check "$name, in use: the tree is there" test -d "$dir/$name.mnt/tree"
  "$wipe" --no-input --json --best-effort --free-space "$dir/$name.mnt" > "$dir/report" 2> "$dir/errors"
  check "$name, in use, best effort: exit status" equals $? 0
  check "$name, in use, best effort: not claimed" claims earlier false
  release
  check "$name: it was not overwritten" equals "$(sync -f "$dir/$name.mnt"; left_of "$name")" 0/0/0/2000
  wiped "$name"
  check "$name: whether earlier is claimed" claims earlier "$earlier"
  finish "$name"
  check "$name: nothing earlier" equals "$(left_of "$name")" 0/0/0/0
}
test_deleted_in_use() {
  deleted_in_use_on held-ext4 64 true mkfs.ext4 -q
  deleted_in_use_on held-xfs 512 false mkfs.xfs -q
}

test_deleted_meanwhile() {
  make meanwhile 64 nodiscard mkfs.ext4 -q
  mark gone 100 > "$dir/meanwhile.mnt/deleted"
  stop_at pwrite 2 '' "$wipe" --json --free-space "$dir/meanwhile.mnt" > "$dir/report" 2> "$dir/errors"
  check "deleted meanwhile: in the middle" equals $? 0
  hold "$dir/meanwhile.mnt/deleted"
  rm "$dir/meanwhile.mnt/deleted"
  let_go
  check "deleted meanwhile: exit status" equals $? 1
  check "deleted meanwhile: says by whom" grep -q "process $holder (cat) still uses something deleted" "$dir/report"
  check "deleted meanwhile: nothing is claimed" claims earlier false
  release
  finish meanwhile
}

test_refusals() {
  make plain 64 nodiscard mkfs.ext4 -q
  mkdir "$dir/plain.mnt/below"
  ln -s "$dir/plain.mnt" "$dir/link"
  "$wipe" --free-space "$dir/plain.mnt/below" 2> "$dir/errors"
  check "a directory is no mount point" equals $? 4
  check "names the mount point" grep -q "this is below $dir/plain.mnt" "$dir/errors"
  "$wipe" --free-space "$dir/link" 2> "$dir/errors"
  check "a link is not followed" equals $? 4
  mkdir "$dir/elsewhere"
  echo mine > "$dir/elsewhere/mine"
  ln -s "$dir/elsewhere" "$dir/plain.mnt/.sekisho-wipe-free-space"
  "$wipe" --free-space "$dir/plain.mnt" > "$dir/report" 2> "$dir/errors"
  check "a link in the workspace's place" equals $? 1
  check "is not followed" equals "$(cat "$dir/elsewhere/mine")" mine
  rm "$dir/plain.mnt/.sekisho-wipe-free-space"
  mount -o remount,ro "$dir/plain.mnt"
  "$wipe" --free-space "$dir/plain.mnt" 2> "$dir/errors"
  check "read-only is refused" equals $? 4
  finish plain
}

test_rm_leaves_everything
test_ext4_ordered
test_ext4_journal_small
test_ext4_journal_large
test_xfs
test_btrfs_is_refused
test_deleted_in_use
test_deleted_meanwhile
test_h6_xfs_that_was_full
# A limit of 8 KiB on files: more of them are made, some thousands at most.
test_h6_not_all_could_be_filled
test_h6_set_aside_is_said
test_h6_journal_on_another_device
test_h6_fast_commits
test_h7_interrupted_and_killed
test_refusals
exit $((failures > 0))
