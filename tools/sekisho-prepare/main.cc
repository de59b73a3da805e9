// sekisho-prepare: partitions and formats a device, and puts a tag onto what it made. Root's part
// of `sekisho media prepare`, which decides whether it may be done.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <exception>

#include "base/files/standard_streams.h"
#include "base/text/language.h"
#include "base/text/message.h"
#include "tools/sekisho-prepare/options.h"
#include "tools/sekisho-prepare/prepare_device.h"
#include "tools/sekisho-prepare/put_tag.h"
#include "tools/sekisho-prepare/terminal.h"

namespace {

int RunMain(int argc, char** argv) {
  using namespace sekisho;  // NOLINT: the one function that is all of sekisho
  try {
    const auto options = ParsePrepareOptions(argc, argv);
    if (options && !*options) return 0;
    const Result<void> done = !options                  ? Result<void>(options.error())
                              : (*options)->tag.empty() ? PrepareDevice(**options)
                                                        : PutTag(**options);
    if (done) return 0;
    PrintError(done.error());
    return ExitStatus(done.error().code);
  } catch (const std::exception& bug) {
    PrintError(Fail(ErrorCode::kFailed, Message("internal error: {0}", {bug.what()})));
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  sekisho::OccupyStandardStreams();
  umask(077);
  sekisho::SpeakUsersLanguage();
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  return RunMain(argc, argv);
}
