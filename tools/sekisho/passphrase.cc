#include "tools/sekisho/passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/files/files.h"
#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "libcrypt/keys/passphrase.h"
#include "tools/sekisho/output.h"

namespace sekisho {
namespace {

constexpr size_t kMaxPassphraseFileBytes = 4 << 10;
constexpr size_t kMaxTypedBytes = 1 << 10;
constexpr int kMostQuestions = 3;
constexpr const char* kVariable = "SEKISHO_PASSPHRASE_FILE";

UniqueFd OpenTerminal() { return UniqueFd(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)); }

Result<SecretBytes> FirstLine(const std::string& path) {
  auto content = ReadSecretFile(path, kMaxPassphraseFileBytes);
  if (!content) return content.error().WithContext(Message("the passphrase file"));
  const std::string_view text = content->ExposeText();
  size_t length = std::min(text.find('\n'), text.size());
  if (length > 0 && text[length - 1] == '\r') --length;
  if (length == 0)
    return Fail(ErrorCode::kUsage, Message("the first line of {0} is empty", {path}),
                Message("put the passphrase on the first line of the file"));
  content->Shorten(length);
  RETURN_IF_ERROR(RefuseUtf16(*content));
  return std::move(*content);
}

// The terminal without echo, until this goes out of scope. Ctrl-C is a signal still, and ends the
// read; suspending and quitting are off, so that nothing leaves the terminal mute.
class NoEcho {
 public:
  explicit NoEcho(int fd) : fd_(fd), active_(tcgetattr(fd, &before_) == 0) {
    if (!active_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ICANON | ISIG;
    quiet.c_cc[VSUSP] = quiet.c_cc[VQUIT] = _POSIX_VDISABLE;
    active_ = tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (active_) tcsetattr(fd_, TCSAFLUSH, &before_);
  }
  bool active() const { return active_; }

 private:
  int fd_;
  termios before_{};
  bool active_;
};

// One line, byte by byte into guarded memory.
Result<SecretBytes> ReadLine(int fd) {
  SecretBytes line(kMaxTypedBytes);
  size_t length = 0;
  for (;;) {
    RETURN_IF_ERROR(CheckInterrupted());
    uint8_t byte = 0;
    const ssize_t got = read(fd, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Fail(ErrorCode::kInterrupted, Message("no passphrase was given"));
    if (byte == '\n') break;
    if (length == line.size())
      return Fail(ErrorCode::kUsage, Message("the passphrase is too long"));
    line.ExposeForWriting()[length++] = byte;
  }
  line.Shorten(length);
  return line;
}

Result<SecretBytes> AskOnTerminal(const std::string& question) {
  const UniqueFd terminal = OpenTerminal();
  const NoEcho quiet(terminal.get());
  if (!terminal.valid() || !quiet.active())
    return Fail(ErrorCode::kUsage, Message("there is no terminal to ask for the passphrase"),
                Message("set {0} to a file that holds it", {kVariable}));
  RETURN_IF_ERROR(WriteAll(terminal.get(), AsBytes(SafeForTerminal(question) + ": ")));
  auto line = ReadLine(terminal.get());
  RETURN_IF_ERROR(WriteAll(terminal.get(), AsBytes("\n")));
  return line;
}

Error NobodyToAsk() {
  return Fail(ErrorCode::kUsage, Message("a passphrase is needed, and nobody can be asked for it"),
              Message("set {0} to a file that holds it", {kVariable}));
}

bool Same(const SecretBytes& a, const SecretBytes& b) {
  return std::equal(a.Expose().begin(), a.Expose().end(), b.Expose().begin(), b.Expose().end());
}

}  // namespace

std::string Passphrases::InEnvironment() {
  const char* const value = std::getenv(kVariable);
  return value == nullptr ? "" : value;
}

bool Passphrases::CanBeHad() const {
  return !file_.empty() || (!no_input_ && OpenTerminal().valid());
}

// From the file, or typed.
Result<SecretBytes> Passphrases::Ask(const std::string& path) {
  progress_.Clear();
  if (!file_.empty()) return FirstLine(file_);
  ++asked_;
  return AskOnTerminal(Message("passphrase of {0}", {path}));
}

Result<SecretBytes> Passphrases::Unlock(const std::string& path) {
  if (known_) return known_->Clone();
  if (!CanBeHad()) return NobodyToAsk();
  ASSIGN_OR_RETURN(known_, Ask(path));
  untried_ = FormsOf(*known_);
  untried_.erase(untried_.begin());  // the bytes as given
  return known_->Clone();
}

bool Passphrases::Another() {
  if (!untried_.empty()) {
    known_ = std::move(untried_.front().text);
    difference_ = untried_.front().difference;
    untried_.erase(untried_.begin());
    return true;
  }
  difference_.clear();
  if (!file_.empty() || asked_ == 0 || asked_ >= kMostQuestions) return false;
  PrintToStderr(
      Message("wrong passphrase; attempts left: {0}; check Caps Lock and whether Japanese input "
              "(IME) is on",
              {std::to_string(kMostQuestions - asked_)}) +
      "\n");
  known_.reset();
  return true;
}

Result<SecretBytes> Passphrases::Choose(const std::string& path,
                                        const std::vector<std::string>& known_words) {
  if (!CanBeHad()) return NobodyToAsk();
  progress_.Clear();
  SecretBytes chosen;
  if (!file_.empty()) {
    ASSIGN_OR_RETURN(SecretBytes given, FirstLine(file_));
    ASSIGN_OR_RETURN(chosen, NewPassphraseText(std::move(given)));
    RETURN_IF_ERROR(JudgePassphrase(chosen, known_words));
  } else {
    ASSIGN_OR_RETURN(SecretBytes typed, AskOnTerminal(Message("new passphrase for {0}", {path})));
    ASSIGN_OR_RETURN(chosen, NewPassphraseText(std::move(typed)));
    RETURN_IF_ERROR(JudgePassphrase(chosen, known_words));
    ASSIGN_OR_RETURN(const SecretBytes again, AskOnTerminal(Message("the same once more")));
    if (!Same(chosen, again))
      return Fail(ErrorCode::kUsage, Message("the two passphrases differ; nothing was written"),
                  Message("run the command again"));
  }
  known_ = chosen.Clone();
  return chosen;
}

}  // namespace sekisho
