#include "workflow/companion.h"

#include <algorithm>

#include "base/files.h"
#include "base/message.h"

namespace sekisho {
namespace {

constexpr std::string_view kText = R"(このファイルの隣にある「….age」は、暗号化された荷物です。

1. 無料のソフト age を用意します（age は公開された規格で、Windows・macOS・Linux 用があります）。
2. 鍵ファイル（…key.age、または自分の鍵）を、荷物とは別の方法で受け取ります。
   鍵ファイルにはパスフレーズがあります。これも別の方法（電話など）で確かめてください。
3. コマンドプロンプトか端末で、荷物のあるフォルダーに移り、次のように入力します。

     age -d -i 鍵ファイル 荷物.age > 荷物.tar
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

     age -d -i KEYFILE PACKAGE.age > PACKAGE.tar
     tar -xf PACKAGE.tar

4. See that the content is what was approved (Linux, macOS):

     sha256sum -c SEKISHO/SHA256SUMS

If it does not open, does not check, or is not expected: do not use it, and telephone the sender.
When you are done, delete the content and the package.
)";

std::string PathBeside(const std::string& package) {
  return DirectoryOf(package) + "/" + std::string(kCompanionName);
}

bool IsThere(const std::string& package) {
  const auto found = ReadTextFile(PathBeside(package), CompanionText().size());
  return found && *found == CompanionText();
}

}  // namespace

const std::string& CompanionText() {
  static const std::string kCompanion = [] {
    std::string text = "\uFEFF";
    for (const char c : kText) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return text;
  }();
  return kCompanion;
}

bool IsCompanion(int fd) {
  Bytes bytes(CompanionText().size() + 1);
  const auto got = ReadFullAt(fd, bytes, 0);
  return got && AsText(ByteView(bytes).first(*got)) == CompanionText();
}

bool GoesOutside(const OrgState& state, const RequestRecord& request) {
  const PermitFacts facts = state.Facts(request);
  const auto& recipients = facts.request.recipients;
  return std::any_of(recipients.begin(), recipients.end(), [](const auto& recipient) {
    return recipient.kind != RecipientKind::kMember;
  });
}

Result<void> CheckCompanionFits(const std::string& package) {
  if (!PathExists(PathBeside(package)) || IsThere(package)) return {};
  return Fail(ErrorCode::kExists,
              Message("{0} is there already and says something else", {PathBeside(package)}),
              Message("move it away, or seal with --no-companion"));
}

Result<void> WriteCompanion(const std::string& package) {
  if (IsThere(package)) return {};
  return WriteFileAtomic(PathBeside(package), AsBytes(CompanionText()), TempFile::Existing::kRefuse,
                         0644);
}

}  // namespace sekisho
