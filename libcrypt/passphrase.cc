#include "libcrypt/passphrase.h"

#include <zxcvbn.h>

#include <algorithm>

#include "base/message.h"

namespace sekisho {

Result<void> JudgePassphrase(const SecretBytes& passphrase,
                             const std::vector<std::string>& known_words) {
  constexpr size_t kJudgedBytes = 128;  // zxcvbn's work grows with the square of the length
  SecretBytes text(std::min(passphrase.size(), kJudgedBytes) + 1);
  std::copy_n(passphrase.Expose().begin(), text.size() - 1, text.ExposeForWriting().begin());
  std::vector<const char*> words = {"sekisho", "関所"};
  for (const std::string& word : known_words) words.push_back(word.c_str());
  words.push_back(nullptr);
  const char* const start = reinterpret_cast<const char*>(text.Expose().data());
  if (ZxcvbnMatch(start, words.data(), nullptr) >= kMinPassphraseBits) return {};
  return Fail(ErrorCode::kRefused, Message("this passphrase can be guessed"),
              Message("take four or more unrelated words, or let the computer choose: "
                      "openssl rand -base64 15"));
}

}  // namespace sekisho
