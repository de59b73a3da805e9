// seal_bench [MIB] [--files N] [--rounds N] [--jobs N] [--seal-only]: seals and opens from memory
// and to memory
// (/dev/shm), beside the equal work by `tar`, `age` and `sha256sum` where age is installed.
//
// Input: one incompressible file of MIB MiB (256 when not given), or N files of 2 to 200 KiB. Each
// line is the median of the rounds, which take turns, so that a busy machine slows all of them:
// compare the lines with each other, not with another day's (docs/benchmarks.md). `--seal-only` is
// for a profiler.
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "base/files/files.h"
#include "base/worker_pool.h"
#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/archive/contents.h"
#include "libcrypt/archive/extract.h"
#include "libcrypt/archive/tree_walk.h"
#include "libcrypt/package/package_reader.h"
#include "libcrypt/package/package_writer.h"

namespace sekisho {
namespace {

struct Options {
  uint64_t mib = 256;
  int files = 0;
  int rounds = 3;
  size_t jobs = WorkerPool::DefaultJobs();
  bool seal_only = false;
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

void Shell(const std::string& command) {
  if (std::system(command.c_str()) == 0) return;
  std::fprintf(stderr, "failed: %s\n", command.c_str());
  std::exit(1);
}

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// What several rounds of one stage took.
struct Stage {
  std::vector<double> seconds;
  long peak_kib = 0;  // of the process, for stages that run in one of their own

  double Median() const {
    std::vector<double> sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
};

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options) {
    MakeInput();
    std::printf("%s, %zu jobs, %d rounds\n",
                options_.files > 0 ? (std::to_string(options_.files) + " files").c_str()
                                   : (std::to_string(options_.mib) + " MiB in one file").c_str(),
                options_.jobs, options_.rounds);
  }
  ~Bench() { Shell("rm -rf '" + directory_ + "'"); }

  void Run() {
    if (options_.seal_only) return SealOnly();
    const bool with_age = std::system("command -v age >/dev/null 2>&1") == 0;
    for (int round = 0; round < options_.rounds; ++round) {
      RunParts();
      RunOurs();
      if (with_age) RunTheirs();
    }
    Print();
    if (with_age) PrintRatios();
    if (!with_age) std::printf("age is not installed: nothing to compare with\n");
  }

 private:
  void SealOnly() {
    for (int round = 0; round < options_.rounds; ++round) {
      FreeMemoryAnew();
      TimeApart("seal", [&] { Seal(Path("package.age")); });
      Shell("rm '" + Path("package.age") + "'");
    }
    Print();
  }

  std::string Path(const char* name) const { return directory_ + "/" + name; }

  // Incompressible: a keystream, written piece by piece, so that the bench itself stays small.
  void MakeInput() {
    Must(MakeDirectories(Path("in/data")));
    const SecretBytes identity = identity_.Encode();
    Must(WriteFileAtomic(Path("key"), identity.Expose(), TempFile::Existing::kRefuse));
    Bytes piece(1 << 20);
    if (options_.files == 0) {
      const UniqueFd fd(open(Path("in/data/file").c_str(), O_WRONLY | O_CREAT, 0600));
      for (uint64_t i = 0; i < options_.mib; ++i) {
        random_.Fill(piece);
        Must(WriteAll(fd.get(), piece));
      }
      bytes_ = options_.mib << 20;
    }
    for (int i = 0; i < options_.files; ++i) {
      if (i % 64 == 0) random_.Fill(piece);
      const size_t size = 2048 + static_cast<size_t>(i) * 7919 % (198 << 10);
      const std::string directory = "in/data/" + std::to_string(i / 500);
      if (i % 500 == 0) Must(MakeDirectories(Path(directory.c_str())));
      const std::string name = directory + "/" + std::to_string(i);
      const UniqueFd fd(open(Path(name.c_str()).c_str(), O_WRONLY | O_CREAT, 0600));
      Must(WriteAll(fd.get(), ByteView(piece).subspan(static_cast<size_t>(i % 64) * 1000, size)));
      bytes_ += size;
    }
    MemorySink text;
    ManifestWriter manifest(text);
    Must(WalkTree(Roots(), {}, [&](const WalkEntry& entry) -> Result<void> {
      ManifestEntry line{entry.name, entry.is_directory, entry.size, {}};
      if (!entry.is_directory) {
        ASSIGN_OR_RETURN(line.digest, ReadContents(entry, nullptr));
      }
      return manifest.Add(line);
    }));
    Must(manifest.Finish());
    manifest_ = std::move(text.data);
  }

  std::vector<WalkRoot> Roots() const { return {{directory_ + "/in", "data"}}; }

  template <typename Work>
  void Time(const char* name, Work work) {
    stages_[name].seconds.push_back(Seconds(work));
  }

  // In a process of its own, whose memory is measured.
  template <typename Work>
  void TimeApart(const char* name, Work work) {
    Stage& stage = stages_[name];
    stage.seconds.push_back(Seconds([&] {
      std::fflush(stdout);
      const pid_t child = fork();
      if (child == 0) {
        work();
        _exit(0);
      }
      int status = 0;
      rusage usage{};
      if (wait4(child, &status, 0, &usage) != child || status != 0) std::exit(1);
      stage.peak_kib = std::max(stage.peak_kib, usage.ru_maxrss);
    }));
  }

  // Every stage that writes as much as it reads finds as much memory as it needs, just freed: a
  // virtual machine gives freed memory back to its host after a while, and whoever comes next would
  // pay for having it fetched again.
  void FreeMemoryAnew() const {
    Shell("head -c " + std::to_string(bytes_) + " /dev/zero >'" + Path("warm") + "' && rm '" +
          Path("warm") + "'");
  }

  // One step at a time, over the same number of bytes from memory that stays in the cache.
  void RunParts() {
    const Bytes block(size_t{32} << 20);
    const auto repeat = [&](const std::function<void(ByteView)>& work) {
      for (uint64_t done = 0; done < bytes_; done += block.size())
        work(ByteView(block).first(std::min<uint64_t>(block.size(), bytes_ - done)));
    };
    Time("EVP ChaCha20-Poly1305, 64 KiB chunks", [&] { RawEvp(repeat); });
    for (const size_t jobs : {1, 2}) {
      Time(jobs == 1 ? "encrypt, 1 job" : "encrypt, 2 jobs", [&] {
        WorkerPool pool(jobs);
        NullSink sink;
        StreamWriter writer(Bytes(32, 1), sink, &pool);
        repeat([&](ByteView bytes) { Must(writer.Write(bytes)); });
        Must(writer.Finish());
      });
    }
    Time("SHA-256, 1 job", [&] {
      Sha256Hasher hasher;
      repeat([&](ByteView bytes) { hasher.Update(bytes); });
      hasher.Finish();
    });
  }

  static void RawEvp(const std::function<void(const std::function<void(ByteView)>&)>& repeat) {
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    const Bytes key(32, 1);
    Bytes nonce(12, 0);
    Bytes out(kSealedChunkBytes);
    EVP_EncryptInit_ex(context, EVP_chacha20_poly1305(), nullptr, key.data(), nullptr);
    repeat([&](ByteView bytes) {
      for (; !bytes.empty(); bytes = bytes.subspan(std::min(kChunkBytes, bytes.size()))) {
        int size = 0;
        ++nonce[0];
        EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data());
        EVP_EncryptUpdate(context, out.data(), &size, bytes.data(),
                          static_cast<int>(std::min(kChunkBytes, bytes.size())));
        EVP_EncryptFinal_ex(context, out.data() + size, &size);
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out.data());
      }
    });
    EVP_CIPHER_CTX_free(context);
  }

  void RunOurs() {
    const std::string package = Path("package.age");
    FreeMemoryAnew();
    TimeApart("seal", [&] { Seal(package); });
    TimeApart("inspect (the gate)", [&] {
      WorkerPool pool(options_.jobs);
      Must(InspectPackage(Must(OpenForRead(package)).get(), {}, &pool));
    });
    FreeMemoryAnew();
    TimeApart("open", [&] { OpenAll(package); });
    Shell("rm -rf '" + package + "' '" + Path("opened") + "'");
  }

  void Seal(const std::string& path) {
    WorkerPool pool(options_.jobs);
    const PackagePlan plan{{identity_.recipient()}, {"bench"}};
    const auto writer = Must(PackageWriter::Begin(path, "bench", plan, random_, &pool));
    ArchiveWriter archive = Must(ArchiveWriter::Create(writer->payload()));
    Must(archive.AddMemoryFile(kRequestName, AsBytes("bench"), {}));
    Must(archive.AddMemoryFile(kApprovalsName, {}, {}));
    Must(archive.AddMemoryFile(kManifestName, manifest_, {}));
    MemorySource source(manifest_);
    ManifestReader manifest(source);
    Must(WalkTree(Roots(), {}, [&](const WalkEntry& entry) -> Result<void> {
      ASSIGN_OR_RETURN(const auto line, manifest.Next());
      if (entry.is_directory) return archive.AddDirectory(entry.name, entry.mtime);
      RETURN_IF_ERROR(archive.BeginFile(entry.name, entry.size, entry.mtime));
      ArchiveFileSink sink(archive);
      ASSIGN_OR_RETURN(const Digest digest, ReadContents(entry, &sink, &pool));
      if (digest != line->digest) return Fail(ErrorCode::kFailed, "the input changed");
      return archive.EndFile();
    }));
    Must(archive.Finish());
    Must(writer->FinishPayload());
    const double read_back = Seconds([&] { Must(writer->Prepare("bench")); });
    Must(writer->Release());
    std::printf("  (of which flushing and reading back: %.2f s)\n", read_back);
    std::fflush(stdout);
  }

  void OpenAll(const std::string& path) {
    WorkerPool pool(options_.jobs);
    const UniqueFd fd = Must(OpenForRead(path));
    AgeKeys keys;
    keys.identities.push_back(&identity_);
    const auto reader = Must(PackageReader::Open(fd.get(), keys, {}, &pool));
    const auto again = reader->PlaintextAgain();
    Must(ExtractPackage(reader->plaintext(), *again, Path("opened"), {}, {}, random_));
    reader->Facts();
  }

  void RunTheirs() {
    const std::string to = EncodeRecipient(identity_.recipient());
    Shell("mkdir '" + Path("out") + "'");
    Time("sha256sum of the files", [&] {
      Shell("cd '" + Path("in") + "' && find data -type f -print0 | xargs -0 sha256sum >../sums");
    });
    FreeMemoryAnew();
    Time("tar | age -r", [&] {
      Shell("tar -C '" + Path("in") + "' -cf - data | age -r " + to + " -o '" + Path("t.age") +
            "'");
    });
    Time("sha256sum of the result", [&] { Shell("sha256sum '" + Path("t.age") + "' >/dev/null"); });
    FreeMemoryAnew();
    Time("age -d | tar x", [&] {
      Shell("age -d -i '" + Path("key") + "' '" + Path("t.age") + "' | tar -C '" + Path("out") +
            "' -xf -");
    });
    Time("sha256sum -c",
         [&] { Shell("cd '" + Path("out") + "' && sha256sum --quiet -c ../sums"); });
    Shell("rm -rf '" + Path("t.age") + "' '" + Path("out") + "'");
  }

  void Print() const {
    for (const auto& [name, stage] : stages_) {
      std::printf("%-40s %7.2f s %6.2f GB/s", name.c_str(), stage.Median(),
                  static_cast<double>(bytes_) / stage.Median() / 1e9);
      if (stage.peak_kib > 0) std::printf("  peak %ld MiB", stage.peak_kib >> 10);
      std::printf("\n");
    }
  }

  double Of(const char* name) const { return stages_.at(name).Median(); }

  void PrintRatios() const {
    const double parts =
        Of("sha256sum of the files") + Of("tar | age -r") + Of("sha256sum of the result");
    const double opened = Of("age -d | tar x") + Of("sha256sum -c");
    const auto line = [](const char* what, double ratio, const char* target) {
      std::printf("ratio  %-44s %5.2f  (target %s)\n", what, ratio, target);
    };
    line("speed, encrypt 1 job : EVP",
         Of("EVP ChaCha20-Poly1305, 64 KiB chunks") / Of("encrypt, 1 job"), ">= 0.80");
    line("speed, encrypt 2 jobs : 1 job", Of("encrypt, 1 job") / Of("encrypt, 2 jobs"), ">= 1.60");
    line("time, seal : tar | age -r", Of("seal") / Of("tar | age -r"), "<= 1.00");
    line("time, seal : the work by parts", Of("seal") / parts, "<= 0.33");
    line("time, open : age -d | tar x; sha256sum -c", Of("open") / opened, "<= 0.67");
  }

  static std::string MakeDirectory() {
    char name[] = "/dev/shm/sekisho-bench-XXXXXX";
    if (mkdtemp(name) == nullptr) Must(Result<void>(SystemError("cannot make a directory", errno)));
    return name;
  }

  const Options options_;
  SystemRandom random_;
  X25519Identity identity_ = X25519Identity::Generate(random_);
  const std::string directory_ = MakeDirectory();
  uint64_t bytes_ = 0;
  Bytes manifest_;
  std::map<std::string, Stage> stages_;
};

Options Parse(int argc, char** argv) {
  Options options;
  bool good = true;
  for (int i = 1; i < argc; ++i) {
    const bool more = i + 1 < argc;
    if (std::strcmp(argv[i], "--files") == 0 && more)
      options.files = std::atoi(argv[++i]);
    else if (std::strcmp(argv[i], "--rounds") == 0 && more)
      options.rounds = std::atoi(argv[++i]);
    else if (std::strcmp(argv[i], "--jobs") == 0 && more)
      options.jobs = static_cast<size_t>(std::atol(argv[++i]));
    else if (std::strcmp(argv[i], "--seal-only") == 0)
      options.seal_only = true;
    else
      good = (options.mib = static_cast<uint64_t>(std::atol(argv[i]))) >= 1 && good;
  }
  if (good && options.mib <= 65536 && options.files >= 0 && options.rounds > 0 && options.jobs > 0)
    return options;
  std::fprintf(stderr,
               "usage: seal_bench [MIB] [--files N] [--rounds N] [--jobs N] [--seal-only]\n");
  std::exit(2);
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  const sekisho::Options options = sekisho::Parse(argc, argv);
  sekisho::InitCrypto();
  sekisho::Bench(options).Run();
  return 0;
}
