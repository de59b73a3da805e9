#include "tools/sekisho/output.h"

#include <unistd.h>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/text.h"
#include "tools/cli/failure.h"
#include "tools/cli/safe_json.h"

namespace sekisho {
namespace {

// What is true of every failure of its kind.
Next NextOfKind(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return next::ReadHelp();
    case ErrorCode::kNotFound:
      return next::CheckName();
    case ErrorCode::kExists:
      return next::ChooseOtherName();
    case ErrorCode::kNoSpace:
      return next::MakeRoom();
    case ErrorCode::kIo:
      return next::CheckItExists();
    case ErrorCode::kInterrupted:
      return next::RunAgain();
    case ErrorCode::kVerdict:
    case ErrorCode::kBadSignature:
      return next::TellOfficer();
    case ErrorCode::kRefused:
      return next::ShowCharter();
    default:
      return next::CheckWhatIsNamed();
  }
}

Error WithNext(const Error& error) {
  return error.next.empty() ? Fail(error.code, error.message, NextOfKind(error.code)) : error;
}

}  // namespace

void PrintToStderr(const std::string& text) {
  (void)WriteAll(STDERR_FILENO, AsBytes(text)).has_value();
}

void PrintError(const Error& error) { PrintToStderr(FailureText(WithNext(error))); }

void PrintFailure(const Error& error, bool as_json) {
  PrintError(error);
  if (as_json) (void)PrintToStdout(FailureJson(WithNext(error))).has_value();
}

Result<void> PrintToStdout(const std::string& text) {
  if (auto written = WriteAll(STDOUT_FILENO, AsBytes(text)); !written)
    return Fail(
        ErrorCode::kIo,
        Message("it was done, but the answer could not be printed: {0}", {written.error().message}),
        Message("see what was recorded: sekisho status"));
  return {};
}

void Reply::Id(const std::string& id) {
  json["id"] = id;
  lines_.push_back(id);
}

std::string NextText(const std::string& command, const std::string& by) {
  return by.empty() ? Message("next: {0}", {command})
                    : Message("next: {0} (by {1})", {command, by});
}

void Reply::Next(const std::string& command, const std::string& by) {
  json["next"] = command;
  if (!by.empty()) json["next_by"] = by;
  notes_.push_back(NextText(command, by));
}

void Reply::Warn(const std::string& sentence) {
  json["warnings"].push_back(sentence);
  warnings_.push_back(Message("warning: {0}", {sentence}));
}

// Before the entries, the object is open; they close it.
Result<void> Reply::PrintEntries(bool as_json) const {
  constexpr size_t kPieceBytes = 64 << 10;
  std::string out = as_json ? ",\"entries\":[" : "";
  const char* separator = "";
  RETURN_IF_ERROR(entries_([&](const std::string& line, const Json& item) -> Result<void> {
    out += as_json ? separator + SafeJson(item) : SafeForTerminal(line) + "\n";
    separator = ",";
    if (out.size() < kPieceBytes) return {};
    RETURN_IF_ERROR(PrintToStdout(out));
    out.clear();
    return {};
  }));
  if (as_json) out += "]}\n";
  return PrintToStdout(out);
}

Result<void> Reply::Print(bool as_json, const Error* no) const {
  std::string out = as_json ? SafeJson(json) : "";
  if (as_json && entries_) out.pop_back();
  if (as_json && !entries_) out += "\n";
  if (!as_json) {
    for (const std::string& line : lines_) out += SafeForTerminal(line) + "\n";
    out += safe_text_;
  }
  auto printed = out.empty() ? Result<void>() : PrintToStdout(out);
  if (printed && entries_) printed = PrintEntries(as_json);
  if (no != nullptr) PrintError(*no);
  for (const std::string& warning : warnings_) PrintToStderr(SafeForTerminal(warning) + "\n");
  if (as_json || !printed) return printed;
  for (const std::string& note : notes_) PrintToStderr(SafeForTerminal(note) + "\n");
  return {};
}

}  // namespace sekisho
