// What lies beside the log: anybody with the store can write envelopes, of any size and as many as
// they like, and with SQLite at hand take others away. Nobody else pays for it, and nobody is shown
// less without being told.
#include "base/text/next_steps.h"
#include "ledger/annex_source.h"
#include "tests/unit/workflow/forge.h"
#include "tests/unit/workflow/peak_memory.h"
#include "workflow/office/ledger_acts.h"
#include "workflow/requests/approved_manifest.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/request_details.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

constexpr uint64_t kLarge = 100 << 20;

// As many spaces as one likes, within a JSON object.
class Padded final : public ByteSource {
 public:
  explicit Padded(uint64_t bytes) : left_(bytes) {}
  Result<size_t> Read(MutableBytes out) override {
    const size_t got = static_cast<size_t>(std::min<uint64_t>(out.size(), left_));
    std::fill_n(out.begin(), got, uint8_t{' '});
    left_ -= got;
    return got;
  }

 private:
  uint64_t left_;
};

class Annexes : public Forgery {
 protected:
  // What is not over is not erased.
  void WithdrawIt(const std::string& id) {
    const auto session = Open("employee");
    ASSERT_TRUE(Withdraw(*session, **ResolveRequest(*session, id)));
  }
  Statement Request(const std::string& id) {
    return (*ResolveRequest(*Open("manager"), id))->statement;
  }
  X25519PublicKey KeyOf(const std::string& person) {
    return ReadIdentityFile(home_ + "/" + person + ".id", {})->recipient();
  }
  void AddEnvelope(const Digest& commitment, ByteView bytes, const std::string& author) {
    MemorySource source(bytes);
    ASSERT_TRUE(Store()->AddEnvelope({commitment, &source}, author));
  }
  // What the part says, opened as `person`.
  OpenedAnnex Opened(const Statement& statement, const char* part, const std::string& person) {
    const auto annex = Open(person)->ReadAnnex(statement, part);
    EXPECT_TRUE(annex) << (annex ? "" : annex.error().message);
    return annex ? *annex : OpenedAnnex{};
  }
  LedgerReport Verified(const std::string& person) {
    const auto report = VerifyLedger(SettingOf(person), WorldNow());
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report ? *report : LedgerReport{};
  }
  static bool Says(const std::vector<std::string>& sentences, const std::string& text) {
    return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& sentence) {
      return sentence.find(text) != std::string::npos;
    });
  }
  void ExpectDamage(const Result<void>& refused, const std::string& text) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kVerdict) << refused.error().message;
    EXPECT_NE(refused.error().message.find(text), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().next, next::VerifyLedger());
  }
  // A request as `id` is, and beside it a list of so many files.
  Forged ForgeListOf(const std::string& id, int files) {
    const auto session = Open("employee");
    const RequestRecord& asked = **ResolveRequest(*session, id);
    const auto writer =
        AnnexWriter::Begin(ReadersOf(*session, asked.claims, asked.requester()), home_, random_);
    ManifestWriter list(**writer);
    for (int i = 0; i < files; ++i) {
      char name[32];
      snprintf(name, sizeof name, "f%09d", i);
      EXPECT_TRUE(list.Add({name, false, 1, {}}));
    }
    EXPECT_TRUE(list.Finish());
    const AnnexPart manifest = *(*writer)->Finish();
    Json claims = asked.statement.claims;
    claims["annex"]["manifest"] = HexEncode(manifest.commitment);
    for (const char* common :
         {"kind", "org", "iss", "iat", "jti", "subject", "charter", "head", "tool"})
      claims.erase(common);
    Forged forged = Forge("employee", Kind::kRequest, "", claims);
    EXPECT_TRUE(forged.disposition.valid) << forged.disposition.why;
    EXPECT_TRUE(
        Store()->AddEnvelope({manifest.commitment, manifest.Read().get()}, IdOf("employee")));
    return forged;
  }
  Result<void> Show(const std::string& person, const std::string& id) {
    const auto session = Open(person);
    ASSIGN_OR_RETURN(const RequestRecord* const request, ResolveRequest(*session, id));
    const RequestDetails details = ReadDetails(*session, *request);
    if (details.damage) return *details.damage;
    RETURN_IF_ERROR(ApprovedManifest::Open(*session, *request));
    return {};
  }
};

// A member's own program may write as much as it likes into a name (issue 12, 7).
TEST_F(Annexes, ALargeNameCostsNobodyElse) {
  const auto session = Open("officer");
  const auto writer = AnnexWriter::Begin({(*session->DirectoryKey())->recipient()}, home_, random_);
  ASSERT_TRUE((*writer)->Write(AsBytes(R"({"name":"x")")));
  Padded padding(kLarge);
  ASSERT_TRUE(CopyAll(padding, **writer));
  ASSERT_TRUE((*writer)->Write(AsBytes("}")));
  const AnnexPart name = *(*writer)->Finish();
  CardClaims card;
  card.person.keyless = true;
  card.person.grants.push_back({Role::kEmployee, "", clock_.Now(), std::nullopt});
  Json claims = ToClaims(card, kJapan);
  claims["annex"]["main"] = HexEncode(name.commitment);
  const auto forged = Forge("officer", Kind::kMemberCard, "", claims);
  ASSERT_TRUE(forged.disposition.valid) << forged.disposition.why;
  ASSERT_TRUE(Store()->AddEnvelope({name.commitment, name.Read().get()}, IdOf("officer")));

  const auto peak = PeakBytes([&] {
    const auto reader = Open("employee");
    const auto members = ListMembers(*reader);
    ASSERT_TRUE(members);
    EXPECT_EQ(members->back().name, members->back().id);
    ASSERT_EQ(reader->unreadable_names().size(), 1u);
    EXPECT_NE(reader->unreadable_names().front().message.find("larger than its kind allows"),
              std::string::npos);
  });
  EXPECT_LT(peak, kMostMemory / 4);
  EXPECT_LT(PeakBytes([&] { EXPECT_FALSE(Verified("employee").ok); }), kMostMemory / 4);
  EXPECT_TRUE(Says(Verified("employee").problems, "larger than its kind allows"));
}

// The same beside somebody's good one, by others or under the author's name.
TEST_F(Annexes, LargeEnvelopesAreNotReadBesideTheRightOne) {
  const Digest commitment = *CardOf("manager").AnnexCommitment("main");
  for (const std::string& author : {IdOf("employee"), IdOf("officer")}) {
    Padded padding(kLarge);
    ASSERT_TRUE(Store()->AddEnvelope({commitment, &padding}, author));
  }
  Tamper("UPDATE envelopes SET number = number + 10 WHERE number = 0 AND commitment = " +
         Blob(commitment));
  const auto peak = PeakBytes([&] {
    const auto reader = Open("employee");
    EXPECT_EQ(reader->NameOf(IdOf("manager")), "田中");
    EXPECT_TRUE(reader->unreadable_names().empty());
  });
  EXPECT_LT(peak, kMostMemory / 4);
  EXPECT_TRUE(Verified("employee").ok);
}

TEST_F(Annexes, TheAuthorsEnvelopeIsFoundAmongOthers) {
  const std::string id = Ask(Asking());
  const Digest commitment = *Request(id).AnnexCommitment("main");
  for (int i = 0; i < 40; ++i)
    AddEnvelope(commitment, AsBytes("garbage " + std::to_string(i)), IdOf("it"));
  // As if they had been there first.
  Tamper("UPDATE envelopes SET number = number + 100 WHERE number = 0 AND commitment = " +
         Blob(commitment));
  EXPECT_TRUE(Show("manager", id));
  EXPECT_TRUE(ApproveAs("manager", id));
  EXPECT_TRUE(Verified("manager").ok);
}

// Written again for somebody who came later; no signature changes, and nobody else loses anything.
TEST_F(Annexes, AnEnvelopeIsAddedForADelegate) {
  const std::string id = Ask(Asking());
  const Statement request = Request(id);
  EXPECT_EQ(Open("it")->ReadAnnex(request, "main").error().code, ErrorCode::kNoMatch);
  const OpenedAnnex annex = Opened(request, "main", "manager");
  Bytes salted(annex.salt.begin(), annex.salt.end());
  salted.insert(salted.end(), annex.bytes.begin(), annex.bytes.end());
  const Digest commitment = *request.AnnexCommitment("main");
  AddEnvelope(commitment, *EncryptTo({KeyOf("it")}, salted, random_), IdOf("manager"));
  EXPECT_EQ(Opened(request, "main", "it").bytes, annex.bytes);
  EXPECT_EQ(Opened(request, "main", "employee").bytes, annex.bytes);
  EXPECT_TRUE(Verified("it").ok);
  // Not something else under the same commitment.
  AddEnvelope(commitment, *EncryptTo({KeyOf("stranger")}, Bytes(100), random_), IdOf("manager"));
  AgeKeys keys;
  const auto stranger = ReadIdentityFile(home_ + "/stranger.id", {});
  keys.identities = {&stranger->age.front()};
  EXPECT_EQ(Open("it")->ReadAnnexWith(request, "main", keys).error().code, ErrorCode::kVerdict);
}

TEST_F(Annexes, ANameThatWasTakenAwayIsTold) {
  Tamper("DELETE FROM envelopes WHERE commitment = " +
         Blob(*CardOf("manager").AnnexCommitment("main")));
  const auto session = Open("employee");
  EXPECT_EQ(session->NameOf(IdOf("manager")), "P2");
  EXPECT_EQ(session->NameOf(IdOf("manager")), "P2");
  ASSERT_EQ(session->unreadable_names().size(), 1u);
  EXPECT_EQ(session->unreadable_names().front().message,
            "the annex 'main' of the card of P2 is missing, and no statement erased it");
  const LedgerReport report = Verified("employee");
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.annexes_missing, 1u);
  EXPECT_TRUE(Says(report.problems, "the annex 'main' of the card of P2 is missing"));
}

TEST_F(Annexes, WithoutTheDirectoryKeyItIsToldWhy) {
  Tamper("DELETE FROM envelopes WHERE commitment = " +
         Blob(*CardOf("employee").AnnexCommitment("grant")));
  const auto session = Open("employee");
  EXPECT_EQ(session->NameOf(IdOf("manager")), "P2");
  ASSERT_EQ(session->unreadable_names().size(), 1u);
  EXPECT_NE(session->unreadable_names().front().message.find("'grant' of the card of P3"),
            std::string::npos);
}

TEST_F(Annexes, WhatWasAskedForAndTakenAwayIsNotDecidedAbout) {
  for (const char* part : {"main", "manifest"}) {
    const std::string id = Ask(Asking());
    Tamper("DELETE FROM envelopes WHERE commitment = " + Blob(*Request(id).AnnexCommitment(part)));
    const std::string missing = std::string("the annex '") + part + "' of the request " + id +
                                " is missing, and no statement erased it";
    ExpectDamage(Show("manager", id), missing);
    ExpectDamage(ApproveAs("manager", id), missing);
    EXPECT_TRUE(Says(Verified("it").problems, missing));  // whose key opens neither
  }
}

TEST_F(Annexes, WhatWasTakenAwayIsNotSealed) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  Tamper("DELETE FROM envelopes WHERE commitment = " +
         Blob(*Request(id).AnnexCommitment("manifest")));
  const auto sealed = SealAs("employee", id, "stick/R1.age");
  ASSERT_FALSE(sealed);
  ExpectDamage(sealed.error(), "is missing");
  EXPECT_TRUE(NothingLeftOnStick());
}

// In place of the right one, something that its reader cannot open.
TEST_F(Annexes, WhatWasReplacedIsTold) {
  const std::string id = Ask(Asking());
  const Digest commitment = *Request(id).AnnexCommitment("main");
  const Bytes other = *EncryptTo({KeyOf("stranger")}, Bytes(100), random_);
  Tamper("UPDATE envelopes SET bytes = x'" + HexEncode(other) +
         "' WHERE commitment = " + Blob(commitment));
  // Who asked has to be able to read it, whoever else may not.
  EXPECT_TRUE(Says(Verified("employee").problems,
                   "the annex 'main' of the request " + id + " was replaced"));
  EXPECT_TRUE(Says(Verified("officer").problems, "was replaced"));
  EXPECT_TRUE(Verified("it").ok);
  EXPECT_FALSE(ApproveAs("manager", id));
  // And garbage is garbage for everybody.
  Tamper("UPDATE envelopes SET bytes = x'00' WHERE commitment = " + Blob(commitment));
  EXPECT_TRUE(Says(Verified("it").problems, "not what its statement committed to"));
  ExpectDamage(ApproveAs("manager", id), "not what its statement committed to");
}

TEST_F(Annexes, OnlyAStatementErases) {
  const std::string id = Ask(Asking());
  WithdrawIt(id);
  const Digest commitment = *Request(id).AnnexCommitment("main");
  const Json claims{{"annexes", {HexEncode(commitment)}}};
  // Somebody who may not; then somebody who may.
  const auto refused = Forge("employee", Kind::kAnnexErased, Jti(id), claims);
  EXPECT_FALSE(refused.disposition.valid);
  ASSERT_TRUE(Store()->EraseAnnex(commitment, Sha256(AsBytes(refused.token))));
  EXPECT_TRUE(Says(Verified("officer").problems, "is missing, and no statement erased it"));
  const auto erased = Forge("officer", Kind::kAnnexErased, Jti(id), claims);
  ASSERT_TRUE(erased.disposition.valid) << erased.disposition.why;
  const LedgerReport report = Verified("officer");
  EXPECT_TRUE(report.ok) << report.problems.front();
  EXPECT_EQ(report.annexes_erased, 1u);
  EXPECT_EQ(report.annexes_missing, 0u);
  const auto session = Open("manager");
  const auto read = session->ReadAnnex(Request(id), "main");
  EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read.error().message, "the annex 'main' of the request " + id + " was erased");
}

TEST_F(Annexes, WhatWasErasedAndIsThereIsTold) {
  const std::string id = Ask(Asking());
  WithdrawIt(id);
  const Digest commitment = *Request(id).AnnexCommitment("main");
  Forge("officer", Kind::kAnnexErased, Jti(id), Json{{"annexes", {HexEncode(commitment)}}});
  EXPECT_TRUE(Says(Verified("it").problems, "was erased by a statement, and is there"));
}

// A core that somebody else appends first, without what belongs to it.
TEST_F(Annexes, NobodyTakesAnothersAnnexHostageByBeingFaster) {
  const auto session = Open("employee");
  const auto request = SubmitRequest(*session, Asking());
  ASSERT_TRUE(request);
  const Statement asked = Request(request->id);
  // The same core, appended anew with its annexes, as after an outcome that was unknown.
  const Bytes sealed = [&] {
    const auto store = Store();
    AnnexSource source(*store, *asked.AnnexCommitment("main"), 0, UINT64_MAX);
    MemorySink sink;
    EXPECT_TRUE(CopyAll(source, sink));
    return sink.data;
  }();
  Tamper("DELETE FROM envelopes WHERE commitment = " + Blob(*asked.AnnexCommitment("main")));
  AddEnvelope(*asked.AnnexCommitment("main"), AsBytes("garbage"), IdOf("it"));
  NewEntry entry;
  entry.token = (*ResolveRequest(*session, request->id))->statement.token;
  entry.columns = {"request", "x", asked.header.iss, "x"};
  MemorySource source(sealed);
  entry.annexes = {{*asked.AnnexCommitment("main"), &source}};
  ASSERT_TRUE(Store()->Append({entry}));
  EXPECT_TRUE(ApproveAs("manager", request->id));
}

// A list that goes on beyond what the core says is not read on.
TEST_F(Annexes, AManifestIsReadAsFarAsItsCoreGoes) {
  const Forged forged = ForgeListOf(Ask(Asking()), 600000);
  const auto approved = ApproveAs("manager", forged.jti);
  ASSERT_FALSE(approved);
  EXPECT_NE(approved.error().message.find("larger than its kind allows"), std::string::npos)
      << approved.error().message;
  EXPECT_TRUE(Says(Verified("employee").problems, "larger than its kind allows"));
}

// Not larger than such a list may be, with short names, and yet of other files than the core
// counts.
TEST_F(Annexes, I7AManifestHasNoMoreEntriesThanItsCoreSays) {
  const Forged forged = ForgeListOf(Ask(Asking()), 3);
  const auto session = Open("manager");
  const auto list = ApprovedManifest::Open(*session, **ResolveRequest(*session, forged.jti));
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, ErrorCode::kMalformed) << list.error().message;
}

TEST_F(Annexes, WhatIsTooLongIsNotSigned) {
  const std::string id = Ask(Asking());
  const auto session = Open("manager");
  const auto denied = Deny(*session, **ResolveRequest(*session, id), std::string(17 << 10, 'x'));
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, ErrorCode::kUsage) << denied.error().message;
  EXPECT_TRUE(Deny(*session, **ResolveRequest(*session, id), std::string(15 << 10, 'x')));
}

}  // namespace
}  // namespace sekisho
