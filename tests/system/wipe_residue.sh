#!/bin/bash
# What is left in the raw image after sekisho-wipe: every 512-byte sector of every file carries a
# marker, and the distinct markers still in the image are counted after unmounting.
#
# usage: wipe_residue.sh DIRECTORY_OF_PROGRAMS        needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
needs_images mkfs.ext4 mkfs.xfs mkfs.btrfs python3

fill() {  # fill DIRECTORY: a tree whose content is all marked; odd lengths leave slack
  mkdir -p "$1/sub/deeper"
  for i in $(seq 1 20); do
    mark "data$i" $((i * 37)) > "$1/sub/file$i"
    printf 'MARK:tail%02d:' "$i" >> "$1/sub/file$i"
  done
  mark small 3 > "$1/sub/deeper/small"
  ln "$1/sub/file1" "$1/sub/deeper/second-name"
  ln -s /etc/passwd "$1/link"
  truncate -s 4M "$1/sparse"
  mark sparse 8 | dd of="$1/sparse" bs=4096 seek=512 conv=notrunc status=none
  sync -f "$1"
}
left() { { grep -aoE 'MARK:[a-z0-9]+:([0-9]{8}:)?' "$dir/$1.img" || true; } | sort -u | wc -l; }

content_is_gone() {  # content_is_gone NAME: the whole way, on a mounted image
  fill "$dir/$1.mnt/tree"
  "$wipe" --no-input --json --confirm tree "$dir/$1.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "$1: exit status" equals $? 0
  cat "$dir/errors"
  check "$1: claims Clear for the content" grep -q '"aspect":"content","claimed":true' "$dir/report"
  check "$1: does not claim names (H5)" grep -q '"aspect":"names","claimed":false' "$dir/report"
  check "$1: says that only the image is concerned" grep -q 'image file only' "$dir/report"
  check "$1: the tree is gone" test ! -e "$dir/$1.mnt/tree"
  finish "$1"
  check "$1: no marked sector is left" equals "$(left "$1")" 0
}

test_h5_ext4_ordered() {
  make ext4 128 defaults mkfs.ext4 -q
  content_is_gone ext4
}

test_h5_xfs() {
  make xfs 512 nodiscard mkfs.xfs -q
  content_is_gone xfs
}

# The counting itself must be able to find something: rm leaves the data.
test_rm_leaves_data() {
  make control 128 nodiscard mkfs.ext4 -q
  fill "$dir/control.mnt/tree"
  rm -r "$dir/control.mnt/tree"
  finish control
  check "rm leaves marked sectors" below 1000 "$(left control)"
}

test_h6_btrfs_is_refused() {
  make btrfs 256 nodiscard mkfs.btrfs -q
  fill "$dir/btrfs.mnt/tree"
  local before after
  before=$(find "$dir/btrfs.mnt/tree" -type f -exec sha256sum {} + | sort)
  "$wipe" --no-input --confirm tree "$dir/btrfs.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "btrfs: exit status" equals $? 4
  check "btrfs: says why" grep -q 'nothing can be claimed' "$dir/errors"
  after=$(find "$dir/btrfs.mnt/tree" -type f -exec sha256sum {} + | sort)
  check "btrfs: files are intact" equals "$before" "$after"
  "$wipe" --no-input --best-effort --json --confirm tree "$dir/btrfs.mnt/tree" > "$dir/report"
  check "btrfs: best effort" equals $? 0
  check "btrfs: best effort claims nothing" grep -q '"grade":"none"' "$dir/report"
  check "btrfs: best effort claims no aspect" bash -c "! grep -q '\"claimed\":true' '$dir/report'"
  finish btrfs
}

test_h6_data_journal_is_refused() {  # mountinfo does not show a mode that the superblock asks for
  make journal 128 defaults bash -c 'mkfs.ext4 -q "$0" && tune2fs -o journal_data "$0"'
  echo data > "$dir/journal.mnt/f"
  "$wipe" --no-input --confirm f "$dir/journal.mnt/f" > "$dir/report" 2> "$dir/errors"
  check "data=journal: exit status" equals $? 4
  check "data=journal: says why" grep -q 'journal first' "$dir/errors"
  check "data=journal: the file is intact" equals "$(cat "$dir/journal.mnt/f")" data
  finish journal
}

# What was written while it was mounted with data=journal may be in the journal long after.
test_h11_an_earlier_mount_with_data_journal() {
  make earlier 64 nodiscard,data=journal mkfs.ext4 -q
  fill "$dir/earlier.mnt/tree"
  mark single 2000 > "$dir/earlier.mnt/single"
  sync -f "$dir/earlier.mnt"
  umount "$dir/earlier.mnt"
  mount -o nodiscard,data=ordered "$loop" "$dir/earlier.mnt" || exit 1
  mkdir "$dir/earlier.mnt/later" && mark later 2000 > "$dir/earlier.mnt/later/file"
  local n
  for n in $(seq 300); do mkdir "$dir/earlier.mnt/later/$n" && sync -f "$dir/earlier.mnt"; done
  for n in tree single; do
    "$wipe" --no-input --confirm "$n" "$dir/earlier.mnt/$n" > "$dir/report" 2> "$dir/errors"
    check "data=journal before, $n: exit status" equals $? 4
    check "data=journal before, $n: says why" grep -q 'may still hold content of' "$dir/errors"
    check "data=journal before, $n: says what helps" grep -qF -- "--free-space $dir/earlier.mnt" "$dir/errors"
  done
  "$wipe" --no-input --best-effort --json --confirm single "$dir/earlier.mnt/single" > "$dir/report"
  check "data=journal before, best effort: exit status" equals $? 0
  check "data=journal before, best effort: claims nothing" grep -q '"grade":"none"' "$dir/report"
  "$wipe" --no-input --json --confirm later "$dir/earlier.mnt/later" > "$dir/report" 2> "$dir/errors"
  check "data=journal before, written later: exit status" equals $? 0
  cat "$dir/errors"
  sync -f "$dir/earlier.mnt"
  check "data=journal before: it is in the journal" grep -qaE 'MARK:(single|data[0-9]+):' "$dir/earlier.img"
  check "data=journal before: what was written later is not" equals "$(grep -acE 'MARK:later:' "$dir/earlier.img")" 0
  "$wipe" --no-input --json --confirm tree "$dir/earlier.mnt/tree" --free-space "$dir/earlier.mnt" \
    > "$dir/report" 2> "$dir/errors"
  check "data=journal before, with free space: exit status" equals $? 0
  cat "$dir/errors"
  check "data=journal before, with free space: claimed" grep -q '"aspect":"content","claimed":true' "$dir/report"
  finish earlier
  check "data=journal before, with free space: nothing is left" equals "$(left earlier)" 0
}

test_h3_reflinks_and_flags() {
  make reflink 512 nodiscard mkfs.xfs -q -m reflink=1
  mkdir "$dir/reflink.mnt/tree"
  mark shared 64 > "$dir/reflink.mnt/tree/a"
  cp --reflink=always "$dir/reflink.mnt/tree/a" "$dir/reflink.mnt/copy"
  "$wipe" --no-input --confirm tree "$dir/reflink.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "reflinked blocks: exit status" equals $? 4
  check "reflinked blocks: says why" grep -q 'shares blocks' "$dir/errors"
  check "reflinked blocks: intact" cmp -s "$dir/reflink.mnt/tree/a" "$dir/reflink.mnt/copy"
  rm "$dir/reflink.mnt/copy"
  chattr +i "$dir/reflink.mnt/tree/a"
  "$wipe" --no-input --best-effort --confirm tree "$dir/reflink.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "immutable: exit status" equals $? 4
  check "immutable: hint" grep -q 'chattr -i' "$dir/errors"
  chattr -i "$dir/reflink.mnt/tree/a"
  finish reflink
}

# xfs lists an ACL under a second name (trusted.SGI_ACL_FILE), which is gone when the first is.
test_h5_xfs_with_an_acl() {
  make acl 512 nodiscard mkfs.xfs -q
  fill "$dir/acl.mnt/tree"
  python3 - "$dir/acl.mnt/tree" << 'EOF' || { echo "cannot set ACLs"; exit 1; }
import os, struct, sys
acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in
    [(1, 6, 0xFFFFFFFF), (2, 4, 4711), (4, 4, 0xFFFFFFFF), (16, 6, 0xFFFFFFFF), (32, 0, 0xFFFFFFFF)])
os.setxattr(sys.argv[1] + "/sub/file2", "system.posix_acl_access", acl)
os.setxattr(sys.argv[1] + "/sub", "system.posix_acl_access", acl)
os.setxattr(sys.argv[1] + "/sub", "system.posix_acl_default", acl)
EOF
  "$wipe" --no-input --json --confirm tree "$dir/acl.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "an ACL on xfs: exit status" equals $? 0
  cat "$dir/errors"
  check "an ACL on xfs: the tree is gone" test ! -e "$dir/acl.mnt/tree"
  check "an ACL on xfs: claims the content" grep -q '"aspect":"content","claimed":true' "$dir/report"
  finish acl
  check "an ACL on xfs: no marked sector is left" equals "$(left acl)" 0
}

# What would be met in the middle is found before anything is written.
test_h4_found_beforehand() {
  make before 64 defaults mkfs.ext4 -q
  local m=$dir/before.mnt
  mkdir "$m/tree"
  echo stays > "$m/tree/a"
  cp /bin/cat "$m/tree/z"
  [ -p "$dir/silent" ] || mkfifo "$dir/silent"
  exec {running}< <(exec setpriv --pdeathsig KILL "$m/tree/z" <(echo y) "$dir/silent")
  local holder=$!
  read -r -n 1 -u "$running"
  "$wipe" --no-input --best-effort --confirm tree "$m/tree" > "$dir/report" 2> "$dir/errors"
  check "a program that runs: exit status" equals $? 4
  check "a program that runs: says so" grep -q "tree/z is in use as a program" "$dir/errors"
  kill "$holder"
  wait "$holder" 2> /dev/null
  exec {running}<&-
  chattr +a "$m"
  "$wipe" --no-input --confirm tree "$m/tree" > "$dir/report" 2> "$dir/errors"
  check "in a directory that only grows: exit status" equals $? 4
  check "in a directory that only grows: hint" grep -qF "chattr -a $m" "$dir/errors"
  chattr -a "$m"
  check "found beforehand: nothing was written" equals "$(cat "$m/tree/a")" stays
  finish before
}

test_h1_h2_mounts() {
  make outer 64 defaults mkfs.ext4 -q
  mkdir "$dir/outer.mnt/tree" "$dir/outer.mnt/tree/inner"
  echo stays > "$dir/outer.mnt/tree/data"
  mount -t tmpfs none "$dir/outer.mnt/tree/inner"
  echo inner > "$dir/outer.mnt/tree/inner/f"
  "$wipe" --no-input --confirm tree "$dir/outer.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "a mount below: exit status (H2)" equals $? 4
  check "a mount below: nothing was written" equals "$(cat "$dir/outer.mnt/tree/data" "$dir/outer.mnt/tree/inner/f" | tr -d '\n')" staysinner
  umount "$dir/outer.mnt/tree/inner"
  mount --bind "$dir/outer.mnt/tree" "$dir/outer.mnt/tree"
  "$wipe" --no-input --confirm tree "$dir/outer.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "a bind mount: exit status (H2)" equals $? 4
  umount "$dir/outer.mnt/tree"
  "$wipe" --no-input --confirm "${loop##*/}" "$loop" > "$dir/report" 2> "$dir/errors"
  check "a device: exit status (H1)" equals $? 4
  # The mount point itself: everything below goes, it stays, and the keeper is kept.
  echo tag > "$dir/outer.mnt/tag"
  "$wipe" --no-input --keep tag --confirm outer.mnt "$dir/outer.mnt" > "$dir/report" 2> "$dir/errors"
  check "a mount point: exit status" equals $? 0
  cat "$dir/errors"
  check "a mount point: what stays" equals "$(ls -A "$dir/outer.mnt" | tr '\n' ' ')" "lost+found tag "
  mount -o remount,ro "$dir/outer.mnt"
  "$wipe" --no-input --confirm tag "$dir/outer.mnt/tag" > "$dir/report" 2> "$dir/errors"
  check "mounted read-only: exit status" equals $? 4
  finish outer
}

test_h7_killed_and_run_again() {  # a signal in the middle of a large file: 130, then again
  make again 64 defaults mkfs.ext4 -q
  mkdir "$dir/again.mnt/tree"
  mark big 80000 > "$dir/again.mnt/tree/big"
  sync -f "$dir/again.mnt"
  at_moment pwrite 3 "$dir/again.mnt/tree/big" TERM "$wipe" --no-input --json --confirm tree \
    "$dir/again.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "interrupted: exit status (H7)" equals $? 143
  check "interrupted: the report says so" grep -q '"outcome":"interrupted"' "$dir/report"
  check "interrupted: claims nothing" bash -c "! grep -q '\"claimed\":true' '$dir/report'"
  check "interrupted: the file keeps its name" test -e "$dir/again.mnt/tree/big"
  "$wipe" --no-input --confirm tree "$dir/again.mnt/tree" > "$dir/report" 2> "$dir/errors"
  check "run again: exit status" equals $? 0
  finish again
  check "run again: no marked sector is left" equals "$(left again)" 0
}

test_commands() {  # what needs no image of its own
  make cli 64 defaults mkfs.ext4 -q
  local m=$dir/cli.mnt
  echo x > "$m/a b"
  "$wipe" "$m/a b" > "$dir/report" 2> "$dir/errors" < /dev/null
  check "unconfirmed: exit status" equals $? 2
  check "unconfirmed: the hint is the command" grep -qF "hint: sekisho-wipe --confirm 'a b' '$m/a b'" "$dir/errors"
  "$wipe" --confirm other "$m/a b" > "$dir/report" 2> "$dir/errors" < /dev/null
  check "wrong name: exit status" equals $? 2
  "$wipe" --dry-run "$m/a b" > "$dir/report" 2> "$dir/errors"
  check "dry run: exit status" equals $? 0
  check "dry run: nothing was written" equals "$(cat "$m/a b")" x
  "$wipe" --grade purge --confirm 'a b' "$m/a b" > "$dir/report" 2> "$dir/errors"
  check "purge: exit status" equals $? 4
  "$wipe" --free-space "$m" --no-input > "$dir/report" 2> "$dir/errors"
  check "free space: exit status" equals $? 0
  check "free space: what is there stays" equals "$(cat "$m/a b")" x
  "$wipe" --nonsense > "$dir/report" 2> "$dir/errors"
  check "usage: exit status" equals $? 2
  "$wipe" --confirm cli.mnt --certificate "$m/c" "$m" > "$dir/report" 2> "$dir/errors"
  check "a certificate inside of the target: exit status" equals $? 2
  "$wipe" --no-input --verify sample --certificate "$dir/certificate" --confirm 'a b' "$m/a b" > "$dir/report" 2> "$dir/errors"
  check "wiped: exit status" equals $? 0
  check "wiped: read back in full" grep -q '"done":"full","result":"passed"' "$dir/certificate"
  check "wiped: says unsigned" grep -q 'unsigned' "$dir/errors"
  check "wiped: the certificate's mode" equals "$(stat -c %a "$dir/certificate")" 600
  check "wiped: never plainly erased (H6)" bash -c "! grep -qi erased '$dir/report' '$dir/certificate'"
  echo y > "$m/y"
  "$wipe" --no-input --certificate "$dir/certificate" --confirm y "$m/y" > "$dir/report" 2> "$dir/errors"
  check "a certificate that exists: exit status" equals $? 1
  check "a certificate that exists: nothing was wiped" equals "$(cat "$m/y")" y
  finish cli
}

# H6: a kernel that does not tell who else writes. The limit is of a user namespace, and ends with it.
unwatched() {
  unshare --user --map-root-user sh -c 'echo 0 > /proc/sys/user/max_inotify_watches && exec "$@"' sh \
    "$wipe" --no-input --json --confirm t "$@" "$dir/watch.mnt/t" > "$dir/report" 2> "$dir/errors"
}
test_h6_nobody_can_be_watched() {
  unshare --user --map-root-user true 2> /dev/null || { left_out "needs user namespaces"; return; }
  make watch 64 defaults mkfs.ext4 -q
  mkdir "$dir/watch.mnt/t" && echo secret > "$dir/watch.mnt/t/a"
  chmod 777 "$dir/watch.mnt" "$dir/watch.mnt/t"
  unwatched
  check "unwatched: exit status" equals $? 1
  check "unwatched: says why" grep -q 'cannot watch whether somebody writes' "$dir/errors"
  check "unwatched: it is still there" test -e "$dir/watch.mnt/t/a"
  unwatched --best-effort
  check "unwatched, best effort: exit status" equals $? 0
  check "unwatched, best effort: it is gone" test ! -e "$dir/watch.mnt/t"
  check "unwatched, best effort: claims nothing" grep -q '"grade":"none"' "$dir/report"
  check "unwatched, best effort: no part either" bash -c "! grep -q '\"claimed\":true' '$dir/report'"
  finish watch
}

for name in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
  echo "== $name"
  $name
done
[ $failures = 0 ] || { echo "$failures failed"; exit 1; }
echo "all passed"
