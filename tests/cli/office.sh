# An organisation for the scripts that need one; sourced after lib.sh.
#
#   officer Sato (security officer, registrar), manager Suzuki, employee Tanaka, it Takahashi,
#   auditor Kansa; usb/ is the registered medium USB-1 (a directory), in/ what is taken out.
require_program sekisho

# quietly COMMAND...: a step that is only on the way.
quietly() { expect_status 0 "$@"; }

# enrol WHO NAME DEPARTMENT ROLE: keys, card, member, join.
enrol() {
  quietly as "$1" sekisho identity new --no-passphrase
  quietly as "$1" sekisho identity show --card "$T/$1.card"
  quietly as officer sekisho member add --name "$2" --dept "$3" --role "$4" --card "$T/$1.card"
  quietly as "$1" sekisho join --store "$T/store.sqlite" --genesis "$genesis"
}

# Without options it is a copy of the one that ctest has made for all (founded_office.sh), but for
# what names its own place.
found_office() {
  if [ $# = 0 ] && [ -z "${TZ-}" ] && [ -d "${SEKISHO_OFFICE-}" ]; then
    cp -a -- "$SEKISHO_OFFICE"/* "$T/"
    genesis=$(cat genesis)
    sed -i "s|^store = .*|store = \"$T/store.sqlite\"|" state-*/config.toml
    return
  fi
  quietly as officer sekisho init --org 'Example Office' --officer Sato --no-input "$@"
  genesis=$(stdout)
  enrol manager Suzuki Sales manager      # P2
  enrol employee Tanaka Sales employee    # P3
  enrol it Takahashi IT it                # P4
  enrol auditor Kansa Audit auditor       # P5
  mkdir usb in
  printf 'first\n' >in/a.txt
  printf 'second\n' >in/b.txt
  quietly as it sekisho media register usb --label USB-1
}

# ask OPTION...: the employee requests in/ for Tanaka onto USB-1; the id is in $request.
ask() {
  quietly as employee sekisho request in --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d "$@"
  request=$(stdout)
}

# ask_and_approve: and it is approved, and the medium is out with Tanaka.
ask_and_approve() {
  ask
  quietly as manager sekisho approve "$request"
  quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
}

# seal_package: usb/$request.age is there.
seal_package() {
  ask_and_approve
  quietly as employee sekisho seal "$request" -o "usb/$request.age"
}

# statements: how many there are in the ledger.
statements() { sqlite3 -readonly "${SEKISHO_STORE:-$T/store.sqlite}" 'SELECT count(*) FROM entries'; }

# refused STATUS TEXT COMMAND...: with that status and reason, in the usual form, and nothing is
# recorded.
refused() {
  local status=$1 text=$2 before
  shift 2
  before=$(statements)
  expect_status "$status" "$@"
  expect_error_shape
  grep -qF -e "$text" "$T/.said/out" "$T/.said/err" || fail "the reason is not: $text"
  [ "$(statements)" = "$before" ] || fail "something was recorded"
}

# change_byte FILE OFFSET: another value at one place (negative: from the end).
change_byte() {
  local at=$2 old new=A
  if [ "$at" -lt 0 ]; then at=$(($(stat -c %s "$1") + at)); fi
  old=$(dd if="$1" bs=1 skip="$at" count=1 status=none | od -An -c | tr -d ' ')
  if [ "$old" = A ]; then new=B; fi
  printf '%s' "$new" | dd of="$1" bs=1 seek="$at" conv=notrunc status=none
}
