#!/bin/bash
# What is claimed on real file systems and media other than ext4 and xfs on an image: as
# docs/wipe-claims.md says, sentence by sentence, with and without --best-effort (ATTACKS H3, H6).
# Network file systems: tests/system/wipe_guest.sh.
#
# usage: wipe_claims.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
table=$(dirname "$0")/../../docs/wipe-claims.md
. "$(dirname "$0")/images.bash"
needs_images mkfs.ext4 mkfs.btrfs fuse2fs python3

zram=
release_zram() {
  [ -n "$zram" ] || return
  umount "/dev/zram$zram" 2> /dev/null
  # Who looks at every new device (udev) may have it open for a moment.
  local tries=0
  until { echo "$zram" > /sys/class/zram-control/hot_remove; } 2> /dev/null || [ $((tries += 1)) = 1000 ]; do
    sleep 0.01
  done
  zram=
}
trap 'release_zram; cleanup' EXIT

row() { grep -F "| $1 | $2 |" "$table"; }  # row NAME GRADE: of the table
sentence_of() { row "$1" "$2" | sed 's/.*| \(.*\) |$/\1/'; }
fact() {  # fact EXPRESSION: of the report in $dir/out, as d and its first target as t
  python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
t = d["targets"][0]
sys.exit(0 if eval("(" + sys.argv[2] + ")") else print(json.dumps(t)) or 1)' "$dir/out" "$1"
}
run() {  # run OPTIONS...: the status is in $status
  "$wipe" --no-input "$@" > "$dir/out" 2> "$dir/errors"
  status=$?
}

# is_refused NAME FILE FILE_SYSTEM MEDIUM: nothing is claimed, because of the file system's sentence
# or, where that claims something, the medium's; refused, and only overwritten when asked to.
is_refused() {
  local name=$1 file=$2 why before
  why=$(sentence_of "$3" none)
  [ -n "$why" ] || why=$(sed -n "s/^| $4 | none | [0-9] | \(.*\) |$/\1/p" "$table")
  check "$name: the table has it" test -n "$why"
  before=$(sha256sum "$file")
  run --confirm "$(basename "$file")" "$file"
  check "$name: refused" equals "$status" 4
  check "$name: says what the table says" grep -qF -- "($3, $4): $why" "$dir/errors"
  cat "$dir/errors"
  check "$name: with a hint" grep -q '^hint: ' "$dir/errors"
  check "$name: nothing was written" equals "$(sha256sum "$file")" "$before"
  run --dry-run --json "$file"
  check "$name: a dry run is refused, too" equals "$status" 4
  run --best-effort --json --confirm "$(basename "$file")" "$file"
  check "$name: best effort" equals "$status" 0
  check "$name: best effort removes it" test ! -e "$file"
  check "$name: best effort claims nothing" fact 'd["grade"] == t["claim"]["grade"] == "none" and
    not any(aspect["claimed"] for aspect in t["claim"]["aspects"])'
  check "$name: recognised" fact "t['claim']['file_system'] == '$3' and t['claim']['medium'] == '$4'"
}
# is_claimed NAME FILE FILE_SYSTEM MEDIUM: Clear for the content, by the table.
is_claimed() {
  local name=$1 file=$2
  check "$name: the table has it" test -n "$(sentence_of "$3" clear)"
  run --json --confirm "$(basename "$file")" "$file"
  cat "$dir/errors"
  check "$name: wiped" equals "$status" 0
  check "$name: recognised" fact "t['claim']['file_system'] == '$3' and t['claim']['medium'] == '$4'"
  check "$name: content only" fact 'd["grade"] == "clear" and
    [aspect["aspect"] for aspect in t["claim"]["aspects"] if aspect["claimed"]] == ["content"]'
  check "$name: says what the table says" grep -qF -- "$(sentence_of "$3" clear)" "$dir/out"
}

on_btrfs() {  # on_btrfs IMAGE OPTIONS FILE_SYSTEM
  make "$1" 256 "nodiscard$2" mkfs.btrfs -q
  mark data 64 > "$dir/$1.mnt/file"
  sync -f "$dir/$1.mnt"
  is_refused "$3" "$dir/$1.mnt/file" "$3" 'loop device (image file)'
  finish "$1"
}
test_btrfs() {
  on_btrfs btrfs '' btrfs
  on_btrfs nodatacow ,nodatacow 'btrfs, nodatacow'
  on_btrfs compressed ,compress=zstd 'btrfs, compressed'
}

test_tmpfs() {
  mkdir "$dir/memory.mnt"
  mount -t tmpfs none "$dir/memory.mnt" || exit 1
  echo data > "$dir/memory.mnt/file"
  # Whoever runs this may have swap: tests/unit/wipe/probe_test.cc has both.
  if [ "$(wc -l < /proc/swaps)" = 1 ]; then
    is_claimed tmpfs "$dir/memory.mnt/file" tmpfs memory
  else
    is_refused tmpfs "$dir/memory.mnt/file" tmpfs 'memory with swap'
  fi
  umount "$dir/memory.mnt"
}

test_overlay() {
  make below 64 defaults mkfs.ext4 -q
  mkdir "$dir/overlay.mnt" "$dir/below.mnt"/{lower,upper,work}
  echo data > "$dir/below.mnt/lower/file"
  mount -t overlay none "$dir/overlay.mnt" \
    -o "lowerdir=$dir/below.mnt/lower,upperdir=$dir/below.mnt/upper,workdir=$dir/below.mnt/work" || exit 1
  is_refused overlay "$dir/overlay.mnt/file" overlay unknown
  check "overlay: the lower copy is still there" equals "$(cat "$dir/below.mnt/lower/file")" data
  umount "$dir/overlay.mnt"
  finish below
}

test_fuse() {
  [ -c /dev/fuse ] || { left_out "FUSE: there is no /dev/fuse"; return; }
  truncate -s 16M "$dir/fuse.img"
  mkfs.ext4 -q "$dir/fuse.img"
  mkdir "$dir/fuse.mnt"
  fuse2fs -o rw,fakeroot "$dir/fuse.img" "$dir/fuse.mnt" > "$dir/said" 2>&1 || { cat "$dir/said"; exit 1; }
  echo data > "$dir/fuse.mnt/file"
  is_refused FUSE "$dir/fuse.mnt/file" FUSE unknown
  umount "$dir/fuse.mnt"
}

test_zram() {
  if ! [ -e /sys/class/zram-control/hot_add ]; then
    echo "zram: not in this kernel (tests/unit/wipe/probe_test.cc has it)"
    return
  fi
  zram=$(cat /sys/class/zram-control/hot_add)
  echo 64M > "/sys/block/zram$zram/disksize"
  mkfs.ext4 -q "/dev/zram$zram"
  mkdir "$dir/zram.mnt"
  mount "/dev/zram$zram" "$dir/zram.mnt" || exit 1
  echo data > "$dir/zram.mnt/file"
  is_refused zram "$dir/zram.mnt/file" 'ext2/3/4, data ordered' zram
  umount "$dir/zram.mnt"
  run --confirm "zram$zram" "/dev/zram$zram"
  check "zram as a device: refused" equals "$status" 4
  check "zram as a device: says why" grep -q 'Compressed memory' "$dir/errors"
  release_zram
}

test_pseudo() {  # also where it lies under no protected name
  mkdir "$dir/pseudo.mnt"
  mount -t proc none "$dir/pseudo.mnt" || exit 1
  run --confirm hostname "$dir/pseudo.mnt/sys/kernel/hostname"
  check "pseudo: refused, whatever the file" equals "$status" 4
  check "pseudo: says so" grep -q "a file system of the kernel's own (proc)" "$dir/errors"
  umount "$dir/pseudo.mnt"
}

test_loop_in_a_loop() {  # the claim is for the inner image, and says so
  make outer 128 defaults mkfs.ext4 -q
  local outer=$loop
  truncate -s 64M "$dir/outer.mnt/inner.img"
  mkfs.ext4 -q "$dir/outer.mnt/inner.img"
  mkdir "$dir/inner.mnt"
  mount -o loop "$dir/outer.mnt/inner.img" "$dir/inner.mnt" || exit 1
  echo data > "$dir/inner.mnt/file"
  is_claimed loop "$dir/inner.mnt/file" 'ext2/3/4, data ordered' 'loop device (image file)'
  check "loop: which image" fact "t['medium']['backing_file'] == '$dir/outer.mnt/inner.img'"
  check "loop: only the image" grep -q 'the image file only' "$dir/out"
  umount "$dir/inner.mnt"
  loop=$outer
  finish outer
}

for name in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
  echo "== $name"
  $name
done
[ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }
