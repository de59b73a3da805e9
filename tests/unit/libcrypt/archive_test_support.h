// A directory for one test, and tars made by hand, as no honest program would make them.
#pragma once

#include <stdlib.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "base/random.h"
#include "libcrypt/archive/manifest.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {

class ScratchDirectory {
 public:
  ScratchDirectory() {
    char name[] = "/tmp/sekisho-archive-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~ScratchDirectory() { Shell("chmod -R u+rwx . ; rm -rf " + path_); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  // Runs `script` inside; its exit status is 0.
  bool Shell(const std::string& script) const {
    return system(("cd " + path_ + " && { " + script + "; }").c_str()) == 0;
  }

  void Write(const std::string& name, ByteView bytes) const {
    if (!WriteFileAtomic(path_ + "/" + name, bytes, TempFile::Existing::kReplace)) abort();
  }

 private:
  std::string path_;
};

struct HandMadeTar {
  Bytes bytes;

  // One header block, then `data` padded to blocks. `size` may lie.
  HandMadeTar& Add(const std::string& name, char type, const std::string& data = {},
                   const std::string& link = {}, unsigned mode = 0644, long long size = -1) {
    char header[512] = {};
    const auto put = [&](size_t at, const std::string& text) {
      text.copy(header + at, text.size());
    };
    const auto octal = [&](size_t at, int digits, unsigned long long value) {
      char text[32];
      std::snprintf(text, sizeof text, "%0*llo", digits, value);
      put(at, text);
    };
    put(0, name.substr(0, 100));
    octal(100, 7, mode);
    octal(108, 7, 4242);
    octal(116, 7, 4242);
    octal(124, 11, size < 0 ? data.size() : static_cast<unsigned long long>(size));
    octal(136, 11, 1700000000);
    header[156] = type;
    put(157, link);
    put(257, std::string("ustar\00000", 8));
    put(265, "mallory");
    put(148, "        ");
    unsigned sum = 0;
    for (char c : header) sum += static_cast<unsigned char>(c);
    octal(148, 6, sum);
    bytes.insert(bytes.end(), header, header + sizeof header);
    bytes.insert(bytes.end(), data.begin(), data.end());
    bytes.resize((bytes.size() + 511) / 512 * 512);
    return *this;
  }

  // Extended header records for the entry that follows: "path=..." and the like.
  HandMadeTar& Pax(const std::vector<std::string>& records, char type = 'x') {
    std::string text;
    for (const std::string& record : records) {
      size_t length = record.size() + 3;
      while (std::to_string(length).size() + record.size() + 2 != length) ++length;
      text += std::to_string(length) + " " + record + "\n";
    }
    return Add("PaxHeader/x", type, text);
  }

  HandMadeTar& File(const std::string& name, const std::string& data = "x") {
    return Pax({"path=" + name}).Add("x", '0', data);
  }

  HandMadeTar& Directory(const std::string& name) { return Add(name + "/", '5', {}, {}, 0755); }

  Bytes End() const {
    Bytes whole = bytes;
    whole.resize(whole.size() + 1024);
    return whole;
  }
};

inline ManifestEntry FileEntry(const std::string& name, const std::string& data) {
  return {name, false, data.size(), Sha256(AsBytes(data))};
}
inline ManifestEntry DirectoryEntry(const std::string& name) { return {name, true, 0, {}}; }

// "A", "B", ... for ever: deterministic staging names.
class CountingRandom final : public Random {
 public:
  void Fill(MutableBytes out) override {
    ++count_;
    for (uint8_t& byte : out) byte = count_;
  }

 private:
  uint8_t count_ = 0;
};

}  // namespace sekisho
