#!/bin/bash
# A medium, wiped for an organisation: emptied by its files and free space, wiped only as a whole device. A
# second person signs, and it is checked without a store.
#
# usage: wipe_certificate.sh DIRECTORY_OF_PROGRAMS     needs root and loop devices (else exit 77)
set -u
bin=${1:?directory of the programs}
wipe=$bin/sekisho-wipe
. "$(dirname "$0")/images.bash"
needs_images mkfs.ext4 python3

. "$(dirname "$0")/office.bash"
field() {  # field FILE EXPRESSION: of the JSON object j
  python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}

found_office() {
  genesis=$(as officer init --org Office --officer Sato 2> "$dir/errors") || cat "$dir/errors"
  { enrol it Takahashi it && enrol manager Suzuki manager && enrol employee Tanaka employee; } > "$dir/said" 2>&1 || cat "$dir/said"
}

test_files_and_free_space_empty_a_medium() {
  make stick 64 nodiscard mkfs.ext4 -q
  local m=$dir/stick.mnt
  mark data 200 > "$m/secret"
  as it media register "$m" --label USB-1 > "$dir/said" 2>&1 || cat "$dir/said"
  echo '{"asset_number":"U-7","verifier":"Suzuki"}' > "$dir/form.json"
  as it wipe "$m" --free-space "$m" --confirm stick.mnt --particulars "$dir/form.json" \
    --certificate "$dir/one.json" > "$dir/report" 2> "$dir/errors"
  check "wiped: exit status" equals $? 0
  cat "$dir/errors"
  as it media show USB-1 --json > "$dir/said"
  check "what would make it wiped is told" grep -qF 'for USB-1 to be wiped, overwrite the whole device: sekisho wipe DEVICE' "$dir/errors"
  check "the medium is emptied, not wiped" equals "$(field "$dir/said" 'j["state"]')" emptied
  as manager wipe-verify "$dir/one.json" --how examined -o "$dir/two.json" > "$dir/said" 2>&1
  check "a second person signs" equals $? 0
  "$wipe" verify-certificate "$dir/two.json" --countersigned --json > "$dir/verdict"
  check "it is in order, without a store" equals $? 0
  check "it claims Clear" equals "$(field "$dir/verdict" 'j["grade"]')" clear
  check "names, too" equals \
    "$(field "$dir/verdict" 'j["report"]["targets"][0]["claim"]["aspects"][1]["claimed"]')" True
  check "of this medium" equals "$(field "$dir/verdict" 'j["medium"]')" USB-1
  check "with what people stated" equals \
    "$(field "$dir/verdict" 'j["report"]["particulars"]["asset_number"]')" U-7
  finish stick
  check "and nothing is left" equals "$(grep -aoE 'MARK:data:[0-9]+' "$dir/stick.img" | wc -l)" 0
}

# Files alone are no whole medium, whatever the certificate says of them.
test_files_alone_leave_the_medium_as_it_was() {
  make files 64 nodiscard mkfs.ext4 -q
  local m=$dir/files.mnt
  as it media register "$m" --label USB-2 > "$dir/said" 2>&1 || cat "$dir/said"
  echo secret > "$m/secret"
  as it wipe "$m" --confirm files.mnt --certificate "$dir/files.json" > "$dir/report" 2> "$dir/errors"
  check "files: exit status" equals $? 0
  check "files: claims Clear for their content" equals \
    "$("$wipe" verify-certificate "$dir/files.json" --json | field /dev/stdin 'j["grade"]')" clear
  as it media show USB-2 --json > "$dir/said"
  check "files: the medium is not wiped" equals "$(field "$dir/said" 'j["state"]')" registered
  check "files: what was not covered is told" grep -qF "the free space of $m was not wiped" "$dir/errors"
  check "files: and the command that covers it" grep -qF "next: sekisho wipe $m --free-space $m" "$dir/errors"
  check "files: and what the record calls it" grep -qF 'USB-2 is now: registered' "$dir/errors"
  check "files: on the certificate, too" grep -qF '(--free-space covers it)' "$dir/report"
  "$wipe" "$m" --confirm files.mnt > "$dir/report" 2> "$dir/errors"
  check "files, without an organisation: the command is told" grep -qF \
    "next: sekisho-wipe $m --free-space $m" "$dir/errors"
  "$wipe" "$m" --free-space "$m" --confirm files.mnt > "$dir/report" 2> "$dir/errors"
  check "files and free space: nothing more is told" equals "$(grep -c 'was not wiped' "$dir/errors")" 0
  finish files
}

# A directory that serves as a medium: its files alone make nothing of it, and nothing makes it wiped.
test_a_directory_is_emptied_with_the_free_space_below_it() {
  make below 64 nodiscard mkfs.ext4 -q
  local m=$dir/below.mnt
  mkdir "$m/box" "$m/box/inner"
  mark data 200 > "$m/box/secret"
  as it media register "$m/box" --label BOX > "$dir/said" 2>&1 || cat "$dir/said"
  as it wipe "$m/box/inner" --free-space "$m" --confirm inner > "$dir/report" 2> "$dir/errors"
  check "directory, a part: exit status" equals $? 0
  as it media show BOX --json > "$dir/said"
  check "directory, a part: it is what it was" equals "$(field "$dir/said" 'j["state"]')" registered
  as it wipe "$m/box" --free-space "$m" --confirm box --certificate "$dir/box.json" \
    > "$dir/report" 2> "$dir/errors"
  check "directory: exit status" equals $? 0
  cat "$dir/errors"
  check "directory: in order, without a store" equals \
    "$("$wipe" verify-certificate "$dir/box.json" --json | field /dev/stdin 'j["medium"]')" BOX
  as it media show BOX --json > "$dir/said"
  check "directory: emptied" equals "$(field "$dir/said" 'j["state"]')" emptied
  finish below
}

# The device itself, unmounted: known by its file system's UUID, and wiped as a whole.
test_a_whole_device() {
  make disk 32 nodiscard mkfs.ext4 -q
  local m=$dir/disk.mnt
  mark data 200 > "$m/secret"
  as it media register "$m" --label USB-3 > "$dir/said" 2>&1 || cat "$dir/said"
  as it wipe "$loop" --confirm disk.img > "$dir/report" 2> "$dir/errors"
  check "device: refused while it is mounted (ATTACKS H1)" equals $? 4
  umount "$m"
  as it wipe "$loop" --grade purge --confirm disk.img > "$dir/report" 2> "$dir/errors"
  check "device: purging it is refused" equals $? 4
  check "device: and says why" grep -q 'no medium of its own' "$dir/errors"
  check "device: and nothing is certified" test ! -s "$dir/report"
  as it media show USB-3 --json > "$dir/said"
  check "device: and it is no other than before" equals "$(field "$dir/said" 'j["state"]')" registered
  as it wipe "$loop" --serial X1 --confirm disk.img > "$dir/report" 2> "$dir/errors"
  check "device: refused by another serial number" equals $? 4
  as it wipe "$loop" --confirm disk.img --method zeros --certificate "$dir/disk.json" \
    > "$dir/report" 2> "$dir/errors"
  check "device: exit status" equals $? 0
  cat "$dir/errors"
  as it media show USB-3 --json > "$dir/said"
  check "device: the medium is wiped" equals "$(field "$dir/said" 'j["state"]')" wiped
  as manager wipe-verify "$dir/disk.json" --how witnessed -o "$dir/disk-two.json" > "$dir/said" 2>&1
  "$wipe" verify-certificate "$dir/disk-two.json" --countersigned --json > "$dir/verdict"
  check "device: in order, without a store" equals $? 0
  check "device: of this medium" equals "$(field "$dir/verdict" 'j["medium"]')" USB-3
  check "device: all of it" equals "$(field "$dir/verdict" \
    '[j["grade"], j["report"]["targets"][0]["device"]["method"], j["report"]["targets"][0]["device"]["bytes_verified"]]')" \
    "['clear', 'zeros', 33554432]"
  check "device: the medium's id is under the signature" equals "$(field "$dir/verdict" 'j["medium_id"]')" \
    "$(as it media show USB-3 --json | field /dev/stdin 'j["jti"]')"
  check "device: wiped, nothing left out" equals "$(field "$dir/verdict" '[j["scope"], j["complete"], j["not_covered"]]')" \
    "['device', True, []]"
  sed 's/"medium":"USB-3"/"medium":"USB-1"/' "$dir/disk-two.json" > "$dir/relabelled.json"
  "$wipe" verify-certificate "$dir/relabelled.json" > "$dir/said" 2>&1
  check "relabelled: the id is the signed one" grep -qF \
    "about the registered medium $(field "$dir/verdict" 'j["medium_id"]')" "$dir/said"
  check "relabelled: the label is told to be unsigned" equals \
    "$(sed -n '/NOT SIGNED/,$p' "$dir/said" | grep -c 'label is USB-1')" 1
  check "relabelled: and stands nowhere else" equals "$(grep -c 'USB-1' "$dir/said")" 1
  sed 's/"medium":"USB-3"/"medium":""/' "$dir/disk-two.json" > "$dir/unlabelled.json"
  "$wipe" verify-certificate "$dir/unlabelled.json" > "$dir/said" 2>&1
  check "a label taken away contradicts what is signed" equals $? 3
  sed 's/\\"unread\\":\[\]/\\"unread\\":[1]/' "$dir/disk-two.json" > "$dir/changed.json"
  "$wipe" verify-certificate "$dir/changed.json" > "$dir/said" 2>&1
  check "device: a changed report is noticed" equals $? 3
  check "device: nothing is left" cmp -s -n 33554432 "$dir/disk.img" /dev/zero
}

# Out with somebody, and brought along as a device that is not mounted (ATTACKS G6); then given back.
test_a_device_that_is_out() {
  make out 32 nodiscard mkfs.ext4 -q
  local m=$dir/out.mnt request
  mkdir "$dir/in" && echo secret > "$dir/in/a"
  as it media register "$m" --label USB-4 > "$dir/said" 2>&1 || cat "$dir/said"
  request=$(as employee request "$dir/in" --class 秘 --purpose visit --to P4 --medium USB-4 --until +7d 2> "$dir/errors")
  { as manager approve "$request" &&
    as it media checkout USB-4 --to P4 --request "$request" --due +7d; } > "$dir/said" 2>&1 || cat "$dir/said"
  umount "$m"
  cp "$dir/out.img" "$dir/before"
  as it wipe "$loop" --confirm out.img > "$dir/report" 2> "$dir/errors"
  check "out: refused" equals $? 4
  check "out: says why" grep -q 'out' "$dir/errors"
  check "out: nothing was written" cmp -s "$dir/before" "$dir/out.img"
  as it media show USB-4 --json > "$dir/said"
  check "out: it still is" equals "$(field "$dir/said" 'j["state"]')" out
  mount -o nodiscard "$loop" "$m"
  mv "$m/SEKISHO.TAG" "$dir/tag"
  as it media return USB-4 "$m" > "$dir/said" 2>&1
  check "back, without its tag: refused" equals $? 4
  check "back, without its tag: the command is told" grep -qF "media register $m --label USB-4" "$dir/said"
  as it media register "$m" --label USB-4 > "$dir/said" 2>&1
  check "out: gets no tag" equals "$? $(find "$m" -name SEKISHO.TAG | wc -l)" "4 0"
  mv "$dir/tag" "$m/SEKISHO.TAG"
  as it media return USB-4 "$loop" > "$dir/said" 2>&1
  check "back: the way to wipe all of it is told" grep -qF "sekisho wipe $m --free-space $m" "$dir/said"
  as it wipe "$m" --free-space "$m" --confirm out.mnt > "$dir/report" 2> "$dir/errors"
  check "back: wiped so" equals $? 0
  as it media show USB-4 --json > "$dir/said"
  check "back: the medium is emptied" equals "$(field "$dir/said" 'j["state"]')" emptied
}

# Without its tag it is known by its hardware, and gets its tag back; nothing else does (ATTACKS G4).
test_a_medium_that_lost_its_tag() {
  make bare 32 nodiscard mkfs.ext4 -q
  local m=$dir/bare.mnt device=$loop uuid
  as it media register "$m" --label USB-5 > "$dir/said" 2>&1 || cat "$dir/said"
  uuid=$(blkid -p -s UUID -o value "$device")
  mv "$m/SEKISHO.TAG" "$dir/tag"
  as it media register "$m" --label USB-6 > "$dir/said" 2>&1
  check "no tag: another label is refused" equals $? 4
  check "no tag: and its own is told" grep -qF "media register $m --label USB-5" "$dir/said"
  as employee media register "$m" --label USB-5 > "$dir/said" 2>&1
  check "no tag: not by anybody" equals $? 4
  make other 32 nodiscard mkfs.ext4 -q
  as it media register "$dir/other.mnt" --label USB-5 > "$dir/said" 2>&1
  check "no tag: another medium does not get it" equals "$? $(find "$dir/other.mnt" -name SEKISHO.TAG | wc -l)" "4 0"
  finish other
  as it media register "$m" --label USB-5 > "$dir/said" 2>&1
  check "no tag: put back" equals $? 0
  check "no tag: the same" cmp -s "$dir/tag" "$m/SEKISHO.TAG"
  as it media register "$m" --label USB-5 > "$dir/said" 2>&1
  check "a tag that is there stays" equals "$? $(grep -c 'is registered already, as USB-5' "$dir/said")" "0 1"
  umount "$m" && mkfs.ext4 -q -F "$device" && mount -o nodiscard "$device" "$m"
  as it media register "$m" --label USB-5 > "$dir/said" 2>&1
  check "formatted anew: refused" equals $? 4
  check "formatted anew: the way is told" grep -qF "sekisho media prepare USB-5 DEVICE" "$dir/said"
  umount "$m" && mkfs.ext4 -q -F -U "$uuid" "$device" && mount -o nodiscard "$device" "$m"
  as it media register "$m" --label USB-5 > "$dir/said" 2>&1
  check "formatted anew, with its UUID: put back" cmp -s "$dir/tag" "$m/SEKISHO.TAG"
  loop=$device
  finish bare
}

found_office
test_a_medium_that_lost_its_tag
test_a_device_that_is_out
test_files_and_free_space_empty_a_medium
test_a_directory_is_emptied_with_the_free_space_below_it
test_a_whole_device
test_files_alone_leave_the_medium_as_it_was
exit $((failures > 0))
