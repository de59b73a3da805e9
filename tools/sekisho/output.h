// What a command says: the answer on stdout, sentences and next steps on stderr.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace sekisho {

// "error: ..." and "hint: ..." on stderr, safe for a terminal. An error without a hint gets one
// that is true of all of its kind.
void PrintError(const Error& error);
// The same, and with `as_json` {"error": {"code", "message", "next"}} on stdout as well: for a
// command that has printed nothing there.
void PrintFailure(const Error& error, bool as_json);

// "next: COMMAND", of others "next: COMMAND (by WHO)".
std::string NextText(const std::string& command, const std::string& by);

// Everything that one command has to say, gathered while it works and printed when it is done.
// Untrusted text may be in all of it: it is made safe here, and only here.
class Reply {
 public:
  // `format` names the JSON object ("sekisho-request/1", docs/formats/json.md).
  explicit Reply(const char* format) { json["format"] = format; }

  // The id of what was made: alone on stdout, and "id" in JSON.
  void Id(const std::string& id);
  // A line of an answer, for people, on stdout.
  void Line(const std::string& text) { lines_.push_back(text); }
  // Text of several lines that is safe already.
  void SafeText(const std::string& text) { safe_text_ += text; }
  // A list of any length, printed as it comes: each item is the line for people after the others,
  // and an element of "entries" in JSON. An error of `list` ends the printing, and is Print's.
  using Item = std::function<Result<void>(const std::string& line, const Json& json)>;
  using List = std::function<Result<void>(const Item& print)>;
  void Entries(List list) { entries_ = std::move(list); }
  // A sentence about what happened, on stderr.
  void Note(const std::string& sentence) { notes_.push_back(sentence); }
  // Before the others: how what was typed was understood.
  void NoteFirst(const std::string& sentence) { notes_.insert(notes_.begin(), sentence); }
  // "next: COMMAND" on stderr, of others with "(by WHO)": the next step, and whose it is.
  void Next(const std::string& command, const std::string& by = {});
  // "warning: ...", on stderr also beside JSON, and in its "warnings".
  void Warn(const std::string& sentence);

  Json json;

  // With `as_json` the JSON object alone goes to stdout, and only warnings to stderr. `no`, for
  // verdicts, is printed as an error, before everything else on stderr. kIo when stdout does not
  // take it all.
  Result<void> Print(bool as_json, const Error* no = nullptr) const;

 private:
  Result<void> PrintEntries(bool as_json) const;

  std::vector<std::string> lines_;
  std::string safe_text_;
  List entries_;
  std::vector<std::string> notes_;
  std::vector<std::string> warnings_;
};

// Stderr is told what it takes: nothing better can be done about one that is full.
void PrintToStderr(const std::string& text);

// All of `text` to stdout, or kIo.
Result<void> PrintToStdout(const std::string& text);

}  // namespace sekisho
