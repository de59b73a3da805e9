#include "approvals/annex.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text/next_steps.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

class Annex : public ::testing::Test {
 protected:
  AnnexPart Seal(std::string_view text = "purpose") {
    return *SealAnnex(AsBytes(text), {reader_.recipient(), other_.recipient()}, random_);
  }
  static AgeKeys KeysOf(const X25519Identity& identity) {
    AgeKeys keys;
    keys.identities = {&identity};
    return keys;
  }
  SystemRandom random_;
  const X25519Identity reader_ = X25519Identity::Generate(random_);
  const X25519Identity other_ = X25519Identity::Generate(random_);
  const X25519Identity stranger_ = X25519Identity::Generate(random_);
};

TEST_F(Annex, RoundTrips) {
  for (const std::string_view text : {"", "purpose"}) {
    const AnnexPart part = Seal(text);
    for (const X25519Identity* one : {&reader_, &other_}) {
      const auto opened = OpenAnnex(part.sealed, KeysOf(*one), part.commitment);
      ASSERT_TRUE(opened) << opened.error().message;
      EXPECT_EQ(AsText(opened->bytes), text);
      EXPECT_EQ(opened->salt, part.salt);
      EXPECT_EQ(CommitAnnex(opened->salt, opened->bytes), part.commitment);
      const auto secret = OpenSecretAnnex(part.sealed, KeysOf(*one), part.commitment);
      ASSERT_TRUE(secret);
      EXPECT_EQ(secret->ExposeText(), text);
    }
  }
}

TEST_F(Annex, CommitmentIsWhatTheFormatSays) {
  const std::array<uint8_t, kAnnexSaltBytes> salt{1, 2, 3};
  Bytes joined;
  for (const std::string_view part :
       {std::string_view("sekisho/v1/annex"), AsText(salt), std::string_view("purpose")})
    joined.insert(joined.end(), part.begin(), part.end());
  EXPECT_EQ(CommitAnnex(salt, AsBytes("purpose")), Sha256(joined));
}

// Equal texts must not show: the salt is fresh each time.
TEST_F(Annex, NoTwoCommitmentsAreAlike) {
  EXPECT_NE(Seal().commitment, Seal().commitment);
  EXPECT_NE(Seal().salt, Seal().salt);
}

TEST_F(Annex, StaysClosedForOthers) {
  const AnnexPart part = Seal();
  EXPECT_EQ(OpenAnnex(part.sealed, KeysOf(stranger_), part.commitment).error().code,
            ErrorCode::kNoMatch);
  EXPECT_EQ(OpenSecretAnnex(part.sealed, KeysOf(stranger_), part.commitment).error().code,
            ErrorCode::kNoMatch);
}

TEST_F(Annex, RefusesWhatWasNotCommittedTo) {
  const AnnexPart part = Seal();
  const AnnexPart another = Seal();  // the same text under another salt
  for (const Digest& wrong : {another.commitment, Digest{}, Sha256(AsBytes("purpose"))}) {
    EXPECT_EQ(RefusalOf(OpenAnnex(part.sealed, KeysOf(reader_), wrong)), ErrorCode::kVerdict);
    EXPECT_EQ(RefusalOf(OpenSecretAnnex(part.sealed, KeysOf(reader_), wrong)), ErrorCode::kVerdict);
  }
  const Bytes no_salt = *EncryptTo({reader_.recipient()}, Bytes(kAnnexSaltBytes - 1), random_);
  EXPECT_EQ(RefusalOf(OpenAnnex(no_salt, KeysOf(reader_), Digest{})), ErrorCode::kVerdict);
  EXPECT_EQ(RefusalOf(OpenSecretAnnex(no_salt, KeysOf(reader_), Digest{})), ErrorCode::kVerdict);
}

TEST_F(Annex, RefusesEveryChangedByteAndTruncation) {
  const AnnexPart part = Seal();
  for (size_t i = 0; i < part.sealed.size(); ++i) {
    Bytes changed = part.sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(OpenAnnex(changed, KeysOf(reader_), part.commitment)) << i;
    EXPECT_FALSE(OpenAnnex(ByteView(part.sealed).first(i), KeysOf(reader_), part.commitment)) << i;
  }
}

TEST_F(Annex, AddressesEverybodyOnceAndSomebodyAtLeast) {
  const auto part = SealAnnex(
      AsBytes("x"), {reader_.recipient(), other_.recipient(), reader_.recipient()}, random_);
  ASSERT_TRUE(part);
  EXPECT_EQ(ParseAgeHeader(part->sealed)->stanzas.size(), 2u);
  EXPECT_FALSE(SealAnnex(AsBytes("x"), {}, random_));
}

// The same part, written and read piece by piece.
class StreamedAnnex : public Annex {
 protected:
  AnnexPart Write(ByteView text) {
    const auto writer = AnnexWriter::Begin({reader_.recipient(), reader_.recipient()},
                                           ::testing::TempDir(), random_);
    EXPECT_TRUE(writer);
    EXPECT_TRUE((*writer)->Write(text.first(text.size() / 2)));
    EXPECT_TRUE((*writer)->Write(text.subspan(text.size() / 2)));
    return *(*writer)->Finish();
  }
  Result<Bytes> Read(std::unique_ptr<ByteSource> sealed, const X25519Identity& identity,
                     const Digest& commitment) {
    ASSIGN_OR_RETURN(const auto reader,
                     AnnexReader::Open(std::move(sealed), KeysOf(identity), commitment));
    MemorySink out;
    RETURN_IF_ERROR(CopyAll(*reader, out));
    return std::move(out.data);
  }
};

TEST_F(StreamedAnnex, IsTheSamePart) {
  for (size_t size : {size_t{0}, size_t{1}, (size_t{64} << 10) - kAnnexSaltBytes, size_t{300000}}) {
    const Bytes text(size, 'x');
    const AnnexPart part = Write(text);
    EXPECT_EQ(CommitAnnex(part.salt, text), part.commitment);
    MemorySink sealed;
    ASSERT_TRUE(CopyAll(*part.Read(), sealed));
    EXPECT_EQ(OpenAnnex(sealed.data, KeysOf(reader_), part.commitment)->bytes, text);
    EXPECT_EQ(*Read(part.Read(), reader_, part.commitment), text);
    const AnnexPart small = *SealAnnex(text, {reader_.recipient()}, random_);
    EXPECT_EQ(*Read(small.Read(), reader_, small.commitment), text);
  }
}

// With less than a salt, and a commitment to that and zeros: not even begun.
TEST_F(StreamedAnnex, NeedsItsWholeSalt) {
  const Bytes sealed = *EncryptTo({reader_.recipient()}, AsBytes("short"), random_);
  AnnexSalt padded{};
  std::copy_n("short", 5, padded.begin());
  EXPECT_EQ(RefusalOf(AnnexReader::Open(std::make_unique<MemorySource>(sealed), KeysOf(reader_),
                                        CommitAnnex(padded, {}))),
            ErrorCode::kVerdict);
}

TEST_F(StreamedAnnex, IsNotBelievedBeforeItsEnd) {
  const AnnexPart part = Write(Bytes(300000, 'x'));
  EXPECT_EQ(RefusalOf(Read(part.Read(), stranger_, part.commitment)), ErrorCode::kNoMatch);
  EXPECT_EQ(RefusalOf(Read(part.Read(), reader_, Digest{})), ErrorCode::kVerdict);
  const Bytes no_salt = *EncryptTo({reader_.recipient()}, AsBytes("short"), random_);
  EXPECT_EQ(RefusalOf(Read(std::make_unique<MemorySource>(no_salt), reader_, Digest{})),
            ErrorCode::kVerdict);
  // Whatever became of the age file: its beginning, its end, all of it.
  MemorySink sealed;
  ASSERT_TRUE(CopyAll(*part.Read(), sealed));
  for (const size_t at : {size_t{0}, sealed.data.size() / 2, sealed.data.size() - 1}) {
    Bytes changed = sealed.data;
    changed[at] ^= 1;
    const auto read =
        Read(std::make_unique<MemorySource>(changed), reader_, part.commitment).error();
    EXPECT_EQ(read.code, ErrorCode::kVerdict) << at << read.message;
    EXPECT_EQ(read.next, next::VerifyLedger());
    changed.resize(at);
    EXPECT_EQ(RefusalOf(Read(std::make_unique<MemorySource>(changed), reader_, part.commitment)),
              ErrorCode::kVerdict);
  }
  // Whole pieces read, and the end then asked for: it fails there, and only there.
  const auto reader = AnnexReader::Open(part.Read(), KeysOf(reader_), Digest{});
  Bytes all(300000);
  EXPECT_TRUE((*reader)->Read(all));
  EXPECT_EQ(RefusalOf((*reader)->Read(all)), ErrorCode::kVerdict);
}

}  // namespace
}  // namespace sekisho
