#include "libcrypt/age/age_file.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace sekisho {
namespace {

// A file on a disk that breaks.
class BreakingSource final : public ByteSource {
 public:
  BreakingSource(ByteView bytes, size_t fail_at) : bytes_(bytes), fail_at_(fail_at) {}
  Result<size_t> Read(MutableBytes out) override {
    if (taken_ + out.size() > fail_at_) return Fail(ErrorCode::kIo, "the disk broke");
    const size_t count = std::min(out.size(), bytes_.size() - taken_);
    std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(taken_), count, out.begin());
    taken_ += count;
    return count;
  }

 private:
  ByteView bytes_;
  size_t fail_at_;
  size_t taken_ = 0;
};

class AgeFile : public ::testing::Test {
 protected:
  Bytes Encrypt(ByteView plaintext, size_t recipients = 1) {
    std::vector<X25519PublicKey> all;
    for (size_t i = 1; i < recipients; ++i)
      all.push_back(X25519Identity::Generate(random_).recipient());
    all.push_back(reader_.recipient());
    MemorySink out;
    const auto writer = AgeFileWriter::Begin(all, random_, out);
    EXPECT_TRUE(writer);
    for (ByteView rest = plaintext; !rest.empty();) {
      const size_t count = std::min<size_t>(rest.size(), 5001);
      EXPECT_TRUE((*writer)->Write(rest.first(count)));
      rest = rest.subspan(count);
    }
    EXPECT_TRUE((*writer)->Finish());
    return std::move(out.data);
  }
  Result<Bytes> ReadAll(ByteSource& in, const X25519Identity& identity) {
    AgeKeys keys;
    keys.identities = {&identity};
    ASSIGN_OR_RETURN(const auto file, AgeFileReader::Open(in, keys));
    MemorySink out;
    RETURN_IF_ERROR(CopyAll(*file, out));
    return std::move(out.data);
  }
  Result<Bytes> ReadAll(ByteView file, const X25519Identity& identity) {
    MemorySource in(file);
    return ReadAll(in, identity);
  }

  SystemRandom random_;
  const X25519Identity reader_ = X25519Identity::Generate(random_);
};

TEST_F(AgeFile, IsTheFileThatIsMadeInMemory) {
  for (size_t size : {size_t{0}, size_t{1}, kChunkBytes, kChunkBytes + 1, 5 * kChunkBytes + 9}) {
    Bytes plaintext(size);
    random_.Fill(plaintext);
    AgeKeys keys;
    keys.identities = {&reader_};
    EXPECT_EQ(*Decrypt(Encrypt(plaintext), keys), plaintext);
    EXPECT_EQ(*ReadAll(*EncryptTo({reader_.recipient()}, plaintext, random_), reader_), plaintext);
  }
}

TEST_F(AgeFile, ReadsHeadersOfAnySizeThatAgeAllows) {
  const Bytes plaintext(100, 7);
  for (size_t recipients : {size_t{1}, size_t{40}, kMaxAgeStanzas})
    EXPECT_EQ(*ReadAll(Encrypt(plaintext, recipients), reader_), plaintext) << recipients;
}

TEST_F(AgeFile, RefusesWhatIsDamagedOrSomebodyElses) {
  const Bytes file = Encrypt(Bytes(1000, 7));
  EXPECT_EQ(ReadAll(file, X25519Identity::Generate(random_)).error().code, ErrorCode::kNoMatch);
  for (size_t size = 0; size < file.size(); ++size)
    EXPECT_FALSE(ReadAll(ByteView(file).first(size), reader_)) << size;
  for (size_t at = 0; at < file.size(); at += 7) {
    Bytes changed = file;
    changed[at] ^= 1;
    EXPECT_FALSE(ReadAll(changed, reader_)) << at;
  }
  EXPECT_FALSE(ReadAll(Bytes(kMaxAgeHeaderBytes + 1, 'a'), reader_));
}

TEST_F(AgeFile, PassesOnWhatTheSourceSays) {
  const Bytes file = Encrypt(Bytes(10 * kChunkBytes, 7));
  for (size_t fail_at : {size_t{0}, size_t{10000}, 5 * kChunkBytes}) {
    BreakingSource in(file, fail_at);
    EXPECT_EQ(ReadAll(in, reader_).error().code, ErrorCode::kIo);
  }
}

}  // namespace
}  // namespace sekisho
