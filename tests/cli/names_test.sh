#!/usr/bin/env bash
# ATTACKS E4, E5, E7, Z7: names in CP932, in NFD, and names that others cannot hold, from the request
# to the opened package, whatever the locale.
. "$(dirname "$0")/lib.sh"
require_program age iconv
. "$SEKISHO_SOURCE/tests/cli/office.sh"
found_office

# In CP932: 表示 has a backslash as the second half of its first character, ソース and 能力 likewise.
cp932() { printf '%s' "$1" | iconv -f UTF-8 -t CP932; }
table=$(cp932 表示.txt)
folder=$(cp932 ソース)
inner=$(cp932 '能力①髙.txt')
nfd=$(printf 'か\u3099き\u3099-e\u0301.txt')
nfc=だめ.txt
top=$(cp932 提案書.txt)
mkdir "in/$folder"
printf '1\n' >"in/$table"
printf '2\n' >"in/$folder/$inner"
printf '3\n' >"in/$nfd"
printf '4\n' >"in/$nfc"
printf '5\n' >"in/back\\slash"
printf '6\n' >"$top"
(cd in && find . | LC_ALL=C sort) >names

# Told when the request is made; the same name as a PATH of its own.
quietly as employee sekisho request in "$top" --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
request=$(stdout)
expect_stderr_contains 'not UTF-8'
quietly as manager sekisho approve "$request"
quietly as it sekisho media checkout USB-1 --to P3 --request "$request" --due +7d
for who in employee manager; do
  quietly as "$who" sekisho show "$request"
  quietly as "$who" sekisho show "$request" --json
done
package=usb/$request.age

# the_same DIRECTORY: what lies there has every name, byte by byte, and every content.
the_same() {
  (cd "$1/in" && find . | LC_ALL=C sort) >found
  expect_same names found
  diff -r in "$1/in" >/dev/null || fail 'a content differs'
  expect_same "$top" "$1/$top"
  expect_status 0 env -C "$1" sha256sum -c --quiet SEKISHO/SHA256SUMS
}

# Sealed in one locale, opened in every other one.
in_c() { env LC_ALL=C LANG=C "$@"; }
in_japanese() { env LC_ALL=C.UTF-8 LANGUAGE=ja "$@"; }
in_missing() { env LC_ALL=ja_JP.eucJP LANGUAGE=ja_JP:ja "$@"; }
expect_status 0 as employee in_c sekisho seal "$request" -o "$package"
quietly as it sekisho gate "$package"
for locale in in_c in_japanese in_missing; do
  quietly as employee "$locale" sekisho open "$package" -C out
  the_same out
  rm -r out
  quietly as employee "$locale" sekisho list "$package"
  expect_stdout_contains 'b.txt'
  iconv -f UTF-8 -t UTF-8 "$T/.said/out" >/dev/null || fail 'bytes of CP932 went to the terminal'
  quietly as employee "$locale" sekisho list "$package" --json
  iconv -f UTF-8 -t UTF-8 "$T/.said/out" >/dev/null || fail 'the JSON is not UTF-8'
  quietly as employee "$locale" sekisho verify "$package"
  for path in "in/$table" "in/$folder" "in/$nfd" "$top"; do
    quietly as employee "$locale" sekisho open "$package" -C out "$path"
    diff -r "$path" "out/$path" >/dev/null || fail 'not what was asked for'
    rm -r out
  done
done

# Stock programs: one remark about a keyword, status 0.
mkdir stock
age -d -i employee.id "$package" | tar -x -C stock 2>said
[ "${PIPESTATUS[*]}" = '0 0' ] || fail "age and tar: ${PIPESTATUS[*]}"
the_same stock

# Sealed again in another locale, it is the same archive.
quietly as employee sekisho request in "$top" --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
request=$(stdout)
quietly as manager sekisho approve "$request"
expect_status 0 as employee in_japanese sekisho seal "$request" -o "usb/$request.age"
quietly as employee in_c sekisho open "usb/$request.age" -C out
the_same out
rm -r out

# A renamed one is not what was approved, though it looks the same.
quietly as employee sekisho request in "$top" --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
request=$(stdout)
quietly as manager sekisho approve "$request"
mv "in/$nfd" in/がぎ-é.txt
refused 4 'approved' as employee sekisho seal "$request" -o "usb/$request.age"
mv in/がぎ-é.txt "in/$nfd"
quietly as employee sekisho seal "$request" -o "usb/$request.age"

# asked_with NAME...: a request for files of these names, in a directory of their own.
asked_with() {
  rm -rf odd
  mkdir odd
  local name
  for name in "$@"; do
    mkdir -p "odd/$(dirname "$name")"
    printf 'x' >"odd/$name"
  done
  as employee sekisho request odd --class 秘 --purpose visit --to P3 --medium USB-1 --until +7d
}

# E4: the same name to somebody else.
refused 4 'the same name' asked_with Plan.txt plan.TXT
refused 4 'the same name' asked_with が "$(printf 'か\u3099')"
refused 4 'the same name' asked_with É "$(printf 'e\u0301')"
refused 4 'the same name' asked_with ＡＢＣ ａｂｃ
refused 4 'the same name' asked_with a/x A/y
quietly asked_with "$(cp932 アA)" "$(cp932 アa)" "$(printf '\x83\x41')" "$(printf '\x83\x61')"

# E5: names that deceive whoever reads a list.
refused 4 'direction-changing' asked_with "$(printf 'exe\u202Efdp.txt')"
refused 4 'control' asked_with "$(printf 'a\033[2J')"

# E7: what Windows cannot hold is told, and asked for all the same.
for name in CON nul.txt COM1.log 'AUX ' 'end.' 'space ' 'a<b' 'a?b' 'a|b' 'a"b' 'a*b' 'C:x' 'a\b'; do
  expect_status 0 asked_with "$name"
  grep -q 'Windows' "$T/.said/err" || fail "nothing is said of $name"
done
expect_status 0 asked_with "$(printf 'x%.0s' $(seq 100))/$(printf 'y%.0s' $(seq 120))"
expect_stderr_contains 'too long'
expect_status 0 asked_with CONSOLE.txt nully com.txt .hidden 'a b'
expect_stderr_lacks 'Windows'
