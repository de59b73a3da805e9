// wipe_bench [DIRECTORY [MIB [FILES]]]: one large file and many small ones, wiped by the library
// (with its reading back) and by shred -u, in one run; prints the ratios. Memory: the peak.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "wipe/wipe.h"

namespace sekisho {
namespace {

double Seconds(const std::function<bool()>& work) {
  const auto start = std::chrono::steady_clock::now();
  if (!work()) {
    (void)std::fputs("the work failed\n", stderr);
    std::exit(1);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool Shell(const std::string& command) { return std::system(command.c_str()) == 0; }

// Whatever it lies on: speed is measured here, not what can be claimed.
bool WipeOne(const std::string& path) {
  SystemRandom random;
  WipeRequest request;
  request.targets = {path};
  request.best_effort = true;
  const auto report = Wipe(request, random, SystemClock());
  if (!report) (void)std::fprintf(stderr, "%s\n", report.error().message.c_str());
  return report && report->outcome == WipeOutcome::kDone;
}

void Compare(const char* what, const std::function<void(const std::string&)>& make,
             const std::string& base, const std::string& shred) {
  make(base);
  const double ours = Seconds([&] { return WipeOne(base); });
  std::printf("%-24s %8.2f s", what, ours);
  if (Shell("command -v shred > /dev/null")) {
    make(base);
    const double theirs = Seconds([&] { return Shell(shred); });
    std::printf("   shred %8.2f s   ratio %.2f", theirs, theirs / ours);
  }
  std::printf("\n");
}

void Run(const std::string& directory, int mib, int files) {
  const std::string base = directory + "/sekisho-wipe-bench." + std::to_string(getpid());
  const auto make_large = [mib](const std::string& path) {
    if (!Shell("head -c " + std::to_string(mib) + "M /dev/zero > " + path + " && sync -f " + path))
      std::exit(1);
  };
  const auto make_small = [files](const std::string& path) {
    if (!Shell("mkdir -p " + path + " && cd " + path + " && head -c " +
               std::to_string(files * 1000) + " /dev/zero | split -a 5 -b 1000 && sync -f ."))
      std::exit(1);
  };
  Compare((std::to_string(mib) + " MiB, one file").c_str(), make_large, base,
          "shred -n1 -u " + base);
  Compare((std::to_string(files) + " files").c_str(), make_small, base,
          "find " + base + " -type f -exec shred -u {} + && rm -r " + base);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory              %8ld KiB\n", usage.ru_maxrss);
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  sekisho::Run(argc > 1 ? argv[1] : ".", argc > 2 ? std::atoi(argv[2]) : 1024,
               argc > 3 ? std::atoi(argv[3]) : 2000);
  return 0;
}
