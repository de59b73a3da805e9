#!/bin/bash
# Recovery programs (sleuthkit, PhotoRec) find nothing of what sekisho-wipe wiped with its
# free space, and find the same files after rm.
#
# usage: wipe_forensics.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
here=$(dirname "$0")
. "$here/images.bash"
needs_images mkfs.ext4 mkfs.xfs python3 fls ils icat blkls tsk_recover photorec

per_kind=6  # files of each of four kinds, in the tree and among what was deleted before
all=$((per_kind * 4))
owner=4242  # ils shows 16 bits

# fill NAME: a tree to be wiped, and files deleted before that; both as originals in NAME.was.
fill() {
  local part
  for part in tree before; do
    mkdir -p "$dir/$1.mnt/$part/sub" "$dir/$1.was/$part"
    python3 "$here/real_files.py" "$dir/$1.mnt/$part/sub" $per_kind
    cp "$dir/$1.mnt/$part/sub/"* "$dir/$1.was/$part"
    chown -R $owner "$dir/$1.mnt/$part"
    sync -f "$dir/$1.mnt"
  done
  rm -r "$dir/$1.mnt/before"
  sync -f "$dir/$1.mnt"
}
remove() { rm -r "$dir/$1.mnt/tree"; }
wipe_away() {
  "$wipe" --no-input --confirm tree "$dir/$1.mnt/tree" --free-space "$dir/$1.mnt" \
    > "$dir/report" 2> "$dir/errors"
  check "$1: exit status" equals $? 0
  cat "$dir/errors"
}

# Each tool writes what it recovers from NAME.img below OUT.
photorec_all() {
  photorec /d "$2/photorec" /cmd "$1" \
    partition_none,options,paranoid,fileopt,everything,enable,wholespace,search
}
icat_deleted() {  # every deleted inode that fls and ils know
  local inode
  for inode in $({ fls -rd "$1" | grep -oE '[0-9]+:' | tr -d :; ils "$1" | sed -n 's/^\([0-9]*\)|f.*/\1/p'; } | sort -un); do
    icat -r "$1" "$inode" > "$2/inode$inode"
  done
}
listings() { fls -rd "$1" > "$2/fls"; ils "$1" > "$2/ils"; }
journal() { icat "$1" 8 > "$2/journal"; }
free_blocks() { blkls "$1" > "$2/blocks"; }
recover_deleted() { tsk_recover "$1" "$2"; }

# found NAME TOOL: WHOLE/SECTORS/NAMES of the originals, of both parts.
found() {
  local out=$dir/$1.$2
  mkdir -p "$out"
  (cd "$out" && "$2" "$dir/$1.img" "$out" < /dev/null > "$dir/tool.log" 2>&1)
  rm -f "$out/photorec.se2"
  python3 "$here/recovered.py" "$dir/$1.was" "$out"
}
owners() { { cut -d'|' -f3 "$dir/$1.listings/ils" | grep -cx $owner; } || true; }

# nothing_is_found NAME TOOL...
nothing_is_found() {
  local name=$1 tool
  shift
  for tool in "$@"; do
    check "$name: $tool recovers nothing" equals "$(found "$name" "$tool")" 0/0/0
  done
}
# at_least WHOLE SECTORS NAMES FOUND: the tool is able to find so much.
at_least() {
  local whole sectors names
  IFS=/ read -r whole sectors names <<< "$4"
  [ "$whole" -ge "$1" ] && [ "$sectors" -ge "$2" ] && [ "$names" -ge "$3" ]
}

ext4_tools=(photorec_all listings icat_deleted recover_deleted free_blocks journal)

wiped_ext4() {  # wiped_ext4 NAME OPTIONS
  make "$1" 64 "$2" mkfs.ext4 -q -N 256
  fill "$1"
  wipe_away "$1"
  finish "$1"
  nothing_is_found "$1" "${ext4_tools[@]}"
  check "$1: no inode tells the owner" equals "$(owners "$1")" 0
}
test_ext4_ordered() { wiped_ext4 ordered nodiscard; }
test_ext4_journal() { wiped_ext4 journalled nodiscard,data=journal; }

test_xfs() {  # sleuthkit does not know it
  make xfs 320 nodiscard mkfs.xfs -q
  fill xfs
  wipe_away xfs
  finish xfs
  nothing_is_found xfs photorec_all
}

test_rm_on_ext4() {
  make removed 64 nodiscard mkfs.ext4 -q -N 256
  fill removed
  remove removed
  finish removed
  check "rm: PhotoRec recovers files" at_least $((all * 2 * 3 / 4)) 1000 0 "$(found removed photorec_all)"
  check "rm: blkls finds content" at_least 0 1000 0 "$(found removed free_blocks)"
  check "rm: the journal has names" at_least 0 0 $all "$(found removed journal)"
  found removed listings > /dev/null
  check "rm: ils tells the owner" below $all "$(owners removed)"
}
test_rm_on_ext4_with_data_in_the_journal() {
  make journal-removed 64 nodiscard,data=journal mkfs.ext4 -q -N 256
  fill journal-removed
  remove journal-removed
  finish journal-removed
  check "rm: the journal has content" at_least 0 100 $all "$(found journal-removed journal)"
}

# ext4 forgets where the blocks of a deleted file were, but not while a program has it open: when the
# power goes then, the check at the next start makes it a deleted file of which all is known.
test_rm_of_open_files() {
  make open 64 nodiscard mkfs.ext4 -q -N 1024
  fill open
  local file descriptors=() fd
  for file in "$dir/open.mnt/tree/sub/"*; do
    exec {fd}< "$file"
    descriptors+=("$fd")
  done
  remove open
  fsfreeze --freeze "$dir/open.mnt"  # all is written to its place
  cp --sparse=always "$dir/open.img" "$dir/pulled.img"
  fsfreeze --unfreeze "$dir/open.mnt"
  cp -r "$dir/open.was" "$dir/pulled.was"
  for fd in "${descriptors[@]}"; do exec {fd}<&-; done
  finish open
  e2fsck -fy "$dir/pulled.img" > "$dir/fsck" 2>&1
  check "rm of open files: icat recovers them" at_least $all 500 0 "$(found pulled icat_deleted)"
  check "rm of open files: tsk_recover, too" at_least $all 500 0 "$(found pulled recover_deleted)"
}

test_rm_on_xfs() {
  make xfs-removed 320 nodiscard mkfs.xfs -q
  fill xfs-removed
  remove xfs-removed
  finish xfs-removed
  check "rm on xfs: PhotoRec recovers files" at_least $((all * 2 * 3 / 4)) 1000 0 \
    "$(found xfs-removed photorec_all)"
}

for name in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
  echo "== $name"
  $name
done
[ $failures = 0 ] || { echo "$failures failed"; exit 1; }
