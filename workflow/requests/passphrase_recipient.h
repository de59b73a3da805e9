// A recipient who has no key: one is made when the request is made, so that it is what gets
// approved, and travels in a file of its own under a passphrase, by another way than the package.
// In place of sending a password after an attachment (PPAP).
#pragma once

#include <string>

#include "workflow/state/session.h"

namespace sekisho {

inline constexpr std::string_view kPassphraseRecipient = "passphrase";

// The key file, written before the request is appended: a request that nobody could open would be
// worse than a key that opens nothing. Removed again unless Keep is called.
class RecipientKeyFile {
 public:
  // Makes a key and writes it to `path` as an age identity file under `passphrase`, so that
  // `age -d -i PATH` opens with it, too. kExists when the file is there; kRefused on a medium.
  static Result<RecipientKeyFile> Make(Session& session, const std::string& path,
                                       const SecretBytes& passphrase);
  RecipientKeyFile(RecipientKeyFile&& other) noexcept;
  RecipientKeyFile& operator=(RecipientKeyFile&&) = delete;
  ~RecipientKeyFile();

  const std::string& recipient() const { return recipient_; }  // age1...
  const std::string& path() const { return path_; }
  void Keep() { armed_ = false; }

 private:
  RecipientKeyFile(std::string path, std::string recipient)
      : path_(std::move(path)), recipient_(std::move(recipient)) {}

  std::string path_;
  std::string recipient_;
  bool armed_ = true;
};

// NAME.key.age in the current directory, for a request of `paths`.
std::string DefaultKeyFile(const std::vector<std::string>& paths);

// How a key got to its recipient.
enum class HandoverWay { kInPerson, kPhone, kPost, kMail, kOther };
Result<HandoverWay> ParseHandoverWay(const std::string& text);  // kUsage

// Records that the request's key was given to `name`. kRefused when the request has no recipient
// by passphrase.
Result<void> RecordHandover(Session& session, const RequestRecord& request, const std::string& name,
                            HandoverWay way);

}  // namespace sekisho
