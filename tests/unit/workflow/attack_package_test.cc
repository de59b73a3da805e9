#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/package/package_writer.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/packages/package_judge.h"
#include "workflow/packages/package_recipients.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

// A cheating sealer: somebody with an approved permit and the library.
class PackageAttack : public Forgery {
 protected:
  // Seals `id` as the employee for `recipients` with `permit`, records the seal, and leaves the
  // package at `path`.
  void SealFor(const std::string& id, const std::vector<X25519PublicKey>& recipients,
               const std::vector<std::string>& permit, const std::string& path) {
    const auto session = Open("employee");
    const RequestRecord& request = **ResolveRequest(*session, id);
    const std::string jti = NewUuid7(clock_, random_);
    const auto package =
        PackageWriter::Begin(home_ + "/" + path, jti, {recipients, permit}, random_);
    ASSERT_TRUE(package);
    auto archive = ArchiveWriter::Create((*package)->payload());
    ASSERT_TRUE(archive->AddMemoryFile("stolen.txt", AsBytes("stolen"), clock_.Now()));
    ASSERT_TRUE(archive->Finish());
    const PackageFacts facts = *(*package)->FinishPayload();
    SealClaims claims;
    claims.request = request.statement.hash;
    claims.prefix = facts.prefix;
    claims.root = facts.root;
    claims.length = facts.payload_bytes;
    claims.medium = request.claims.medium;
    const Forged seal = Forge("employee", Kind::kSeal, request.id(), ToClaims(claims));
    EXPECT_TRUE(seal.disposition.valid) << seal.disposition.why;
    ASSERT_TRUE((*package)->Prepare(seal.token));
    ASSERT_TRUE((*package)->Release());
  }
  std::string Approved() {
    const std::string id = Ask(Asking());
    EXPECT_TRUE(ApproveAs("manager", id));
    EXPECT_TRUE(CheckoutTo("佐藤", id));
    return id;
  }
  std::vector<X25519PublicKey> Rightful(const std::string& id) {
    const auto session = Open("employee");
    return *PackageRecipients((*ResolveRequest(*session, id))->claims,
                              session->state().charter().charter);
  }
  std::vector<std::string> Permit(const std::string& id) {
    const auto session = Open("employee");
    const RequestRecord& request = **ResolveRequest(*session, id);
    return {request.statement.token, request.approvals.front().statement.token};
  }
  Result<Opened> OpenAs(const std::string& person, const std::string& path) {
    return OpenPackage(SettingOf(person), WorldNow(), {home_ + "/" + path, home_ + "/out"});
  }
};

TEST_F(PackageAttack, D8OneMoreRecipientIsBlockedByTheGate) {
  const std::string id = Approved();
  auto recipients = Rightful(id);
  recipients.push_back(Identity::Generate(random_).recipient());
  SealFor(id, recipients, Permit(id), "stick/R1.age");
  EXPECT_FALSE(GateNow("stick").ok);
  EXPECT_FALSE(OpenAs("employee", "stick/R1.age"));
}

TEST_F(PackageAttack, D8ARecipientInPlaceOfEscrowIsFoundByOpening) {
  const std::string id = Approved();
  auto recipients = Rightful(id);
  recipients.back() = Identity::Generate(random_).recipient();
  SealFor(id, recipients, Permit(id), "stick/R1.age");
  const auto opened = OpenAs("employee", "stick/R1.age");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kVerdict);
  EXPECT_FALSE(PathExists(home_ + "/out"));
}

TEST_F(PackageAttack, F20WhatWasNeverFinishedHasNoSeal) {
  const OrgState state = StateNow();
  PackageView view;
  const std::vector<Reason> reasons = JudgeHeader(state, PackageHeader{}, view);
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_EQ(reasons.front().code, "seal-missing");
}

TEST_F(PackageAttack, OtherContentThanApprovedDoesNotOpen) {
  const std::string id = Approved();
  SealFor(id, Rightful(id), Permit(id), "stick/R1.age");
  const auto opened = OpenAs("employee", "stick/R1.age");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kVerdict);
  EXPECT_FALSE(PathExists(home_ + "/out"));
}

TEST_F(PackageAttack, D3ASealMovedToAnotherPackageDoesNotPass) {
  const std::string id = Approved();
  SealFor(id, Rightful(id), Permit(id), "stick/R1.age");
  Bytes bytes = *ReadFile(home_ + "/stick/R1.age", 1 << 20);
  bytes.back() ^= 1;
  ASSERT_TRUE(WriteFileAtomic(home_ + "/stick/R1.age", bytes, TempFile::Existing::kReplace));
  EXPECT_FALSE(GateNow("stick").ok);
}

}  // namespace
}  // namespace sekisho
