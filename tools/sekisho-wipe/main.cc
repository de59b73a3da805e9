// sekisho-wipe: wipes files, directories and free space, with or without an organisation.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string_view>

#include "base/clock.h"
#include "base/files/interrupt.h"
#include "base/files/standard_streams.h"
#include "base/random.h"
#include "base/text/language.h"
#include "base/text/message.h"
#include "tools/sekisho-wipe/run.h"
#include "tools/sekisho-wipe/terminal.h"
#include "tools/sekisho-wipe/verify_certificate.h"

namespace {

int RunMain(int argc, char** argv) {
  using namespace sekisho;  // NOLINT: the one function that is all of sekisho
  SystemRandom random;
  const SystemClock clock;
  try {
    const bool verify = argc > 1 && std::string_view(argv[1]) == "verify-certificate";
    const auto status =
        verify ? RunVerifyCertificate(argc - 1, argv + 1) : RunWipe(argc, argv, random, clock);
    if (status) return *status;
    PrintFailure(status.error(),
                 std::find(argv, argv + argc, std::string_view("--json")) != argv + argc);
    return ExitStatus(status.error().code);
  } catch (const std::exception& bug) {
    PrintError(Fail(ErrorCode::kFailed, Message("internal error: {0}", {bug.what()})));
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  sekisho::OccupyStandardStreams();
  sekisho::SpeakUsersLanguage();
  umask(077);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  sekisho::WatchForInterrupts();
  return RunMain(argc, argv);
}
