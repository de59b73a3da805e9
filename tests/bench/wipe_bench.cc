// wipe_bench [DIRECTORY [MIB [FILES]]]: one large file and many small ones, wiped by the library
// (with its reading back) and by shred -u, in one run; prints the ratios. Memory: the peak.
//
// wipe_bench --device IMAGE [MIB]: a new image behind a loop device, overwritten by the library and
// by dd of zeros with O_DIRECT and 4 MiB blocks, in turns; needs root.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "libcrypt/primitives/keystream.h"
#include "wipe/device/linux_device.h"
#include "wipe/files/wipe.h"

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

std::string Attach(const std::string& image) {
  std::string device;
  FILE* const said = popen(("losetup --find --show --direct-io=off " + image).c_str(), "r");
  for (int c = 0; said != nullptr && (c = std::fgetc(said)) != EOF && c != '\n';)
    device += static_cast<char>(c);
  if (said == nullptr || pclose(said) != 0) std::exit(1);
  return device;
}

// Writing alone; reading back is timed apart.
double OverwriteSeconds(const std::string& device, const PassContent& content, double& reading) {
  auto opened = OpenDevice(device);
  if (!opened) std::exit(1);
  OverwriteState state;
  const double writing =
      Seconds([&] { return OverwriteDevice(*opened, content, 1, {}, state).has_value(); });
  reading = Seconds([&] {
    const auto result = ReadBackDevice(*opened, content, 1, {}, state);
    return result && result->bytes_verified == opened->size_bytes();
  });
  return writing;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void RunDevice(const std::string& image, int mib) {
  if (!Shell("fallocate -l " + std::to_string(mib) + "M " + image)) std::exit(1);
  const std::string device = Attach(image);
  SystemRandom random;
  Keystream keystream(random);
  const PassContent zeros = {
      [](int, uint64_t, MutableBytes out) { std::fill(out.begin(), out.end(), uint8_t{0}); }, true};
  const PassContent stream = {
      [&](int, uint64_t offset, MutableBytes out) { keystream.Fill(offset, out); }};
  std::vector<double> dd, by_zeros, by_stream, read_zeros, read_stream;
  for (int turn = 0; turn < 6; ++turn) {
    const double theirs = Seconds([&] {
      return Shell("dd if=/dev/zero of=" + device + " bs=4M count=" + std::to_string(mib / 4) +
                   " oflag=direct conv=fsync status=none");
    });
    double reading_zeros = 0, reading_stream = 0;
    const double writing_zeros = OverwriteSeconds(device, zeros, reading_zeros);
    const double writing_stream = OverwriteSeconds(device, stream, reading_stream);
    if (turn == 0) continue;  // the image's pages come into being
    dd.push_back(theirs);
    by_zeros.push_back(theirs / writing_zeros);
    by_stream.push_back(theirs / writing_stream);
    read_zeros.push_back(theirs / reading_zeros);
    read_stream.push_back(theirs / reading_stream);
  }
  std::printf("dd of zeros %.2f s; speed against it: zeros %.2f, keystream %.2f\n", Median(dd),
              Median(by_zeros), Median(by_stream));
  std::printf("reading back: zeros %.2f, keystream %.2f\n", Median(read_zeros),
              Median(read_stream));
  if (!Shell("losetup --detach " + device + " && rm " + image)) std::exit(1);
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
  if (argc > 2 && std::string(argv[1]) == "--device") {
    sekisho::RunDevice(argv[2], argc > 3 ? std::atoi(argv[3]) : 1024);
    return 0;
  }
  sekisho::Run(argc > 1 ? argv[1] : ".", argc > 2 ? std::atoi(argv[2]) : 1024,
               argc > 3 ? std::atoi(argv[3]) : 2000);
  return 0;
}
