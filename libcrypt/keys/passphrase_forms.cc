#include "libcrypt/keys/passphrase_forms.h"

#include <algorithm>
#include <array>

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::array<std::string_view, 4> kBlanks = {" ", "\t", "\xC2\xA0", "\xE3\x80\x80"};

std::string_view WithoutMark(std::string_view text) {
  return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

std::string_view WithoutBlankEnds(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kBlanks) {
      if (text.starts_with(blank))
        text.remove_prefix(blank.size());
      else if (text.ends_with(blank))
        text.remove_suffix(blank.size());
      else
        continue;
      again = true;
    }
  }
  return text;
}

// Composed in guarded memory; empty when `text` is not UTF-8.
SecretBytes Composed(std::string_view text, Forms forms) {
  SecretBytes memory((text.size() + 8) * 4 * sizeof(int32_t));
  auto* const letters = reinterpret_cast<int32_t*>(memory.ExposeForWriting().data());
  const auto bytes = ComposeInto(text, forms, {letters, memory.size() / sizeof(int32_t)});
  memory.Shorten(bytes.value_or(0));
  return memory;
}

bool IsSame(const SecretBytes& secret, std::string_view text) {
  return secret.ExposeText() == text;
}

Error WouldDiffer(const std::string& seen) {
  return Fail(ErrorCode::kRefused,
              Message("the passphrase has {0}: typed elsewhere it would be another one", {seen}),
              Message("choose one without; nothing was written"));
}

}  // namespace

Result<void> RefuseUtf16(const SecretBytes& passphrase) {
  const std::string_view text = passphrase.ExposeText();
  if (!text.starts_with("\xFF\xFE") && !text.starts_with("\xFE\xFF") &&
      text.find('\0') == text.npos)
    return {};
  return Fail(ErrorCode::kUsage, Message("the passphrase file is UTF-16 text"),
              Message("save it as UTF-8 (in Windows' editor: Save as, Encoding)"));
}

Result<SecretBytes> NewPassphraseText(SecretBytes typed) {
  const std::string_view text = WithoutMark(typed.ExposeText());
  if (WithoutBlankEnds(text) != text) return WouldDiffer(Message("blanks at its ends"));
  const SecretBytes composed = Composed(text, Forms::kCanonical);
  if (composed.empty() && !text.empty()) return WouldDiffer(Message("bytes that are not UTF-8"));
  if (HasUnsafeCharacters(text)) return WouldDiffer(Message("characters that nobody sees"));
  if (!IsSame(composed, text))
    return WouldDiffer(Message("letters taken apart, as macOS writes file names (NFD)"));
  if (!IsSame(Composed(text, Forms::kCompatible), text))
    return WouldDiffer(Message("full-width letters or half-width kana"));
  return SecretBytes::CopyOf(AsBytes(text));
}

std::vector<PassphraseForm> FormsOf(const SecretBytes& given) {
  std::vector<PassphraseForm> forms;
  forms.push_back({given.Clone(), ""});
  const std::string_view stripped = WithoutBlankEnds(WithoutMark(given.ExposeText()));
  if (!stripped.empty() && !IsSame(given, stripped))
    forms.push_back({SecretBytes::CopyOf(AsBytes(stripped)),
                     Message("without the mark or the blanks at its ends")});
  SecretBytes composed = Composed(stripped, Forms::kCanonical);
  if (!composed.empty() && !IsSame(composed, stripped))
    forms.push_back({std::move(composed), Message("with its letters put together (NFC)")});
  return forms;
}

}  // namespace sekisho
