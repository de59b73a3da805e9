#!/bin/bash
# What several programs leave of the same marked tree in raw images of several file systems, as a
# table in markdown: data/names/attribute values/earlier contents, distinct markers found after
# unmounting. The tree, the images and the counting are those of tests/system/wipe_free_space.sh.
#
# usage: wipe_compare.sh DIRECTORY_OF_PROGRAMS [PROGRAM...]   needs root and loop devices; not a test
#   PROGRAM: rm shred srm wipe scrub sfill sekisho sekisho_free_space sekisho_best_effort; all without
#   apt-get install coreutils secure-delete wipe scrub; what is missing has no row, and is named
set -u
bin=${1:?directory of the programs}
shift
wanted=" $* "
wipe=$bin/sekisho-wipe
system=$(dirname "$0")/../system
. "$system/images.bash"
. "$system/marked_tree.bash"
needs_images mkfs.ext4 mkfs.xfs mkfs.btrfs python3

# Each is given the tree and its mount point, and may do what its manual offers.
with_rm() { rm -r "$1"; }
with_shred() { find "$1" -type f -exec shred -u {} + && rm -r "$1"; }
with_srm() { srm -r "$1"; }
with_wipe() { command wipe -q -r -f -s "$1"; }
with_scrub() { find "$1" -type f -exec scrub -f -r {} \; && rm -r "$1"; }  # each for itself: it ends at an error
with_sfill() { rm -r "$1" && sfill -l -l "$2"; }
with_sekisho() { "$wipe" --no-input --confirm tree "$1"; }
with_sekisho_free_space() { "$wipe" --no-input --confirm tree "$1" --free-space "$2"; }
with_sekisho_best_effort() {
  "$wipe" --no-input --best-effort --confirm tree "$1" --free-space "$2"
}
programs=(
  "rm:rm -r" "shred:shred -u (each file), rm -r" "srm:srm -r" "wipe:wipe -q -r -f"
  "scrub:scrub -f -r (each file), rm -r" "sfill:rm -r, sfill -l -l"
  "sekisho:sekisho-wipe TREE" "sekisho_free_space:sekisho-wipe TREE --free-space MOUNT"
  "sekisho_best_effort:the same with --best-effort"
)
file_systems=(ext4 journal xfs btrfs)

image() {  # image FILE_SYSTEM: made and mounted; all without discard, which would do the work for them
  case $1 in
    ext4) make "$1" 256 nodiscard mkfs.ext4 -q -J size=16 ;;
    journal) make "$1" 256 nodiscard,data=journal mkfs.ext4 -q -J size=16 ;;
    xfs) make "$1" 320 nodiscard mkfs.xfs -q ;;
    btrfs) make "$1" 320 nodiscard mkfs.btrfs -q ;;
  esac
}

measure() {  # measure PROGRAM FILE_SYSTEM: the cell
  local status
  image "$2"
  tree "$dir/$2.mnt/tree"
  "with_$1" "$dir/$2.mnt/tree" "$dir/$2.mnt" > "$dir/said" 2>&1
  status=$?
  finish "$2"
  if [ "$status" = 4 ] && [ -z "${1##sekisho*}" ]; then
    echo refused
  else
    left_of "$2"
    [ "$status" = 0 ] || echo "(status $status)"
  fi
  rm -f "$dir/$2.img"
}

missing=()
echo '| | ext4, ordered | ext4, data=journal | xfs | btrfs |'
echo '|---|---|---|---|---|'
for one in "${programs[@]}"; do
  program=${one%%:*}
  [ "$wanted" = "  " ] || [ "${wanted#* "$program" }" != "$wanted" ] || continue
  case $program in
    sekisho*) ;;
    *) command -v "$program" > /dev/null || { missing+=("$program"); continue; } ;;
  esac
  row="| \`${one#*:}\` |"
  for file_system in "${file_systems[@]}"; do
    row+=" $(measure "$program" "$file_system" | tr '\n' ' ')|"
  done
  echo "$row"
done
[ ${#missing[@]} = 0 ] || echo "not installed, so not measured: ${missing[*]}"
[ $failures = 0 ]
