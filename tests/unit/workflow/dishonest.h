// A sealer with a permit and a program of their own, which seals what an honest tool never would.
#pragma once

#include <cstdio>
#include <functional>
#include <optional>

#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/archive/contents.h"
#include "libcrypt/archive/zstd_stream.h"
#include "libcrypt/package/package_writer.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/unit/workflow/office.h"
#include "workflow/packages/escrow_audit.h"
#include "workflow/packages/package_recipients.h"
#include "workflow/requests/approved_manifest.h"
#include "workflow/state/resolve.h"

namespace sekisho {

struct Cheat {
  std::function<void(ByteSink&)> archive;  // empty: what was approved
  std::function<void(PackagePlan&)> plan;  // changes what is put in the header
  std::function<void(SealClaims&)> seal;   // changes what is signed of it
  bool append = true;
};

// The package's own files, in their order.
struct OwnFiles {
  std::string request;
  std::string approvals;
  std::optional<std::string> salt;
  std::string manifest;
};
using ChangeOwnFiles = std::function<void(OwnFiles&)>;

class DishonestSealer : public Office {
 protected:
  // Seals R1 as the employee with the library alone; the file is stick/R1.age.
  void SealCheating(const Cheat& cheat) {
    const std::string id = Ask(Asking());
    ASSERT_TRUE(ApproveAs("manager", id));
    ASSERT_TRUE(CheckoutTo("佐藤", id));
    auto session = Open("employee");
    const RequestRecord& request = **ResolveRequest(*session, id);
    PackagePlan plan;
    plan.recipients = *PackageRecipients(request.claims, session->state().charter().charter);
    plan.permit = {request.statement.token, request.approvals.front().statement.token};
    if (cheat.plan) cheat.plan(plan);
    const std::string jti = "0193535a-0000-7000-8000-000000000001";
    auto writer = PackageWriter::Begin(home_ + "/stick/R1.age", jti, plan, random_);
    ASSERT_TRUE(writer);
    if (cheat.archive) {
      cheat.archive((*writer)->payload());
    } else {
      WriteApproved(*session, request, (*writer)->payload());
    }
    const auto facts = (*writer)->FinishPayload();
    ASSERT_TRUE(facts);
    Draft draft;
    draft.kind = Kind::kSeal;
    draft.jti = jti;
    draft.subject = request.id();
    SealClaims claims{request.statement.hash, facts->prefix,         facts->root,
                      facts->payload_bytes,   request.claims.medium, 1};
    if (cheat.seal) cheat.seal(claims);
    draft.claims = ToClaims(claims);
    const auto seal = session->Sign(std::move(draft));
    ASSERT_TRUE(seal);
    ASSERT_TRUE((*writer)->Prepare(seal->token));
    if (cheat.append) {
      const auto appended = session->Append(*seal);
      ASSERT_TRUE(appended) << appended.error().message;
    }
    ASSERT_TRUE((*writer)->Release());
  }

  Result<EscrowAuditResult> Audit() {
    return AuditWithEscrowKey(SettingOf("officer"), WorldNow(), home_ + "/stick/R1.age",
                              home_ + "/escrow/escrow-1.txt");
  }
  void ExpectAuditFinds(const std::string& text) {
    const auto audit = Audit();
    ASSERT_TRUE(audit) << audit.error().message;
    EXPECT_FALSE(audit->ok);
    EXPECT_NE(audit->finding.find(text), std::string::npos) << audit->finding;
    EXPECT_TRUE(audit->recorded) << audit->recorded_why_not;
  }

  void WriteOwnFiles(Session& session, const RequestRecord& request, ArchiveWriter& archive,
                     const ChangeOwnFiles& change = {}) {
    const auto manifest = ApprovedManifest::Open(session, request);
    ASSERT_TRUE(manifest);
    MemorySink text;
    ASSERT_TRUE(CopyAll(**manifest->Read(), text));
    OwnFiles own{request.statement.token + "\n", request.approvals.front().statement.token + "\n",
                 HexEncode(manifest->salt()) + "\n", std::string(AsText(text.data))};
    if (change) change(own);
    const auto add = [&](std::string_view name, const std::string& content) {
      ASSERT_TRUE(archive.AddMemoryFile(std::string(name), AsBytes(content), Time{}));
    };
    add(kRequestName, own.request);
    add(kApprovalsName, own.approvals);
    if (own.salt) add(kManifestSaltName, *own.salt);
    add(kManifestName, own.manifest);
  }

  // With the content that was approved.
  void WriteApproved(Session& session, const RequestRecord& request, ByteSink& sink,
                     const ChangeOwnFiles& change = {}) {
    auto archive = ArchiveWriter::Create(sink);
    WriteOwnFiles(session, request, *archive, change);
    ASSERT_TRUE(archive->AddDirectory("files", Time{}));
    ASSERT_TRUE(archive->AddDirectory("files/deep", Time{}));
    ASSERT_TRUE(archive->AddMemoryFile("files/deep/日本語.txt", AsBytes("内容"), Time{}));
    ASSERT_TRUE(archive->AddMemoryFile("files/plan.txt", AsBytes("the plan"), Time{}));
    ASSERT_TRUE(archive->Finish());
  }

  // A tar block for `name` of the given type, with a link target, then the end of the archive.
  static void WriteRawTar(ByteSink& sink, const std::string& name, char type,
                          const std::string& target) {
    Bytes block(3 * 512, 0);
    const auto put = [&](size_t at, const std::string& text) {
      std::copy(text.begin(), text.end(), block.begin() + static_cast<ptrdiff_t>(at));
    };
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, "00000000000");
    put(136, "00000000000");
    put(148, "        ");
    block[156] = static_cast<uint8_t>(type);
    put(157, target);
    put(257, "ustar");
    put(263, "00");
    unsigned sum = 0;
    for (size_t i = 0; i < 512; ++i) sum += block[i];
    char text[8];
    std::snprintf(text, sizeof text, "%06o", sum);
    put(148, std::string(text) + '\0');
    ASSERT_TRUE(sink.Write(block));
  }

  // What was approved, compressed, and then `more` of the sealer's own.
  void WriteCompressed(ByteSink& sink, const std::function<void(ByteSink&)>& more) {
    auto session = Open("employee");
    auto zstd = ZstdWriter::Create(sink, 1);
    ASSERT_TRUE(zstd);
    WriteApproved(*session, **ResolveRequest(*session, "R1"), **zstd);
    more(**zstd);
    ASSERT_TRUE((*zstd)->Finish());
  }

  void ExpectOpenRefused(ErrorCode code = ErrorCode::kVerdict) {
    const auto opened =
        OpenPackage(SettingOf("employee"), WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, code) << opened.error().message;
    EXPECT_FALSE(PathExists(home_ + "/out"));
    EXPECT_FALSE(PathExists(home_ + "/evil"));
    EXPECT_EQ(system(("! ls -A " + home_ + " | grep -q '^\\.'").c_str()), 0) << "staging left";
  }
};

}  // namespace sekisho
