# What tests with file systems in loop-mounted images share; sourced by those that set $wipe.
. "$(dirname "${BASH_SOURCE[0]}")/../moments.bash"
failures=0

skip() { echo "SKIPPED: $1"; exit 77; }
left_out() { echo "LEFT OUT: $1"; }  # a part of the test
needs_images() {  # needs_images TOOL...: root, loop devices and the tools, or the test is skipped
  [ "$(id -u)" = 0 ] || skip "needs root, to mount loop devices"
  local tool
  for tool in losetup "$@"; do
    command -v "$tool" > /dev/null || skip "there is no $tool (scripts/bootstrap)"
  done
  losetup --find > /dev/null 2>&1 || skip "there is no free loop device"
  [ -x "$wipe" ] || { echo "no $wipe"; exit 1; }
}

dir=$(mktemp -d)
holder=
declare -A backing=()  # loop device -> the image it is ours with

detach() {
  # A loop device's number may be somebody else's by now: look at its file first.
  [ "$(losetup --noheadings --output BACK-FILE "$1" 2> /dev/null)" = "${backing[$1]}" ] &&
    losetup --detach "$1"
}
cleanup() {
  end_stopped
  [ -z "$holder" ] || release
  for mounted in "$dir"/*.mnt; do mountpoint -q "$mounted" && umount "$mounted"; done
  for loop in "${!backing[@]}"; do detach "$loop"; done
  rm -rf "$dir"
}
trap cleanup EXIT

check() {  # check NAME command...: the command has to succeed
  local name=$1
  shift
  if "$@"; then echo "ok: $name"; else echo "FAILED: $name: $*"; failures=$((failures + 1)); fi
}

# node DEVICE: the kernel makes it, but for a container that has a /dev of its own.
node() { [ -b "$1" ] || mknod "$1" b $(tr : ' ' < "/sys/class/block/${1##*/}/dev"); }
attach() {  # attach NAME: sets $loop
  local tries=0
  until loop=$(losetup --find --show "$dir/$1.img" 2> "$dir/said"); do
    tries=$((tries + 1))
    # Others may take the free ones, too.
    [ "$tries" -lt 20 ] && node "$(losetup --find)" || { cat "$dir/said"; exit 1; }
  done
  backing[$loop]=$dir/$1.img
}
make() {  # make NAME MIB OPTIONS mkfs...: an image, mounted at NAME.mnt
  local name=$1 mib=$2 options=$3
  shift 3
  truncate -s "${mib}M" "$dir/$name.img"
  "$@" "$dir/$name.img" > "$dir/mkfs.log" 2>&1 || { cat "$dir/mkfs.log"; exit 1; }
  mkdir -p "$dir/$name.mnt"
  attach "$name"
  mount -o "$options" "$loop" "$dir/$name.mnt" || exit 1
}
finish() {  # finish NAME: unmounted and detached, so that the image is all there is
  umount "$dir/$1.mnt" && detach "$loop" && sync
}

# hold FILE: another process, cat, has it open when this returns; sets $holder. What cat read of the
# file says so; then it goes on to a pipe that nobody ever writes to.
hold() {
  [ -p "$dir/silent" ] || mkfifo "$dir/silent"
  exec {held}< <(exec setpriv --pdeathsig KILL cat - "$dir/silent" < "$1")
  holder=$!
  read -r -n 1 -u "$held" || { echo "nobody holds $1"; exit 1; }
}
release() {  # release: what hold began
  kill "$holder"
  wait "$holder" 2> /dev/null
  exec {held}<&-
  holder=
}

mark() {  # mark TAG SECTORS: SECTORS sectors, each beginning with its own marker
  awk -v tag="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++)
    printf "%-511s\n", sprintf("MARK:%s:%08d:", tag, i) }'
}
equals() { [ "$1" = "$2" ]; }
below() { [ "$1" -lt "$2" ]; }
