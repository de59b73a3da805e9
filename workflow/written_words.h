// What people wrote with their acts: comments, reasons, places. It is encrypted in the record, and
// whoever is concerned can read it.
#pragma once

#include <string>
#include <vector>

#include "workflow/session.h"

namespace sekisho {

struct WrittenWords {
  std::string kind;  // of the statement
  std::string jti;
  std::string by;  // "田中 太郎 (総務, P3)"
  Time at{};
  std::string field;  // comment, reason, place or to
  std::string text;
};

// Of every statement that counts about `subject`, in the order of the log; what this identity
// cannot read and what is empty is left out. kIo when the store cannot be read.
Result<std::vector<WrittenWords>> WordsAbout(Session& session, const std::string& subject);

}  // namespace sekisho
