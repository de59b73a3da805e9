#include "workflow/packages/companion.h"

#include <algorithm>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr std::string_view kText = R"(このファイルの隣にある「….age」は、暗号化された荷物です。

1. 無料のソフト age を用意します（age は公開された規格で、Windows・macOS・Linux 用があります）。
2. 鍵ファイル（…key.age、または自分の鍵）を、荷物とは別の方法で受け取ります。
   鍵ファイルにはパスフレーズがあります。これも別の方法（電話など）で確かめてください。
3. コマンドプロンプトか端末で、荷物のあるフォルダーに移り、次のように入力します。

     age -d -i 鍵ファイル -o 荷物.tar 荷物.age
     tar -xf 荷物.tar

4. 中身が承認されたとおりかを確かめます（Linux・macOS）。

     sha256sum -c SEKISHO/SHA256SUMS

開けない、確かめられない、心当たりがないときは、使わずに、送り主に電話で知らせてください。
用が済んだら、中身も荷物も消してください。

----------------------------------------------------------------------

The file ending in ".age" beside this one is an encrypted package.

1. Get the free program age (an open format; for Windows, macOS and Linux).
2. Receive the key file (...key.age, or use your own key) by another way than the package.
   The key file has a passphrase; learn it by yet another way, by telephone for example.
3. In a terminal, in the folder of the package, type:

     age -d -i KEYFILE -o PACKAGE.tar PACKAGE.age
     tar -xf PACKAGE.tar

4. See that the content is what was approved (Linux, macOS):

     sha256sum -c SEKISHO/SHA256SUMS

If it does not open, does not check, or is not expected: do not use it, and telephone the sender.
When you are done, delete the content and the package.
)";

// What older texts said instead: PowerShell's `>` makes text of what age writes.
constexpr std::pair<std::string_view, std::string_view> kFirstText[] = {
    {"-o 荷物.tar 荷物.age", "荷物.age > 荷物.tar"},
    {"-o PACKAGE.tar PACKAGE.age", "PACKAGE.age > PACKAGE.tar"},
};

std::string ForWindows(std::string_view text) {
  std::string out = "\uFEFF";
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

std::string FirstText() {
  std::string text(kText);
  for (const auto& [now, then] : kFirstText) text.replace(text.find(now), now.size(), then);
  return text;
}

std::string PathBeside(const std::string& package) {
  return DirectoryOf(package) + "/" + std::string(kCompanionName);
}

// The known companion that lies there, if one does.
std::optional<Digest> FoundBeside(const std::string& package) {
  const auto fd = OpenForRead(PathBeside(package));
  return fd ? CompanionDigest(fd->get()) : std::nullopt;
}

}  // namespace

const std::vector<std::string>& CompanionTexts() {
  static const std::vector<std::string> kTexts = {ForWindows(kText), ForWindows(FirstText())};
  return kTexts;
}

std::optional<Digest> CompanionDigest(int fd) {
  for (const std::string& text : CompanionTexts()) {
    Bytes bytes(text.size() + 1);
    const auto got = ReadFullAt(fd, bytes, 0);
    if (got && AsText(ByteView(bytes).first(*got)) == text) return Sha256(AsBytes(text));
  }
  return std::nullopt;
}

bool GoesOutside(const OrgState& state, const RequestRecord& request) {
  const PermitFacts facts = state.Facts(request);
  const auto& recipients = facts.request.recipients;
  return std::any_of(recipients.begin(), recipients.end(), [](const auto& recipient) {
    return recipient.kind != RecipientKind::kMember;
  });
}

Result<void> CheckCompanionFits(const std::string& package) {
  if (!PathExists(PathBeside(package)) || FoundBeside(package)) return {};
  return Fail(ErrorCode::kExists,
              Message("{0} is there already and says something else", {PathBeside(package)}),
              next::MoveAwayOrNoCompanion());
}

Digest CompanionFor(const std::string& package) {
  const auto found = FoundBeside(package);
  return found ? *found : Sha256(AsBytes(CompanionTexts().front()));
}

Result<void> WriteCompanion(const std::string& package, const Digest& digest) {
  if (FoundBeside(package) == digest) return {};
  for (const std::string& text : CompanionTexts())
    if (Sha256(AsBytes(text)) == digest)
      return WriteFileAtomic(PathBeside(package), AsBytes(text), TempFile::Existing::kRefuse,
                             OutputMode());
  return {};  // of a newer program: without it the package opens, too
}

}  // namespace sekisho
