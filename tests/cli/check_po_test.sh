#!/usr/bin/env bash
# scripts/check-po accepts the catalogues as they are, and finds each kind of fault.
. "$(dirname "$0")/lib.sh"
require_program python3 xgettext msgmerge
check=$SEKISHO_SOURCE/scripts/check-po

expect_status 0 "$check"
expect_stdout_contains ' messages, 0 faults'

# faulty MSGID MSGSTR REASON [FLAGS]: a catalogue of that one message is refused for that reason.
faulty() {
  printf '%s\nmsgid "%s"\nmsgstr "%s"\n' "${4-#}" "$1" "$2" >one.po
  expect_status 1 "$check" one.po
  expect_stdout_contains "one.po: $1: $3"
}
accepted() {
  printf 'msgid "%s"\nmsgstr "%s"\n' "$1" "$2" >one.po
  expect_status 0 "$check" one.po
}

faulty 'sealed' '' 'is not translated'
faulty 'sealed' '封印済み' 'is fuzzy' '#, fuzzy'
faulty '{0} of {1}' '{0}件' 'has other slots'
faulty '{0} is lost' '{0}は{1}で紛失' 'has other slots'
faulty 'type it: ' '入力してください:' 'differs in the blank at its end'
faulty 'wipe it: sekisho wipe' '消去してください' 'lacks sekisho wipe'
faulty 'add --due DATE' '返却予定日を加えてください' 'lacks --due'
faulty 'next' '次→' 'has →, which is one column or two'
faulty 'wait' '待っています…' 'has …, which is one column or two'
faulty 'file' 'ﾌｧ' 'has the half-width ﾌ'
faulty 'sealed' '封緘済み' 'has 封緘, which the glossary replaces'
faulty 'class' 'クラス' 'has クラス, which the glossary replaces'
faulty 'not a date' '不正な日付です' 'has 不正な, which'
faulty 'cannot read' '読取りに失敗しました' 'says 失敗しました without a next step'
accepted 'cannot read' '読取りに失敗しました。挿し直してください'
accepted 'cluster' 'クラスター'
accepted 'see {0}: sekisho show {1}' '{1}を見る: sekisho show {1}（{0}）'
printf '' >none.po
expect_status 1 "$check" none.po

# A sentence that is new in the sources, and one that is gone.
mkdir tree
for part in approvals base devices ledger libcrypt media reports tools wipe workflow po scripts; do
  cp -r "$SEKISHO_SOURCE/$part" "tree/$part"
done
mkdir tree/docs
cp "$SEKISHO_SOURCE/docs/glossary.md" tree/docs/
expect_status 0 tree/scripts/check-po
printf '#include "base/text/message.h"\nauto planted = sekisho::Message("a planted " "sentence");\n' >tree/base/planted.cc
expect_status 1 tree/scripts/check-po
expect_stdout_contains 'sekisho.pot: a planted sentence: is in one of sources and catalogue only'
expect_status 0 tree/scripts/update-po
expect_status 1 tree/scripts/check-po
expect_stdout_contains 'a planted sentence: is not translated'
rm tree/base/planted.cc
expect_status 1 tree/scripts/check-po
expect_stdout_contains 'ja.po: a planted sentence: is in one of sources and catalogue only'
expect_status 0 tree/scripts/update-po
expect_status 0 tree/scripts/check-po

# What is said of several, and not of one.
printf '#include "base/text/message.h"\nauto planted = sekisho::Message("planted: {0} files");\n' >tree/base/planted.cc
expect_status 1 tree/scripts/check-po
expect_stdout_contains 'planted: {0} files: has no sentence for one'
printf 'auto one = sekisho::Message("planted: 1 file");\n' >>tree/base/planted.cc
expect_status 1 tree/scripts/check-po
! grep -q 'has no sentence for one' "$T/.said/out" || fail 'it has one'
rm tree/base/planted.cc

# In which file a sentence stands is no fault.
sentence=$(grep -lF 'is not an id' -r tree/approvals)
mv "$sentence" tree/base/zz_moved.cc
expect_status 0 tree/scripts/check-po
