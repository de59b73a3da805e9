// Packages made through the library, and files changed afterwards as an attacker would.
#pragma once

#include <gtest/gtest.h>

#include "base/files/fault.h"
#include "libcrypt/archive/archive_reader.h"
#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/package/package_reader.h"
#include "libcrypt/package/package_writer.h"
#include "tests/unit/libcrypt/archive_test_support.h"
#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {

class PackageFixture : public ::testing::Test {
 protected:
  ~PackageFixture() override { SetFaultHook({}); }

  PackagePlan Plan() const {
    return {{alice_.recipient(), escrow_.recipient()}, {"v4.public.request", "v4.public.approval"}};
  }

  static Bytes Archive(const std::string& text) {
    MemorySink tar;
    auto writer = ArchiveWriter::Create(tar);
    EXPECT_TRUE(writer->AddMemoryFile("plan.txt", AsBytes(text), Time{}));
    EXPECT_TRUE(writer->Finish());
    return tar.data;
  }

  // A whole package at NAME; what its seal would sign.
  Result<PackageFacts> Make(const std::string& name, const PackagePlan& plan,
                            const std::string& text = "the plan",
                            const std::string& seal = "v4.public.seal") {
    ASSIGN_OR_RETURN(const auto writer,
                     PackageWriter::Begin(scratch_ / name, "jti-" + name, plan, random_));
    RETURN_IF_ERROR(writer->payload().Write(Archive(text)));
    ASSIGN_OR_RETURN(const PackageFacts facts, writer->FinishPayload());
    RETURN_IF_ERROR(writer->Prepare(seal));
    RETURN_IF_ERROR(writer->Release());
    return facts;
  }

  Bytes Load(const std::string& name) const { return *ReadFile(scratch_ / name, 64 << 20); }

  Result<PackageInspection> Inspect(const std::string& name) const {
    const auto fd = OpenForRead(scratch_ / name);
    return InspectPackage(fd->get(), {});
  }
  Result<PackageInspection> InspectBytes(ByteView bytes) const {
    scratch_.Write("changed", bytes);
    return Inspect("changed");
  }

  struct Opened {
    UniqueFd fd;
    std::unique_ptr<PackageReader> reader;
    PackageReader* operator->() const { return reader.get(); }
  };
  Result<Opened> Open(const std::string& name, const X25519Identity& identity) const {
    AgeKeys keys;
    keys.identities = {&identity};
    Opened opened;
    opened.fd = *OpenForRead(scratch_ / name);
    ASSIGN_OR_RETURN(opened.reader, PackageReader::Open(opened.fd.get(), keys, {}));
    return opened;
  }
  Result<Opened> OpenBytes(ByteView bytes, const X25519Identity& identity) const {
    scratch_.Write("changed", bytes);
    return Open("changed", identity);
  }

  // The file with another header, its MAC made with the file key that `identity` unlocks.
  static Bytes Rehead(ByteView file, const std::vector<Stanza>& stanzas,
                      const X25519Identity& identity) {
    const AgeHeader header = *ParseAgeHeader(file);
    AgeKeys keys;
    keys.identities = {&identity};
    const SecretBytes file_key = *UnlockHeader(header, keys);
    const std::string covered = EncodeHeaderWithoutMac(stanzas);
    Bytes changed = ToBytes(covered + EncodeMacTail(HeaderMac(file_key.Expose(), covered)));
    const ByteView payload = file.subspan(header.size);
    changed.insert(changed.end(), payload.begin(), payload.end());
    return changed;
  }

  static std::vector<Stanza> StanzasOf(ByteView file) { return ParseAgeHeader(file)->stanzas; }

  bool OnlyContains(const std::string& names) const {
    return scratch_.Shell("test \"$(ls -A | tr '\\n' ' ')\" = '" + names + "'");
  }

  ScratchDirectory scratch_;
  SequenceRandom random_;
  const X25519Identity alice_ = X25519Identity::Generate(random_);
  const X25519Identity bob_ = X25519Identity::Generate(random_);
  const X25519Identity escrow_ = X25519Identity::Generate(random_);
  const X25519Identity mallory_ = X25519Identity::Generate(random_);
};

inline Result<Bytes> ReadWhole(ByteSource& source) {
  Bytes all(1 << 20);
  ASSIGN_OR_RETURN(const size_t got, source.Read(all));
  all.resize(got);
  return all;
}

}  // namespace sekisho
