# What the cases of a guest have: for busybox's shell.
out=/share/out

disk_of() {  # disk_of MIB: waits for the disk of this size and prints its path
  echo "waiting for a disk of $1 MiB" > /dev/ttyS0
  while :; do
    for size in /sys/block/*/size; do
      [ "$(cat "$size")" = $(($1 * 2048)) ] || continue
      size=${size%/size}
      echo "/dev/${size##*/}"
      return 0
    done
    usleep 100000
  done
}
first_sector() { dd if="$1" bs=512 count=1 iflag=direct 2> /dev/null; }
is_marked() { first_sector "$1" | grep -q MARK:; }
# wipe STEP OPTIONS...: output, errors and status go to $out/CASE.STEP.*
wipe() {
  step=$1
  shift
  sekisho-wipe --no-input "$@" > "$out/$case.$step.out" 2> "$out/$case.$step.err"
  echo $? > "$out/$case.$step.status"
}
# begin_wipe STEP OPTIONS...: in the background, until it has written a second piece to $disk; it waits
# there, as $pid. go_on lets it end.
begin_wipe() {
  step=$1
  shift
  rm -f /tmp/told /tmp/wait
  mkfifo /tmp/told /tmp/wait
  exec 8<>/tmp/told 9<>/tmp/wait
  {
    env LD_PRELOAD=/bin/libmoments.so MOMENT_CALLS=pwrite MOMENT_FILE="$disk" MOMENT_FIRST=2 \
      MOMENT_TELL=8 MOMENT_WAIT=9 sekisho-wipe --no-input "$@" > "$out/$case.$step.out" 2> "$out/$case.$step.err"
    echo $? > "$out/$case.$step.status"
    echo it has ended >&8
  } &
  read -r pid <&8
}
go_on() {
  echo >&9
  wait
}
# what the device is, another serial refused, and whether that wrote nothing
look() {  # look DISK
  wipe planned --dry-run --json "$1"
  wipe wrong --serial OTHER-1 --confirm "${1##*/}" "$1"
  if is_marked "$1"; then touch "$out/$case.untouched"; fi
}
run() {
  case=$1
  echo "case $case at $(cut -d' ' -f1 /proc/uptime)" > /dev/ttyS0
  "on_$case" > "$out/$case.log" 2>&1
}
