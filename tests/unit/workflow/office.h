// A small office in a temporary directory, for tests: an officer, a manager, an employee, somebody
// of IT, each with an identity and a machine of their own, and a clock that stands still.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "approvals/charter/charter_templates.h"
#include "base/files/files.h"
#include "workflow/media/gate.h"
#include "workflow/media/media_acts.h"
#include "workflow/office/found.h"
#include "workflow/office/people.h"
#include "workflow/packages/opening.h"
#include "workflow/packages/sealing.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"

namespace sekisho {

// A directory of its own, which goes with this. `kMemory`, where scripts/test has made a place
// there: for thousands of syncs, each of which would wait for those of tests that fill disks.
// Memory tells nothing of blocks, and of attributes not everywhere.
class PrivateDirectory {
 public:
  enum class On { kDisk, kMemory };

  explicit PrivateDirectory(On on = On::kDisk) {
    const char* where = on == On::kMemory ? getenv("SEKISHO_TEST_MEMORY") : nullptr;
    if (where == nullptr) where = getenv("TMPDIR");
    std::string name = std::string(where == nullptr ? "/tmp" : where) + "/sekisho-office-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  ~PrivateDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Office : public ::testing::Test {
 protected:
  // Founded once for each charter: every test has a copy, as founding takes most of its time.
  explicit Office(std::string_view charter = *CharterTemplate("small-office"),
                  PrivateDirectory::On on = PrivateDirectory::On::kDisk)
      : place_(on) {
    static std::map<std::string, std::pair<PrivateDirectory, Digest>, std::less<>> founded;
    const auto known = founded.find(charter);
    if (known != founded.end()) {
      genesis_ = known->second.second;
      CopyTo(known->second.first.path(), home_);
      return;
    }
    FoundOffice(charter);
    auto& [directory, genesis] = founded[std::string(charter)];
    genesis = genesis_;
    CopyTo(home_, directory.path());
  }

  static void CopyTo(const std::string& from, const std::string& to) {
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  }

  void FoundOffice(std::string_view charter) {
    for (const char* person : {"officer", "manager", "employee", "it", "stranger"})
      MakeIdentity(person);
    FoundOptions options;
    options.org = "関所商事";
    options.officer = "大岡";
    options.charter_toml = charter;
    options.escrow_out = home_ + "/escrow";
    options.recovery_out = home_ + "/recovery";
    const auto founded = Found(SettingOf("officer"), WorldNow(), options);
    EXPECT_TRUE(founded) << (founded ? "" : founded.error().message);
    genesis_ = founded->genesis;
    Hire("manager", "田中", {"manager"});
    Hire("employee", "佐藤", {"employee"});
    Hire("it", "鈴木", {"it"});
    EXPECT_TRUE(MakeDirectories(home_ + "/files/deep"));
    WriteText("files/plan.txt", "the plan");
    WriteText("files/deep/日本語.txt", "内容");
    EXPECT_TRUE(MakeDirectories(home_ + "/stick"));
    auto session = Open("it");
    const auto registered = RegisterMedium(*session, home_ + "/stick", "USB-1");
    EXPECT_TRUE(registered) << registered.error().message;
  }

  void MakeIdentity(const std::string& person) {
    ASSERT_TRUE(WriteIdentityFile(home_ + "/" + person + ".id", Identity::Generate(random_),
                                  nullptr, clock_.Now(), random_));
  }
  void Hire(const std::string& person, const std::string& name,
            const std::vector<std::string>& roles) {
    NewMember member;
    member.name = name;
    member.department = "総務";
    member.roles = roles;
    const auto identity = ReadIdentityFile(home_ + "/" + person + ".id", {});
    member.card = *ParseCard(*MakeCard(*identity));
    auto session = Open("officer");
    const auto added = AddMember(*session, member);
    ASSERT_TRUE(added) << added.error().message;
    const auto joined = Join(SettingOf(person), WorldNow(), HexEncode(genesis_), "");
    ASSERT_TRUE(joined) << joined.error().message;
  }

  // So that a second person of office has dated the record, beside the manager.
  void OfficerSigns() {
    NewMember member;
    member.name = "森";
    member.department = "総務";
    member.roles = {"employee"};
    auto session = Open("officer");
    const auto added = AddMember(*session, member);
    ASSERT_TRUE(added) << added.error().message;
  }

  Setting SettingOf(const std::string& person) const {
    return {home_ + "/ledger.sqlite", home_ + "/" + person + ".id", home_ + "/state-" + person};
  }
  World WorldNow() {
    World world;
    world.clock = &clock_;
    world.random = &random_;
    world.clock_trust.is_right = true;  // it is moved by days, to see what becomes of the office
    return world;
  }
  std::unique_ptr<Session> Open(const std::string& person) {
    auto session = Session::Open(SettingOf(person), WorldNow());
    EXPECT_TRUE(session) << (session ? "" : session.error().message);
    return session ? *std::move(session) : nullptr;
  }
  // One that must not come as far as signing: what is refused before is never on its way, also
  // where the record would not take it.
  std::unique_ptr<Session> OpenToSignNothing(const std::string& person) {
    World world = WorldNow();
    world.clock_trust.synchronised = [] {
      ADD_FAILURE() << "it came as far as signing";
      return true;
    };
    auto session = Session::Open(SettingOf(person), world);
    EXPECT_TRUE(session) << (session ? "" : session.error().message);
    return session ? *std::move(session) : nullptr;
  }
  // One that cannot append: its store's lock is gone, which is another error than a refusal.
  std::unique_ptr<Session> OpenToAppendNothing(const std::string& person) {
    auto session = Open(person);
    EXPECT_EQ(unlink((home_ + "/ledger.sqlite.lock").c_str()), 0);
    return session;
  }
  void WriteText(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomic(home_ + "/" + name, AsBytes(text), TempFile::Existing::kReplace));
  }

  RequestOptions Asking(const std::string& class_id = "秘") {
    RequestOptions options;
    options.paths = {home_ + "/files"};
    options.class_id = class_id;
    options.purpose = "meeting";
    options.to = {"佐藤"};
    options.medium = "USB-1";
    options.until = clock_.Now() + std::chrono::days(7);
    return options;
  }
  // Submits as the employee; returns R1...
  std::string Ask(const RequestOptions& options) {
    auto session = Open("employee");
    const auto requested = SubmitRequest(*session, options);
    EXPECT_TRUE(requested) << (requested ? "" : requested.error().message);
    return requested ? requested->id : "";
  }
  Result<void> ApproveAs(const std::string& person, const std::string& id) {
    auto session = Open(person);
    ASSIGN_OR_RETURN(const RequestRecord* const request, ResolveRequest(*session, id));
    return Approve(*session, *request, "", std::nullopt);
  }
  Result<Sealed> SealAs(const std::string& person, const std::string& id,
                        const std::string& output) {
    auto session = Open(person);
    ASSIGN_OR_RETURN(const RequestRecord* const request, ResolveRequest(*session, id));
    return SealRequest(*session, *request, {home_ + "/" + output, ""});
  }
  Result<MediumLine> CheckoutTo(const std::string& name, const std::string& id,
                                const std::string& label = "USB-1") {
    auto session = Open("it");
    return CheckoutMedium(*session, {label, name, id, clock_.Now() + std::chrono::days(3)});
  }
  GateVerdict GateNow(const std::string& path) {
    const auto verdict = Gate(SettingOf("it"), WorldNow(), {{home_ + "/" + path}, ""});
    EXPECT_TRUE(verdict) << (verdict ? "" : verdict.error().message);
    return verdict ? *verdict : GateVerdict{};
  }
  // An approved, checked-out, sealed request on the stick: R1 at stick/R1.age.
  void SealOne() {
    const std::string id = Ask(Asking());
    ASSERT_TRUE(ApproveAs("manager", id));
    ASSERT_TRUE(CheckoutTo("佐藤", id));
    const auto sealed = SealAs("employee", id, "stick/R1.age");
    ASSERT_TRUE(sealed) << sealed.error().message;
  }
  bool NothingLeftOnStick() {
    return system(("test \"$(ls -A " + home_ + "/stick)\" = SEKISHO.TAG").c_str()) == 0;
  }

  PrivateDirectory place_;
  const std::string& home_ = place_.path();
  Digest genesis_{};
  FixedClock clock_{*ParseTime("2026-11-22T10:00:00+09:00")};
  SystemRandom random_;
};

}  // namespace sekisho
