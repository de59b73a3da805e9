#include "libcrypt/keys/passphrase.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zxcvbn.h>

#include <algorithm>
#include <cerrno>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr uint8_t kHard = 'h';
constexpr uint8_t kEasy = 'e';

// The answer by a pipe, for the exit status is lost where SIGCHLD is ignored.
Result<uint8_t> AnswerOf(pid_t child, int pipe) {
  uint8_t answer = 0;
  const auto got = ReadFull(pipe, {&answer, 1});
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (got && *got == 1) return answer;
  return Fail(ErrorCode::kFailed, Message("the passphrase could not be judged"),
              Message("run the command again"));
}

// In a process of its own, whose memory ends with it: zxcvbn frees without wiping, and the ranks of
// the words that it found tell the words.
Result<bool> IsHardToGuess(const char* passphrase, const char** words) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0)
    return SystemError(Message("the passphrase could not be judged"), errno);
  const UniqueFd from_child(ends[0]);
  UniqueFd to_parent(ends[1]);
  const pid_t child = fork();
  if (child < 0) return SystemError(Message("the passphrase could not be judged"), errno);
  if (child == 0) {
    const bool hard = ZxcvbnMatch(passphrase, words, nullptr) >= kMinPassphraseBits;
    const bool told = WriteAll(to_parent.get(), {hard ? &kHard : &kEasy, 1}).has_value();
    _exit(told ? 0 : 1);
  }
  to_parent.Reset();
  ASSIGN_OR_RETURN(const uint8_t answer, AnswerOf(child, from_child.get()));
  return answer == kHard;
}

}  // namespace

Result<void> JudgePassphrase(const SecretBytes& passphrase,
                             const std::vector<std::string>& known_words) {
  constexpr size_t kJudgedBytes = 128;  // zxcvbn's work grows with the square of the length
  SecretBytes text(std::min(passphrase.size(), kJudgedBytes) + 1);
  std::copy_n(passphrase.Expose().begin(), text.size() - 1, text.ExposeForWriting().begin());
  std::vector<const char*> words = {"sekisho", "関所"};
  for (const std::string& word : known_words) words.push_back(word.c_str());
  words.push_back(nullptr);
  const char* const start = reinterpret_cast<const char*>(text.Expose().data());
  ASSIGN_OR_RETURN(const bool hard, IsHardToGuess(start, words.data()));
  if (hard) return {};
  return Fail(ErrorCode::kRefused, Message("this passphrase can be guessed"),
              Message("take four or more unrelated words, or let the computer choose: "
                      "openssl rand -base64 15"));
}

}  // namespace sekisho
