#include "tools/sekisho/help_examples.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sekisho {
namespace {

struct Example {
  std::string_view command;
  std::string_view line;  // as it is typed, in every language
};

constexpr std::array kExamples = {
    Example{"init",
            "sekisho init --org '関所商事' --officer '大岡 忠' \\\n"
            "      --recovery-out recovery.txt"},
    Example{"join", "sekisho join --store /srv/sekisho/ledger.sqlite --genesis 3f1c...9a"},
    Example{"identity new", "sekisho identity new"},
    Example{"identity show", "sekisho identity show --card sato.card"},
    Example{"identity recipient", "sekisho identity recipient"},
    Example{"identity change-passphrase", "sekisho identity change-passphrase"},
    Example{"charter show", "sekisho charter show"},
    Example{"charter lint", "sekisho charter lint"},
    Example{"member add",
            "sekisho member add --name '佐藤 花子' --dept 総務 --role employee \\\n"
            "      --card sato.card"},
    Example{"member card", "sekisho member card P5 sato.card"},
    Example{"member rekey", "sekisho member rekey P5 sato.card"},
    Example{"member move", "sekisho member move P5 --dept 営業"},
    Example{"member suspend", "sekisho member suspend P5 --reason '鍵を紛失'"},
    Example{"member reinstate", "sekisho member reinstate P5 --reason '鍵が見つかった'"},
    Example{"member leave", "sekisho member leave P5"},
    Example{"member list", "sekisho member list --all"},
    Example{"consent", "sekisho consent W2"},
    Example{"request",
            "sekisho request 名簿.xlsx --class 秘 --purpose '研修' \\\n"
            "      --to '佐藤 花子' --medium USB-1 --until +7d"},
    Example{"withdraw", "sekisho withdraw R12"},
    Example{"share", "sekisho share R12"},
    Example{"key-handover", "sekisho key-handover R12 --to-name '山本 様' --by phone"},
    Example{"status", "sekisho status --open"},
    Example{"show", "sekisho show R12"},
    Example{"inbox", "sekisho inbox"},
    Example{"approve", "sekisho approve R12 R13 --comment '確認済み'"},
    Example{"deny", "sekisho deny R12 --reason '提供先との契約番号がありません'"},
    Example{"revoke", "sekisho revoke R12 --reason '訪問が中止になった'"},
    Example{"seal", "sekisho seal R12 -o /media/USB-1"},
    Example{"seal-void", "sekisho seal-void R12 --reason '媒体の故障'"},
    Example{"open", "sekisho open /media/USB-1/R12.age -C 受取"},
    Example{"list", "sekisho list /media/USB-1/R12.age"},
    Example{"verify", "sekisho verify /media/USB-1/R12.age"},
    Example{"escrow-audit", "sekisho escrow-audit R12.age --escrow-key escrow-1.txt"},
    Example{"inspect", "sekisho inspect /media/USB-1/R12.age"},
    Example{"gate", "sekisho gate /media/USB-1 --snapshot door.snapshot"},
    Example{"gate snapshot", "sekisho gate snapshot -o door.snapshot"},
    Example{"media register", "sekisho media register /media/USB-1 --label USB-1"},
    Example{"media prepare", "sekisho media prepare USB-1 /dev/sdx"},
    Example{"media checkout", "sekisho media checkout USB-1 --to P5 --request R12 --due +7d"},
    Example{"media return", "sekisho media return USB-1 /media/USB-1"},
    Example{"media clean", "sekisho media clean USB-1"},
    Example{"media lost",
            "sekisho media lost USB-1 --last-seen '11/27 18:00' \\\n"
            "      --found-missing now --place '電車の中'"},
    Example{"media found", "sekisho media found USB-1"},
    Example{"media list", "sekisho media list --overdue"},
    Example{"media show", "sekisho media show USB-1"},
    Example{"due", "sekisho due"},
    Example{"incident ack", "sekisho incident ack USB-1"},
    Example{"wipe",
            "sekisho wipe /dev/sdx --certificate USB-1.json\n"
            "  sekisho-wipe verify-certificate USB-1.json"},
    Example{"wipe-verify", "sekisho wipe-verify USB-1.json --how examined -o USB-1-verified.json"},
    Example{"ledger verify", "sekisho ledger verify"},
    Example{"ledger backup", "sekisho ledger backup -o /backup/ledger-2026-12-01.sqlite"},
    Example{"ledger restore", "sekisho ledger restore /backup/ledger-2026-12-01.sqlite"},
    Example{"ledger log", "sekisho ledger log --about R12"},
};

}  // namespace

std::string ExampleOf(const std::string& command) {
  const auto* const found =
      std::find_if(kExamples.begin(), kExamples.end(),
                   [&](const Example& example) { return example.command == command; });
  return found == kExamples.end() ? "" : std::string(found->line);
}

}  // namespace sekisho
