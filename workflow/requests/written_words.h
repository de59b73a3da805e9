// What people wrote with their acts: comments, reasons, places. It is encrypted in the record, and
// whoever is concerned can read it.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

struct WrittenWords {
  std::string kind;  // of the statement
  std::string jti;
  std::string by;  // "田中 太郎 (総務, P3)"
  Time at{};
  std::string field;  // comment, reason, place, to, or the times of a loss
  std::string text;
};

// Anybody may say something about anything: nobody's words push those of others out of sight, and
// all of them together stay short.
inline constexpr size_t kMaxStatementsShown = 30;
inline constexpr size_t kMaxStatementsOfOne = 4;  // by one member
inline constexpr size_t kMaxWordsBytes = 2000;    // of one text

struct WordsFound {
  std::vector<WrittenWords> words;
  uint64_t more = 0;  // statements that may hold words, and were not opened
};

// Of the newest statements that count about `subject` and are of a kind that a command makes, in
// the order of the log; what this identity cannot read and what is empty is left out. kIo when the
// store cannot be read.
Result<WordsFound> WordsAbout(Session& session, const std::string& subject);

}  // namespace sekisho
