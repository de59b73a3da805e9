#!/usr/bin/env bash
# The manual pages name every command and option of the programs, the same in both languages, and are
# written as scdoc(5) reads them: scdoc itself is not needed to know.
. "$(dirname "$0")/lib.sh"
require_program sekisho sekisho-wipe python3
man=$SEKISHO_SOURCE/docs/man

# subcommands PROGRAM [COMMAND]: their names, by its help.
subcommands() { "$@" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\).*/\1/p'; }
# options PROGRAM [COMMAND...]: each with its spellings, as --certificate,--output.
options() { "$@" --help | sed -nE 's/^  (-[^ ]*--[a-z][^ ]*|--[a-z][^ ]*)( .*)?$/\1/p'; }

# named PAGE WORD: that it is there in bold, alone or in a run such as *sekisho member add*.
named() { grep -qE -- "(\*|\*[^*]* )$2([ *|]|$)" "$1"; }

# complete PAGE PROGRAM [COMMAND...]: each option, by one of its spellings.
complete() {
  local page=$1 spelling found line
  shift
  while IFS= read -r line; do
    found=
    for spelling in ${line//,/ }; do
      ! named "$page" "$spelling" || found=yes
    done
    [ -n "$found" ] || fail "$page does not name $line of: $*"
  done < <(options "$@")
}

for language in . ja; do
  page=$man/$language/sekisho.1.scd
  complete "$page" sekisho
  count=0
  for command in $(subcommands sekisho); do
    named "$page" "(sekisho )?$command" || fail "$page does not name the command: $command"
    complete "$page" sekisho "$command"
    for further in $(subcommands sekisho "$command"); do
      named "$page" "$further" || fail "$page does not name the command: $command $further"
      complete "$page" sekisho "$command" "$further"
      count=$((count + 1))
    done
    count=$((count + 1))
  done
  [ "$count" -gt 40 ] || fail "only $count commands were found in the help pages"
  complete "$man/$language/sekisho-wipe.1.scd" sekisho-wipe
  complete "$man/$language/sekisho-wipe.1.scd" sekisho-wipe verify-certificate
done
[ "$(find "$man/ja" -name '*.scd' -printf '%f\n' | sort)" = "$(find "$man" -maxdepth 1 -name '*.scd' -printf '%f\n' | sort)" ] ||
  fail "docs/man/ja has other pages than docs/man"

cat >pages.py <<'END'
import pathlib, re, sys

def words(text):
    """What both languages have alike: options, files, variables, statuses; of each example its commands."""
    plain, examples = [], []
    for i, part in enumerate(re.split(r"^```\n", text, flags=re.M)):
        (examples if i % 2 else plain).append(part)
    plain = "\n".join(plain)
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", plain))
    paths = set(re.findall(r"(?<![\w/])_((?:[~$/.][^\s]*|(?:[A-Z]+_)?[A-Z]+[A-Z_]*))_(?!\w)", plain, re.A))
    statuses = re.findall(r"^(?:\[\[ |\|  )?\*(\d+)\*", plain, re.M)
    commands = [
        [re.findall(r"(?<=\s)-{1,2}[a-zA-Z][a-z-]*|^(?:sudo )?(?:-E )?\S+ [a-z-]+", line) for line in part.splitlines()]
        for part in examples
    ]
    return {"options": options, "files and words": paths, "statuses": statuses, "examples": commands}

def faults(path):
    """scdoc's grammar, as far as these pages use it."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    if not re.fullmatch(r"[a-z-]+\(1\)", lines[0]) or lines[1] != "":
        yield 1, "begins with another line than NAME(1) and a blank one"
    literal, mark, began, indent = False, None, 0, 0
    for number, line in enumerate(lines[1:], 2):
        if line.startswith("```"):
            literal = not literal
            if line != "```":
                yield number, "something stands behind ```"
            continue
        if literal:
            continue
        if line == "":
            if mark:
                yield began, f"{mark} is not closed before the paragraph ends"
            mark = None
            continue
        if line.startswith("#") and (not re.match(r"# \S", line) or lines[number - 2] != "" or lines[number] != ""):
            yield number, "a heading has a blank line before and after it"
        tabs = len(line) - len(line.lstrip("\t"))
        if tabs > 1 or line.startswith(" ") or (tabs and line[1] == " ") or line != line.rstrip():
            yield number, "is indented by something else than one tab, or ends with a blank"
        if re.match(r"\t?[.;\[\]|] ?(?![\[:]? )", line) and not re.match(r"(\[\[|\||:\[|:)  ?", line):
            yield number, "begins with a sign of its own meaning"
        at, last = tabs, "\n"
        while at < len(line):
            sign, following = line[at], line[at + 1 : at + 2] or "\n"
            if sign == "\\":
                last, at = following, at + 2
                continue
            # scdoc looks at the low byte of a character only.
            alnum = [chr(ord(c) & 0xFF).isascii() and chr(ord(c) & 0xFF).isalnum() for c in (last, following)]
            inside = last.isascii() and last.isalnum() and following.isascii() and following.isalnum()
            if sign == "*" or (sign == "_" and (not alnum[0] or (mark == "_" and not alnum[1]))):
                if mark and mark != sign:
                    yield number, f"{sign} inside {mark}"
                mark, began = (None if mark else sign), number
            elif sign == "_" and not inside:
                yield number, "_ is taken for a part of a word: a blank before and after it"
            last, at = sign, at + 1
    if literal:
        yield len(lines), "``` is not closed"

folder, said = pathlib.Path(sys.argv[1]), []
for english in sorted(folder.glob("*.scd")):
    japanese = folder / "ja" / english.name
    for path in (english, japanese):
        said += [f"{path.relative_to(folder)}:{number}: {fault}" for number, fault in faults(path)]
    ours, theirs = (words(path.read_text(encoding="utf-8")) for path in (english, japanese))
    for kind in ours:
        if not ours[kind]:
            said.append(f"{english.name}: no {kind} were found")
        if ours[kind] != theirs[kind]:
            differing = ours[kind] ^ theirs[kind] if isinstance(ours[kind], set) else [
                pair for pair in zip(ours[kind], theirs[kind]) if pair[0] != pair[1]
            ]
            said.append(f"{english.name}: {kind} are not the same in both languages: {differing}")
print("\n".join(said))
sys.exit(1 if said else 0)
END
expect_status 0 python3 pages.py "$man"

# The Japanese of the pages keeps to the glossary, as that of the programs does (scripts/check-po).
not_used=$(sed -n 's/^| [^|]* | [^|]* | \([^|]*[^ |]\) *|$/\1/p' "$SEKISHO_SOURCE/docs/glossary.md" | grep -v 使わない語 |
  sed 's/（[^）]*）//g; s/ ([^)]*)//g; s/、/\n/g; s/; /\n/g' | sed '/^ *$/d')
[ "$(wc -l <<<"$not_used")" -gt 20 ] || fail "the glossary's table was not understood"
while IFS= read -r word; do
  ! grep -nF -- "$word" "$man"/ja/*.scd || fail "the glossary has another word for: $word"
done <<<"$not_used"

# What is left out in one language, or written as scdoc would not read it, is seen.
refused() { expect_status 1 python3 pages.py copy; expect_stdout_contains "$1"; rm -r copy; }
cp -r "$man" copy && sed -i '/^\*--jobs\*/d' copy/ja/sekisho.1.scd
refused 'sekisho.1.scd: options are not the same in both languages'
cp -r "$man" copy && sed -i '/^_SEKISHO_PASSPHRASE_FILE_/d' copy/sekisho.1.scd
refused 'files and words are not the same'
cp -r "$man" copy && sed -i 's/^sekisho seal R1 .*/sekisho seal R1/' copy/ja/sekisho.1.scd
refused 'examples are not the same'
cp -r "$man" copy && sed -i 's/^\*--json\*/*--json/' copy/ja/sekisho-wipe.1.scd
refused 'is not closed before the paragraph ends'
cp -r "$man" copy && sed -i 's/ _FILE_ があれば/の_FILE_があれば/' copy/ja/sekisho-wipe.1.scd
refused 'is taken for a part of a word'
cp -r "$man" copy && sed -i '0,/^```$/s///' copy/sekisho.1.scd
expect_status 1 python3 pages.py copy
