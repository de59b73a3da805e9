// The files are walked again when they are sealed: what is not exactly what was approved goes into
// no package (ATTACKS D10), and nothing is read without a permit.
#include "workflow/packages/archiving.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"

#include <filesystem>

#include "ledger/sqlite_store.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

class Archiving : public Forgery {
 protected:
  Archiving() {
    id_ = Ask(Asking());
    EXPECT_TRUE(ApproveAs("manager", id_));
  }
  void ExpectNotSealed() {
    const auto sealed = SealAs("employee", id_, "stick/R1.age");
    EXPECT_EQ(RefusalOf(sealed), ErrorCode::kRefused)
        << (sealed ? "sealed" : sealed.error().message);
    EXPECT_TRUE(NothingLeftOnStick());
  }
  Result<ApprovedFiles> Read(Session& session) {
    return ReadApprovedFiles(session, **ResolveRequest(session, id_), "");
  }
  std::string files() const { return home_ + "/files"; }

  std::string id_;
};

TEST_F(Archiving, WhatWasApprovedIsSealed) { EXPECT_TRUE(SealAs("employee", id_, "stick/R1.age")); }

TEST_F(Archiving, D10TheSameContentUnderAnotherName) {
  fs::rename(files() + "/plan.txt", files() + "/play.txt");
  ExpectNotSealed();
}

TEST_F(Archiving, D10ADirectoryInPlaceOfAFile) {
  fs::remove(files() + "/plan.txt");
  fs::create_directory(files() + "/plan.txt");
  ExpectNotSealed();
}

TEST_F(Archiving, D10WhatIsGoneIsNotLookedFor) {
  fs::rename(files(), home_ + "/elsewhere");
  const auto session = Open("employee");
  EXPECT_EQ(RefusalOf(Read(*session)), ErrorCode::kRefused);
}

TEST_F(Archiving, D10WhatGoesWhileItIsWalked) {
  const auto session = Open("employee");
  const RequestRecord& request = **ResolveRequest(*session, id_);
  const auto approved = Read(*session);
  ASSERT_TRUE(approved) << approved.error().message;
  fs::rename(files(), home_ + "/elsewhere");
  NullSink nowhere;
  LeftOutNames left_out;
  EXPECT_EQ(RefusalOf(ArchiveApproved(*session, request, *approved, {request.statement.token},
                                      nowhere, left_out)),
            ErrorCode::kRefused);
}

// The list can still be read; what it is a list of, cannot.
TEST_F(Archiving, D10WhatWasErasedOfTheRequest) {
  Digest commitment{};
  {
    const auto session = Open("officer");
    commitment = *(*ResolveRequest(*session, id_))->statement.AnnexCommitment("main");
  }
  {
    const auto session = Open("employee");
    ASSERT_TRUE(Withdraw(*session, **ResolveRequest(*session, id_)));
  }
  const auto erased =
      Forge("officer", Kind::kAnnexErased, Jti(id_), Json{{"annexes", {HexEncode(commitment)}}});
  ASSERT_TRUE(erased.disposition.valid) << erased.disposition.why;
  const auto store = SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadWrite);
  ASSERT_TRUE((*store)->EraseAnnex(commitment, Sha256(AsBytes(erased.token))));
  const auto session = Open("employee");
  EXPECT_EQ(RefusalOf(Read(*session)), ErrorCode::kRefused);
}

// Nor the list, when somebody who kept its bytes puts them back (ATTACKS I20).
TEST_F(Archiving, I20AListThatWasErasedStaysErased) {
  Digest commitment{};
  {
    const auto session = Open("employee");
    commitment = *(*ResolveRequest(*session, id_))->statement.AnnexCommitment("manifest");
    ASSERT_TRUE(Read(*session));
    ASSERT_TRUE(Withdraw(*session, **ResolveRequest(*session, id_)));
  }
  // The statement alone: the bytes are there all the same.
  const auto erased =
      Forge("officer", Kind::kAnnexErased, Jti(id_), Json{{"annexes", {HexEncode(commitment)}}});
  ASSERT_TRUE(erased.disposition.valid) << erased.disposition.why;
  EXPECT_EQ(RefusalOf(Read(*Open("employee"))), ErrorCode::kRefused);
}

TEST_F(Archiving, D11NothingIsReadWithoutAPermit) {
  RequestOptions options = Asking();
  options.medium.clear();
  options.mail = {"a@example.com"};
  const std::string unapproved = Ask(options);
  World world = WorldNow();
  world.progress = [](const std::string& what, uint64_t, uint64_t) {
    ADD_FAILURE() << what << " without an approval";
  };
  const auto session = Session::Open(SettingOf("employee"), world);
  ASSERT_TRUE(session);
  const std::string package = home_ + "/R2.age";
  EXPECT_EQ(
      RefusalOf(SealRequest(**session, **ResolveRequest(**session, unapproved), {package, ""})),
      ErrorCode::kRefused);
  EXPECT_FALSE(PathExists(package));
}

}  // namespace
}  // namespace sekisho
