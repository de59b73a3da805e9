// seal_bench [MIB]: seals and opens that many MiB (256 when not given) from memory and prints GB/s
// for each stage, and for `age` on the same input where it is installed. One run, one machine:
// compare the lines with each other, not with another day's (docs/benchmarks.md).
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/files.h"
#include "libcrypt/archive_writer.h"
#include "libcrypt/contents.h"
#include "libcrypt/package_reader.h"
#include "libcrypt/package_writer.h"
#include "libcrypt/sha256.h"

namespace sekisho {
namespace {

constexpr uint64_t kFileBytes = 64 << 20;  // of one file in the archive
constexpr size_t kPieceBytes = 1 << 20;

class NullSink final : public ByteSink {
 public:
  Result<void> Write(ByteView) override { return {}; }
};

template <typename T>
T Must(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "error: %s\n", result.error().message.c_str());
  std::exit(1);
}

void Must(Result<void> result) {
  if (result) return;
  std::fprintf(stderr, "error: %s\n", result.error().message.c_str());
  std::exit(1);
}

class Bench {
 public:
  explicit Bench(uint64_t bytes) : data_(bytes), identity_(X25519Identity::Generate(random_)) {
    random_.Fill(data_);
  }

  void Run() {
    Time("sha256 of the content", [&] { Sha256(data_); });
    Time("tar", [&] {
      NullSink sink;
      Archive(sink, {});
    });
    Time("encrypt (STREAM, one thread)", [&] { Encrypt(); });
    Time("merkle root of the ciphertext", [&] {
      MerkleStreamHasher hasher(kMerkleLeafBytes);
      hasher.Update(data_);
      hasher.Finish();
    });
    const Bytes manifest = MakeManifest();
    const std::string package = directory_ + "/package.age";
    Time("seal: hash, tar, encrypt, merkle, write, read back", [&] { Seal(package, manifest); });
    Time("inspect (what the gate does)", [&] { Must(InspectPackage(Open(package).get(), {})); });
    Time("open: decrypt, compare every digest, merkle", [&] { OpenAll(package); });
    RunAge(package);
    Must(unlink(package.c_str()) == 0 ? Result<void>() : Fail(ErrorCode::kIo, "unlink"));
    rmdir(directory_.c_str());
  }

 private:
  template <typename Work>
  void Time(const char* name, Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("%-52s %6.2f GB/s\n", name, static_cast<double>(data_.size()) / seconds / 1e9);
  }

  UniqueFd Open(const std::string& path) { return Must(OpenForRead(path)); }

  template <typename Visit>
  void ForEachFile(Visit visit) {
    const ByteView all = data_;
    for (uint64_t at = 0, number = 0; at < all.size(); at += kFileBytes, ++number) {
      char name[32];
      std::snprintf(name, sizeof name, "file-%06d", static_cast<int>(number));
      visit(std::string(name), all.subspan(at, std::min<uint64_t>(kFileBytes, all.size() - at)));
    }
  }

  Bytes MakeManifest() {
    std::vector<ManifestEntry> entries;
    ForEachFile([&](const std::string& name, ByteView bytes) {
      entries.push_back({name, false, bytes.size(), Sha256(bytes)});
    });
    return Must(WriteManifest(entries));
  }

  // The archive of all files; with a manifest, hashed on the way and with the package's own files.
  void Archive(ByteSink& sink, ByteView manifest) {
    ArchiveWriter archive = Must(ArchiveWriter::Create(sink));
    if (!manifest.empty()) {
      Must(archive.AddMemoryFile(kRequestName, AsBytes("bench"), {}));
      Must(archive.AddMemoryFile(kApprovalsName, {}, {}));
      Must(archive.AddMemoryFile(kManifestName, manifest, {}));
    }
    Sha256Hasher hasher;
    ForEachFile([&](const std::string& name, ByteView bytes) {
      Must(archive.BeginFile(name, bytes.size(), {}));
      for (; !bytes.empty(); bytes = bytes.subspan(std::min(kPieceBytes, bytes.size()))) {
        const ByteView piece = bytes.first(std::min(kPieceBytes, bytes.size()));
        if (!manifest.empty()) hasher.Update(piece);
        Must(archive.WriteFileData(piece));
      }
      Must(archive.EndFile());
      hasher.Finish();
    });
    Must(archive.Finish());
  }

  void Encrypt() {
    NullSink sink;
    const SecretBytes key = SecretBytes::Generate(32, random_);
    StreamWriter writer(key.Expose(), sink);
    Must(writer.Write(data_));
    Must(writer.Finish());
  }

  void Seal(const std::string& path, const Bytes& manifest) {
    const PackagePlan plan{{identity_.recipient()}, {"bench"}};
    const auto writer = Must(PackageWriter::Begin(path, "bench", plan, random_));
    Archive(writer->payload(), manifest);
    Must(writer->FinishPayload());
    Must(writer->Prepare("bench"));
    Must(writer->Release());
  }

  void OpenAll(const std::string& path) {
    const UniqueFd fd = Open(path);
    AgeKeys keys;
    keys.identities.push_back(&identity_);
    const auto reader = Must(PackageReader::Open(fd.get(), keys, {}));
    NullEntrySink sink;
    Must(ReadContents(
        reader->plaintext(), {}, [](const PackageMetadata&) { return Result<void>(); }, sink));
    reader->Facts();
  }

  void RunAge(const std::string& package) {
    if (std::system("command -v age >/dev/null 2>&1") != 0) {
      std::printf("age is not installed: nothing to compare with\n");
      return;
    }
    const std::string plain = directory_ + "/plain";
    const std::string key = directory_ + "/key";
    Must(WriteFileAtomic(plain, data_, TempFile::Existing::kRefuse));
    const SecretBytes secret = identity_.Encode();
    Must(WriteFileAtomic(key, secret.Expose(), TempFile::Existing::kRefuse));
    Time("age -r (encrypts only)", [&] {
      Shell("age -r " + EncodeRecipient(identity_.recipient()) + " -o " + plain + ".age " + plain);
    });
    Time("age -d of our package (decrypts only)",
         [&] { Shell("age -d -i " + key + " -o /dev/null " + package); });
    Shell("rm -f " + plain + " " + plain + ".age " + key);
  }

  static void Shell(const std::string& command) {
    if (std::system(command.c_str()) != 0) std::printf("failed: %s\n", command.c_str());
  }

  static std::string MakeDirectory() {
    char name[] = "/dev/shm/sekisho-bench-XXXXXX";
    if (mkdtemp(name) == nullptr) Must(Result<void>(SystemError("cannot make a directory", errno)));
    return name;
  }

  SystemRandom random_;
  Bytes data_;
  X25519Identity identity_;
  std::string directory_ = MakeDirectory();
};

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  sekisho::InitCrypto();
  const long mib = argc > 1 ? std::atol(argv[1]) : 256;
  if (mib < 1 || mib > 16384) {
    std::fprintf(stderr, "usage: seal_bench [MIB]\n");
    return 2;
  }
  sekisho::Bench(static_cast<uint64_t>(mib) << 20).Run();
  return 0;
}
