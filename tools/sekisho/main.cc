// sekisho: the checkpoint for confidential data, as commands.
#include <exception>

#include "base/clock.h"
#include "base/files/interrupt.h"
#include "base/files/standard_streams.h"
#include "base/random.h"
#include "base/text/language.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "libcrypt/keys/secret_bytes.h"
#include "tools/sekisho/output.h"
#include "tools/sekisho/program.h"

namespace {

using sekisho::ErrorCode;

int RunMain(int argc, char** argv) {
  sekisho::SystemRandom random;
  const sekisho::SystemClock clock;
  try {
    sekisho::Program program(clock, random);
    const auto status = program.Run(argc, argv);
    if (status) return *status;
    sekisho::PrintFailure(status.error(), program.WantsJson(argc, argv));
    for (const std::string& text : program.understood())
      sekisho::PrintToStderr(sekisho::SafeForTerminal(text) + "\n");
    return sekisho::ExitStatus(status.error().code);
  } catch (const std::exception& bug) {
    sekisho::PrintError(
        sekisho::Fail(ErrorCode::kFailed, sekisho::Message("internal error: {0}", {bug.what()})));
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  sekisho::OccupyStandardStreams();
  sekisho::SpeakUsersLanguage();
  sekisho::InitCrypto();
  sekisho::WatchForInterrupts();
  return RunMain(argc, argv);
}
