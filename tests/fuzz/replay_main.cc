// Runs a fuzz target on every file below the paths given: a kept corpus is a regression test where
// libFuzzer is not.
#include <boost/filesystem.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "base/files/files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = boost::filesystem;

constexpr size_t kMaxInputBytes = 64 << 20;

// Every regular file at or below `path`.
std::vector<std::string> InputsBelow(const std::string& path) {
  std::vector<std::string> inputs;
  boost::system::error_code error;
  if (fs::is_regular_file(path, error)) inputs.push_back(path);
  if (fs::is_directory(path, error))
    for (fs::recursive_directory_iterator it(path, error), end; it != end; it.increment(error))
      if (fs::is_regular_file(it->path(), error)) inputs.push_back(it->path().string());
  return inputs;
}

bool Replay(const std::string& input) {
  const auto bytes = sekisho::ReadFile(input, kMaxInputBytes);
  if (!bytes) {
    std::fprintf(stderr, "%s: %s\n", input.c_str(), bytes.error().message.c_str());
    return false;
  }
  std::printf("%s\n", input.c_str());
  std::fflush(stdout);  // the last line names the input that crashed
  LLVMFuzzerTestOneInput(bytes->data(), bytes->size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  size_t replayed = 0;
  for (int i = 1; i < argc; ++i)
    for (const std::string& input : InputsBelow(argv[i])) {
      if (!Replay(input)) return 1;
      ++replayed;
    }
  std::printf("%zu inputs replayed\n", replayed);
  if (replayed == 0) std::fprintf(stderr, "error: the corpus is empty\n");
  return replayed == 0 ? 1 : 0;
}
