// Passphrases: from the file that SEKISHO_PASSPHRASE_FILE names, or typed on the terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libcrypt/keys/passphrase_forms.h"
#include "libcrypt/keys/secret_bytes.h"
#include "tools/sekisho/progress.h"

namespace sekisho {

class Passphrases {
 public:
  // `progress` is borrowed: its line is cleared before anything is asked. `file` holds the
  // passphrase; empty: ask. InEnvironment() is what SEKISHO_PASSPHRASE_FILE says.
  Passphrases(bool no_input, ProgressLine& progress, std::string file)
      : no_input_(no_input), progress_(progress), file_(std::move(file)) {}
  static std::string InEnvironment();

  // What unlocks the identity file `path`; asked once, remembered for this command. kUsage, with
  // the hint SEKISHO_PASSPHRASE_FILE, when nobody can be asked; kInterrupted.
  Result<SecretBytes> Unlock(const std::string& path);

  // What Unlock gave does not open the file: whether there is something else to try, which is then
  // Unlock's answer. First the same in another form (libcrypt/keys/passphrase_forms.h), then, on a
  // terminal, what is typed anew, twice at most.
  bool Another();

  // How what opened the file differs from what was given; empty when it does not.
  const std::string& difference() const { return difference_; }

  // A new one for `path`: from the file, or typed twice. kRefused when it can be guessed, also with
  // the help of `known_words`; kUsage when nobody can be asked. Unlock answers with it from then
  // on.
  Result<SecretBytes> Choose(const std::string& path, const std::vector<std::string>& known_words);

  // Whether there is a file, or somebody to ask.
  bool CanBeHad() const;

 private:
  bool no_input_;
  ProgressLine& progress_;
  std::string file_;
  Result<SecretBytes> Ask(const std::string& path);

  std::optional<SecretBytes> known_;
  std::string difference_;               // of known_
  std::vector<PassphraseForm> untried_;  // of what was given last
  int asked_ = 0;
};

}  // namespace sekisho
