#include "tools/sekisho/context.h"

#include <cstdlib>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "base/text/units.h"
#include "tools/sekisho/confirm.h"
#include "tools/speech/next_words.h"

namespace sekisho {
namespace {

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// $XDG/sekisho, or ~/FALLBACK/sekisho. Relative values of XDG variables do not count (XDG base
// directory specification).
Result<std::string> BaseDirectory(const char* xdg, const char* fallback, const char* instead) {
  const std::string set = Variable(xdg);
  if (set.starts_with('/')) return set + "/sekisho";
  const std::string home = Variable("HOME");
  if (home.starts_with('/')) return home + "/" + fallback + "/sekisho";
  return Fail(ErrorCode::kUsage, Message("there is no home directory"),
              Message("set HOME, or {0}", {instead}));
}

// From the thread that watches the wait: one write(2), beside whatever else is printed.
void TellWaiting(const LockHolder& holder) {
  const std::string text = Message("waiting for {0}, which is writing", {WordsOf(holder)});
  PrintToStderr(SafeForTerminal(text) + "\n");
}

}  // namespace

Context::Context(const CommonOptions& common, const Clock& clock, Random& random)
    : common_(common),
      passphrases_(common.no_input, progress_, Passphrases::InEnvironment()),
      pool_(common.jobs) {
  world_.clock = &clock;
  world_.random = &random;
  world_.pool = &pool_;
  world_.passphrase = [this] { return passphrases_.Unlock(setting_.identity); };
  world_.another_passphrase = [this] { return passphrases_.Another(); };
  world_.clock_trust.is_right = common.clock_is_right;
  world_.clock_trust.synchronised = ClockIsSynchronised;
  world_.clock_trust.confirm = [this](const std::string& question) {
    return ConfirmYes(*this, question);
  };
  world_.waiting = TellWaiting;
  world_.progress = [this](const std::string& what, uint64_t done, uint64_t total) {
    progress_.Show(what, done, total);
  };
}

Result<void> Context::Prepare() {
  setting_.store = common_.store.empty() ? Variable("SEKISHO_STORE") : common_.store;
  setting_.identity = common_.identity.empty() ? Variable("SEKISHO_IDENTITY") : common_.identity;
  setting_.identity_named = !setting_.identity.empty();
  if (setting_.identity.empty()) {
    ASSIGN_OR_RETURN(const std::string directory,
                     BaseDirectory("XDG_CONFIG_HOME", ".config", "SEKISHO_IDENTITY"));
    setting_.identity = directory + "/identity.txt";
  }
  setting_.state_dir = Variable("SEKISHO_STATE_DIR");
  if (setting_.state_dir.empty()) {
    ASSIGN_OR_RETURN(setting_.state_dir,
                     BaseDirectory("XDG_STATE_HOME", ".local/state", "SEKISHO_STATE_DIR"));
  }
  ASSIGN_OR_RETURN(setting_.store, ReadPath(setting_.store));
  ASSIGN_OR_RETURN(setting_.identity, ReadPath(setting_.identity));
  return {};
}

Result<Session*> Context::OpenSession() {
  if (!session_) {
    ASSIGN_OR_RETURN(session_, Session::Open(setting_, world_));
  }
  return session_.get();
}

Result<Session*> Context::OpenSessionIfJoined() {
  const auto pin = ReadPin(setting_.state_dir);
  if (!pin && pin.error().code == ErrorCode::kNotFound) return static_cast<Session*>(nullptr);
  return OpenSession();
}

Result<std::string> Context::ReadPath(const std::string& typed) {
  if (PlaceOfWindowsPath(typed).empty() && !typed.starts_with('"')) return typed;
  if (!paths_) {
    ASSIGN_OR_RETURN(paths_, ReadPathTable(setting_.state_dir));
  }
  ASSIGN_OR_RETURN(const std::string path, PathFromTyped(typed, *paths_));
  // Somebody may have put it there to be taken for the share's.
  if (path == typed)
    understood_.push_back(
        Message("{0} is taken for the file of that name here, not for a Windows path", {typed}));
  return path;
}

Result<Time> Context::ReadTime(const char* option, const std::string& text, DayEdge edge,
                               Direction direction) {
  ASSIGN_OR_RETURN(Session* const session, OpenSession());
  auto time = ParseUserTime(text, edge, session->now(), session->zone(), direction);
  if (!time) return time.error().WithContext(option);
  if (LeavesTheDayOpen(text))
    understood_.push_back(
        Message("{0} {1} is {2}", {option, text, FormatTimeForPeople(*time, session->zone())}));
  return time;
}

Result<std::optional<Time>> Context::ReadOptionalTime(const char* option, const std::string& text,
                                                      DayEdge edge, Direction direction) {
  if (text.empty()) return std::optional<Time>();
  ASSIGN_OR_RETURN(const Time time, ReadTime(option, text, edge, direction));
  return std::optional<Time>(time);
}

Result<void> Context::PrintReply(const Reply& reply, const Error* no) {
  progress_.Clear();
  Reply whole = reply;
  for (auto text = understood_.rbegin(); text != understood_.rend(); ++text) whole.NoteFirst(*text);
  if (!passphrases_.difference().empty())
    whole.Note(Message("the passphrase fits {0}", {passphrases_.difference()}));
  if (session_ != nullptr)
    for (const Error& remark : session_->remarks())
      whole.Warn(remark.message + ": " + WordsOf(remark.next));
  if (session_ != nullptr)
    for (const Error& error : session_->unreadable_names())
      whole.Warn(Message("{0}; what else is wrong: {1}", {error.message, WordsOf(error.next)}));
  return whole.Print(common_.json, no);
}

Result<int> Context::Print(const Reply& reply, int status) {
  RETURN_IF_ERROR(PrintReply(reply, nullptr));
  return status;
}

Result<int> Context::PrintVerdict(const Reply& reply, const Error& no) {
  RETURN_IF_ERROR(PrintReply(reply, &no));
  return ExitStatus(no.code);
}

}  // namespace sekisho
