#!/usr/bin/env bash
# Everything that is said to people, in Japanese: which language is chosen, where catalogues are
# looked for, one take-out, help pages. Codes, statuses and JSON's fields are those of English.
. "$(dirname "$0")/lib.sh"
. "$SEKISHO_SOURCE/tests/cli/office.sh"
require_program sekisho sekisho-wipe

# in_language ASSIGNMENTS... -- COMMAND...: in an environment that says nothing else of languages.
in_language() {
  local settings=()
  while [ "$1" != -- ]; do settings+=("$1"); shift; done
  shift
  env -u LC_ALL -u LC_MESSAGES -u LANG -u LANGUAGE "${settings[@]}" "$@"
}
# speaks LANGUAGE ASSIGNMENTS... -- PROGRAM
speaks() {
  local want=$1
  shift
  expect_status 2 in_language "$@" no-such-command
  case $want in
    Japanese) head -n 1 "$T/.said/err" | grep -q '^エラー: コマンド「no-such-command」はありません$' || fail 'it is not Japanese' ;;
    English) head -n 1 "$T/.said/err" | grep -q "^error: there is no command 'no-such-command'$" || fail 'it is not English' ;;
  esac
}

# ---- which language ----------------------------------------------------------------------------

speaks Japanese LC_ALL=C.UTF-8 LANGUAGE=ja -- sekisho
speaks Japanese LANG=ja_JP.UTF-8 -- sekisho # whether that locale is installed or not
speaks Japanese LC_MESSAGES=ja_JP.UTF-8 LANG=en_US.UTF-8 -- sekisho
speaks Japanese LANG=xx_YY.UTF-8 LANGUAGE=xx:ja_JP -- sekisho
speaks English LC_ALL=C.UTF-8 -- sekisho
speaks English LANG=C -- sekisho
speaks English LC_ALL=C LANGUAGE=ja -- sekisho
speaks English LANG=en_US.UTF-8 LANGUAGE=en:ja -- sekisho
speaks English -- sekisho

# No variable names another place: neither a path in LANGUAGE, nor where locales or converters are.
mkdir -p evil/ja/LC_MESSAGES
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\nmsgid "there is no command '"'{0}'"'"\nmsgstr "EVIL"\n' |
  msgfmt -o evil/ja/LC_MESSAGES/sekisho.mo -
for language in "$T/evil/ja" "../../../../../../../../..$T/evil/ja"; do
  speaks English LC_ALL=C.UTF-8 LANGUAGE="$language" -- sekisho
done
speaks Japanese LC_ALL=C.UTF-8 LANGUAGE=ja TEXTDOMAINDIR="$T/evil" LOCPATH="$T/evil" NLSPATH="$T/evil/%L/%N" \
  OUTPUT_CHARSET=EUC-JP GCONV_PATH="$T/evil" -- sekisho

# Installed: share/locale beside bin. Without a catalogue: English.
mkdir -p prefix/bin
cp "$SEKISHO_BIN/sekisho" prefix/bin/
speaks English LANG=ja_JP.UTF-8 -- "$T/prefix/bin/sekisho"
mkdir -p prefix/share/locale/ja/LC_MESSAGES
cp "$SEKISHO_BIN/../locale/ja/LC_MESSAGES/sekisho.mo" prefix/share/locale/ja/LC_MESSAGES/
speaks Japanese LANG=ja_JP.UTF-8 -- "$T/prefix/bin/sekisho"
printf 'not a catalogue' >prefix/share/locale/ja/LC_MESSAGES/sekisho.mo
expect_status 2 in_language LANG=ja_JP.UTF-8 -- "$T/prefix/bin/sekisho" no-such-command

# ---- one take-out ------------------------------------------------------------------------------

export LANGUAGE=ja
found_office
says() { expect_stderr_contains "$1"; }
shows() { expect_stdout_contains "$1"; }
# refused_with STATUS MESSAGE HINT COMMAND...
refused_with() {
  expect_status "$1" "${@:4}"
  grep -qxF -e "エラー: $2" "$T/.said/err" || fail "the error is not: $2"
  grep -qF -e "次の操作: $3" "$T/.said/err" || fail "the hint is not: $3"
}

quietly as employee sekisho request in --class 秘 --purpose 訪問 --to P3 --medium USB-1 --until +7d
says '持出し申請R1を受け付けました（2ファイル、13バイト）'
says '申請R1には所属長の承認が必要です'
says '今承認できる方: Suzuki'
says '次の操作: sekisho approve R1（操作する方: Suzuki）'
refused_with 4 '承認が1件中1件足りません: 所属長' 'できる方に依頼してください: Suzuki' \
  as employee sekisho seal R1 -o usb/R1.age
refused_with 4 '自分の申請は承認できません' 'できる方に依頼してください: Suzuki' as employee sekisho approve R1

quietly as employee sekisho request in --class 秘 --purpose 訪問 --to P3 --medium USB-1 --until +7d
quietly as manager sekisho deny R2 --reason '提供先との契約番号がありません'
says '申請R2: 却下'
refused_with 4 'この申請は却下されています' '理由を見る: sekisho show R2' as employee sekisho seal R2 -o usb/R2.age
quietly as employee sekisho show R2
shows '申請R2（秘）: 却下'
shows '利用目的: 訪問'
shows '提供先との契約番号がありません'
grep -qE '^許可期限: 20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日\([日月火水木金土]\) 23時59分59秒$' "$T/.said/out" || fail 'the period is not told'
# What programs read is as in English.
expect_status 0 as employee sekisho show R2 --json
shows '"state":"denied"'
shows '"destination":"medium"'

quietly as manager sekisho approve R1
says '申請R1: 承認済み（封印待ち）'
quietly as it sekisho media checkout USB-1 --to P3 --request R1 --due +7d
says 'USB-1をTanaka'
says 'に貸し出しました。返却予定日は'
printf 'other\n' >in/a.txt
refused_with 4 'in/a.txt が承認後に変更されています' '承認されたファイルを元に戻すか、申請し直してください: sekisho request' \
  as employee sekisho seal R1 -o usb/R1.age
printf 'first\n' >in/a.txt
quietly as employee sekisho seal R1 -o usb/R1.age
says 'usb/R1.age に封印しました（2ファイル、13バイト）。承認された内容と一致しています。'
says '次の操作: sekisho gate usb'

quietly as it sekisho gate usb
shows 'OK'
printf x >usb/other.txt
refused_with 3 '持ち出せません' '媒体を預かり、システム担当を呼んでください' as it sekisho gate usb
shows 'NG  ファイル  封印されていません'
rm usb/other.txt
mkdir empty
refused_with 3 '媒体がありません' 'USBメモリを挿し直すか' as it sekisho gate empty

quietly as it sekisho media return USB-1 usb
says 'USB-1の返却を確認しました（封印ファイル1件、登録外のもの0件）'
says '消去待ちです'
quietly as it sekisho media list
shows 'USB-1  フォルダー  返却済み（消去待ち）'
quietly as employee sekisho media lost USB-1 --last-seen yesterday --found-missing now --place 駅
says 'USB-1の紛失を受け付けました'
quietly as officer sekisho ledger log
shows '封印'

# ---- what was printed, typed again ----------------------------------------------------------------

quietly as employee sekisho show 申請R1
shown=$(stdout | sed -n 's/^許可期限: //p')
[ -n "$shown" ] || fail 'the period is not told'
again() { as employee sekisho request in --class "$1" --purpose 訪問 --to "$2" --medium "$3" --until "$4" "${@:5}"; }
quietly again ' 秘 ' 'Tanaka（Sales、P3）' 'USB-1（M1）' "$shown" --data-kind 健康
quietly as employee sekisho show 申請R3
shows "許可期限: $shown"
shows 健康
refused_with 2 '--until: 「2026年12月1日(水)」の曜日が違います。その日は2026年12月1日(火)です' '曜日を除くか、正しい日を書いてください' again 秘 P3 USB-1 '2026年12月1日(水)'
quietly as officer sekisho ledger log --about 申請R1 --kind 承認
shows 承認
quietly as officer sekisho ledger log --about 'USB-1（M1）'
shows 貸出し
quietly as officer sekisho member add --name 青木 --dept 総務 --role 職員 --role 媒体管理者 --employment 職員
quietly as officer sekisho member list
shows '青木  総務  職員,媒体管理者'
refused_with 2 '役割「課長」はありません' '使える役割: 職員、係長' as officer sekisho member add --name 井上 --role 課長
mkdir junk && printf x >junk/file
quietly as it sekisho wipe junk --confirm junk --no-input --certificate junk.json --best-effort
grep -qE '20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日\([日月火水木金土]\) [0-9]{1,2}時' "$T/.said/out" || fail 'no time is told as people write it'
! grep -qE '20[0-9]{2}-[0-9]{2}-[0-9]{2}T' "$T/.said/out" || fail 'a time is told as programs write it'
quietly sekisho-wipe verify-certificate junk.json
! grep -qE '20[0-9]{2}-[0-9]{2}-[0-9]{2}T' "$T/.said/out" || fail 'a time is told as programs write it'

# A passphrase that is wrong, and what the system refuses.
printf 'correct horse battery staple 9\n' >right
printf 'wrong\n' >wrong
expect_status 0 env SEKISHO_PASSPHRASE_FILE="$T/right" sekisho identity new --out locked.id
refused_with 1 'パスフレーズが違うため locked.id を開けません' 'もう一度入力してください。' \
  env SEKISHO_PASSPHRASE_FILE="$T/wrong" sekisho identity show --identity locked.id
refused_with 1 'none.age を開けません: ファイルまたはフォルダーがありません' '名前が正しいか確認してください' \
  as employee sekisho inspect none.age

# ---- help --------------------------------------------------------------------------------------

# fits COMMAND...: its help is in Japanese, and no line is wider than 80 columns.
fits() {
  expect_status 0 "$@" --help
  shows '使い方: '
  shows 'この説明を表示して終わる'
  [ "$(wc -L <"$T/.said/out")" -le 80 ] || fail 'a line is wider than 80 columns'
}
fits sekisho
shows '持出しを申請し'
commands=$(stdout | sed -n '/^コマンド:/,$s/^  \([a-z-]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -gt 20 ] || fail 'the commands were not found'
for command in $commands; do
  fits sekisho "$command"
  for below in $(stdout | sed -n '/^コマンド:/,$s/^  \([a-z-]*\) .*/\1/p'); do fits sekisho "$command" "$below"; done
done
fits sekisho-wipe
fits sekisho-wipe verify-certificate

# What CLI11 itself finds wrong.
refused_with 2 'ID が必要です' 'sekisho show --help' sekisho show
refused_with 2 '--jobs: NUMBER を1つ指定してください' 'sekisho --help' sekisho --jobs
refused_with 2 '--jobs: 「x」は数ではありません: 10進の数字で書いてください。例: 1000 または 1,000' 'sekisho status --help' sekisho status --jobs x
refused_with 2 '--grade: x は使えません（使えるもの: {clear,purge}）' 'sekisho-wipe --help' sekisho-wipe --grade x y
