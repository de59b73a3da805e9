// Who may say what: every kind, every role, and what one has to do with what it is about. Each row
// of docs/formats/who-may.md is an expectation of this test, and there are no others.
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "tests/unit/approvals/sample_cores.h"
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

constexpr const char* kColumns[] = {"employee",        "supervisor", "manager", "security-officer",
                                    "privacy-officer", "registrar",  "it",      "custodian",
                                    "guard",           "auditor",    "gate",    "station"};

constexpr const char* kNo = ".";     // void
constexpr const char* kYes = "yes";  // it counts

class WhoMay : public Record {
 protected:
  // 他封 is sealed by somebody else than the requester, 局封 by a station.
  WhoMay()
      : Record("small-office", [](CharterRules& rules) {
          ClassRule other = *FindClass(rules, "秘");
          other.id = "他封";
          other.sealed_by = SealedBy::kOtherPerson;
          rules.classes.push_back(other);
          other.id = "局封";
          other.sealed_by = SealedBy::kStation;
          rules.classes.push_back(other);
        }) {
    Hire("manager", {Grant(Role::kManager)});
    Hire("it", {Grant(Role::kIt)});
    Hire("employee", {Grant(Role::kEmployee)});
    Hire("x", {Grant(Role::kEmployee)});  // whose role is the column's in the end
    Hire("gate", {Grant(Role::kGuard, "")}, true);
    Hire("station", {Grant(Role::kIt, "")}, true);
  }

  // What everything below is about. `x` is in it by `relation`, still as an employee.
  void BuildSubjects(const std::string& relation, const std::string& wanted_class) {
    relation_ = relation;
    medium_ = Say("it", Kind::kMedium, Registering("USB-1"));
    const std::string requester = relation == "requester" ? "x" : "employee";
    const std::string holder = relation == "holder" ? "x" : requester;
    const std::string class_id = !wanted_class.empty()  ? wanted_class
                                 : relation == "sealer" ? "他封"
                                                        : "秘";
    request_ = Say(requester, Kind::kRequest, Asking(requester, medium_.jti, holder, class_id));
    ASSERT_TRUE(request_.valid()) << request_.disposition.why;
  }
  void Approved(const std::string& by) {
    ASSERT_TRUE(Say(by, Kind::kApproval, Deciding(Kind::kApproval, request_)).valid());
  }
  void Out() {
    Approved("manager");
    const auto out = Say("it", Kind::kCheckout, CheckingOut(medium_, request_, HolderName()));
    ASSERT_TRUE(out.valid()) << out.disposition.why;
  }
  void Sealed() {
    Out();
    const std::string sealer = relation_ == "sealer" || relation_ == "requester" ? "x" : "employee";
    seal_ = Say(sealer, Kind::kSeal, Sealing(request_, medium_.jti));
    ASSERT_TRUE(seal_.valid()) << seal_.disposition.why;
  }
  std::string HolderName() const {
    return relation_ == "holder" || relation_ == "requester" ? "x" : "employee";
  }
  Words About(const Said& subject, Json claims = Json::object()) {
    return {subject.jti, std::move(claims), {}, {}, {}};
  }

  // The column's person: x with that role since more than young-key-days, or a device.
  std::string Become(const std::string& column) {
    if (column == "gate" || column == "station") return column;
    TakeRole("x", *FromCode<Role>(column));
    Wait(8);
    return "x";
  }

  void TakeRole(const std::string& who, Role role) {
    Person person = Member(who).Now();
    person.grants = {Grant(role)};
    const auto card = Say("founder", Kind::kMemberCard, CardWords(who, person));
    EXPECT_TRUE(card.valid()) << CodeOf(role) << ": " << card.disposition.why;
  }

  // Claims that the list of a kind accepts, for kinds that nothing is folded of.
  Words Plain(Kind kind) {
    Json claims = SampleClaims(kind);
    for (const ClaimRule& rule : CommonClaims()) claims.erase(std::string(rule.name));
    for (const ClaimRule& rule : OwnClaims(kind)) {
      const std::string name(rule.name);
      if (rule.grammar == Grammar::kReference) claims[name] = HexEncode(request_.hash);
      if (rule.grammar == Grammar::kReferences)
        claims[name] = Json::array({HexEncode(request_.hash)});
    }
    return {"", claims, {}, {}, {}};
  }

  std::string relation_;
  Said medium_, request_, seal_, other_;
};

struct Row {
  Kind kind{};
  std::string variant;   // of the kind; may be empty
  std::string relation;  // of the author to the subject; "-": none
  // Before the role is taken, then what is said, then what became of it (of valid ones).
  std::function<void()> before;
  std::function<SpokenWords(const std::string& author)> words;
  std::function<std::string(const std::string& author)> effect;
  std::string class_id;  // of the request; empty: what the relation needs
};

}  // namespace

class WhoMayMatrix : public WhoMay {
 protected:
  std::string CellOf(const Row& row, const std::string& column, const OrgState& start,
                     Time started) {
    const bool device = column == "gate" || column == "station";
    if (device && row.relation != "-") return "";
    *state_ = start;
    clock_.Set(started);
    BuildSubjects(row.relation, row.class_id);
    if (row.before) row.before();
    const std::string author = Become(column);
    const Said said = Say(author, row.kind, row.words(author));
    if (!said.valid()) return kNo;
    other_ = said;
    return row.effect ? row.effect(author) : kYes;
  }

  static std::string Label(const Row& row) {
    std::string label = std::string("`") + KindName(row.kind) + "`";
    if (!row.variant.empty()) label += ", " + row.variant;
    return label;
  }

  void Add(Kind kind, const std::string& variant, const std::vector<std::string>& relations,
           std::function<void()> before,
           std::function<SpokenWords(const std::string& author)> words,
           std::function<std::string(const std::string& author)> effect = {}) {
    for (const std::string& relation : relations)
      rows_.push_back({kind, variant, relation, before, words, effect, ""});
  }

  void AddMembers() {
    const auto employee_with = [this](std::vector<RoleGrant> grants) {
      Person person = Member("employee").Now();
      person.grants = std::move(grants);
      person.trained_until = clock_.Now();
      return person;
    };
    Add(
        Kind::kProposal, "for another", {"-"}, {},
        [=, this](const std::string&) {
          return Proposing("employee", employee_with({Grant(Role::kManager)}));
        },
        [](const std::string&) { return "two"; });
    Add(Kind::kProposal, "for oneself", {"-"}, {},
        [this](const std::string& author) { return Proposing(author, Member(author).Now()); });
    const auto proposed = [=, this] {
      other_ = Say("founder", Kind::kProposal,
                   Proposing("employee", employee_with({Grant(Role::kManager)})));
      ASSERT_TRUE(other_.valid());
    };
    Add(Kind::kWithdrawal, "of a proposal", {"-"}, proposed,
        [this](const std::string&) { return Withdrawing(other_); });
    Add(Kind::kConsent, "to another's", {"-"}, proposed,
        [this](const std::string&) { return ConsentingTo(other_); });
    Add(
        Kind::kConsent, "about oneself", {"-"},
        [this] { other_ = Say("founder", Kind::kProposal, Proposing("x", Member("x").Now())); },
        [this](const std::string&) { return ConsentingTo(other_); });
    Add(Kind::kMemberCard, "gives no power", {"-"}, {}, [=, this](const std::string&) {
      return CardWords("employee", employee_with({Grant(Role::kEmployee)}));
    });
    Add(Kind::kMemberCard, "gives power", {"-"}, {}, [=, this](const std::string&) {
      return CardWords("employee", employee_with({Grant(Role::kManager)}));
    });
    Add(Kind::kMemberCard, "another name", {"-"}, {}, [=, this](const std::string&) {
      Words words = CardWords("employee", Member("employee").Now());
      words.claims["annex"] = {{"main", std::string(64, 'd')}, {"grant", std::string(64, 'c')}};
      return words;
    });
    Add(Kind::kMemberCard, "one's own, gives power", {"-"}, {}, [this](const std::string& author) {
      Person person = Member(author).Now();
      person.grants.push_back(Grant(Role::kManager, "legal"));
      return CardWords(author, person);
    });
    for (const auto action : {StatusAction::kSuspend, StatusAction::kLeave})
      Add(Kind::kMemberStatus, CodeOf(action), {"-"}, {},
          [this, action](const std::string&) { return Status("employee", action); });
    Add(Kind::kMemberStatus, "suspend oneself", {"-"}, {},
        [this](const std::string& author) { return Status(author, StatusAction::kSuspend); });
    Add(
        Kind::kMemberStatus, "reinstate", {"-"},
        [this] { Say("founder", Kind::kMemberStatus, Status("manager", StatusAction::kSuspend)); },
        [this](const std::string&) { return Status("manager", StatusAction::kReinstate); });
  }

  void AddRequests() {
    const std::vector<std::string> people = {"-", "requester", "holder"};
    Add(Kind::kRequest, "", {"-"}, {},
        [this](const std::string& author) { return Asking(author, ""); });
    const auto deciding = [this](Kind kind) {
      return [this, kind](const std::string&) { return Deciding(kind, request_); };
    };
    Add(Kind::kApproval, "", people, {}, deciding(Kind::kApproval), [this](const std::string&) {
      return Request(request_).approvals.back().could_fill ? kYes : "mute";
    });
    const auto veto = [this](const std::string&) -> std::string {
      const RequestRecord& request = Request(request_);
      const VetoRecord& record =
          other_.disposition.kind == "denial" ? request.denials.back() : request.revocations.back();
      return record.has_force ? kYes : "mute";
    };
    Add(Kind::kDenial, "", people, {}, deciding(Kind::kDenial), veto);
    Add(Kind::kRevocation, "", people, {}, deciding(Kind::kRevocation), veto);
    Add(
        Kind::kRevocation, "of what one has approved in vain", {"-"}, [this] { Approved("x"); },
        deciding(Kind::kRevocation), veto);
    Add(Kind::kWithdrawal, "", people, {}, deciding(Kind::kWithdrawal));
    Add(
        Kind::kWithdrawal, "of what is sealed", {"requester"}, [this] { Sealed(); },
        deciding(Kind::kWithdrawal));
    Add(
        Kind::kSeal, "", people, [this] { Out(); },
        [this](const std::string&) { return Sealing(request_, medium_.jti); });
    Add(
        Kind::kSeal, "class sealed by another person", {"sealer"}, [this] { Out(); },
        [this](const std::string&) { return Sealing(request_, medium_.jti); });
    Add(
        Kind::kSeal, "class sealed by a station", {"-", "requester"}, [this] { Out(); },
        [this](const std::string&) { return Sealing(request_, medium_.jti); });
    for (Row& row : rows_)
      if (row.variant == "class sealed by a station") row.class_id = "局封";
    Add(
        Kind::kSealVoid, "", {"-", "requester", "holder", "sealer"}, [this] { Sealed(); },
        [this](const std::string&) { return About(request_, ToClaims(SealRefClaims{seal_.hash})); },
        [this](const std::string&) {
          return Request(request_).seals.back().use_returned ? "yes, use" : kYes;
        });
  }

  void AddAudits() {
    Add(
        Kind::kEscrowAudit, "", {"-", "requester", "holder", "sealer"}, [this] { Sealed(); },
        [this](const std::string&) {
          Json claims = ToClaims(SealRefClaims{seal_.hash});
          claims["ok"] = true;
          return About(request_, claims);
        });
  }

  void AddMedia() {
    const std::vector<std::string> all = {"-", "requester", "holder", "sealer"};
    const auto out = [this] { Sealed(); };
    const auto lost = [this] {
      Sealed();
      ASSERT_TRUE(Say("it", Kind::kLoss, Losing(medium_)).valid());
    };
    Add(Kind::kMedium, "", {"-"}, {}, [this](const std::string&) { return Registering("USB-2"); });
    Add(
        Kind::kCheckout, "", {"-", "requester", "holder"}, [this] { Approved("manager"); },
        [this](const std::string&) { return CheckingOut(medium_, request_, HolderName()); });
    Add(Kind::kReturn, "", all, out, [this](const std::string&) { return Returning(medium_); });
    Add(
        Kind::kLoss, "", all, out, [this](const std::string&) { return Losing(medium_); },
        [this](const std::string&) {
          return Medium(medium_).state == MediumState::kLost ? kYes : "stop";
        });
    Add(Kind::kFound, "", all, lost, [this](const std::string&) { return About(medium_); });
    Add(
        Kind::kWipe, "of a medium that was found, complete", all,
        [=, this] {
          lost();
          Say("it", Kind::kFound, About(medium_));
        },
        [this](const std::string&) { return Wiping(medium_); });
    Add(
        Kind::kWipe, "of a medium that was returned, complete", all,
        [=, this] {
          Sealed();
          ASSERT_TRUE(Say("it", Kind::kReturn, Returning(medium_)).valid());
        },
        [this](const std::string&) { return Wiping(medium_); });
    Add(Kind::kMediumState, "", all, out, [this](const std::string&) {
      return About(medium_, Json{{"state", "broken"}});
    });
    Add(
        Kind::kAcknowledgement, "of a loss that somebody reported", all,
        [this] {
          Sealed();
          other_ = Say("colleague", Kind::kLoss, Losing(medium_));
          ASSERT_EQ(Medium(medium_).loss_reports.size(), 1u);
        },
        [this](const std::string&) { return Acknowledging(medium_, other_); });
    Add(Kind::kGatePass, "", all, out,
        [this](const std::string&) { return Passing(medium_.jti, {seal_.hash}); });
    Add(Kind::kGateBlock, "", all, out,
        [this](const std::string&) { return Passing(medium_.jti, {seal_.hash}); });
    const auto wiped = [this](const std::string& who) {
      other_ = Say(who, Kind::kWipe, {"", Wiping(medium_).claims, {}, {}, {}});
      ASSERT_TRUE(other_.valid()) << other_.disposition.why;
    };
    const auto verifying = [this](const std::string&) {
      return About(other_, ToClaims(WipeVerifiedClaims{other_.hash, VerifiedHow::kReport}));
    };
    Add(
        Kind::kWipeVerified, "", {"-"}, [=] { wiped("it"); }, verifying);
    Add(
        Kind::kWipeVerified, "", {"wiper"},
        [=, this] {
          TakeRole("x", Role::kIt);
          wiped("x");
        },
        verifying);
    Add(Kind::kAcknowledgement, "of anything else", {"-"}, {},
        [this](const std::string&) { return Plain(Kind::kAcknowledgement); });
  }

  // All other kinds: recorded when their author may sign them, whoever they are about.
  void AddTheRest() {
    for (int i = 0; i <= static_cast<int>(Kind::kPartner); ++i) {
      const Kind kind = static_cast<Kind>(i);
      if (std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) { return row.kind == kind; }))
        continue;
      Add(
          kind, "", {"-"}, {}, [this, kind](const std::string&) { return Plain(kind); },
          [kind](const std::string&) { return kind == Kind::kCharterCosign ? "mute" : kYes; });
    }
    std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
      return std::string_view(KindName(a.kind)) < std::string_view(KindName(b.kind));
    });
  }

  std::vector<Row> rows_;
};

namespace {

using WhoMayTest = WhoMayMatrix;

std::string Begin() { return "<!-- the matrix: begin -->\n"; }

// docs/formats/who-may.md holds the table between two marks. To write it anew after a change, run
// this with SEKISHO_WRITE_PAGE=1, and look at what changed.
TEST_F(WhoMayTest, IsWhatThePageSays) {
  Hire("colleague", {Grant(Role::kEmployee)});
  AddMembers();
  AddRequests();
  AddAudits();
  AddMedia();
  AddTheRest();
  const OrgState start = *state_;
  const Time started = clock_.Now();
  std::string table = "| what | by whom |";
  for (const char* column : kColumns) table += std::string(" ") + column + " |";
  table += "\n|---|---|" + std::string(4 * std::size(kColumns), '-');
  for (size_t at = table.size() - 4 * std::size(kColumns); at < table.size(); at += 4)
    table[at + 3] = '|';
  table += "\n";
  std::vector<std::string> lines;
  for (const Row& row : rows_) {
    std::string line = "| " + Label(row) + " | " +
                       (row.relation == "-" ? std::string("anybody") : row.relation) + " |";
    for (const char* column : kColumns) line += " " + CellOf(row, column, start, started) + " |";
    lines.push_back(line);
    table += line + "\n";
  }
  const char* const source = std::getenv("SEKISHO_SOURCE");
  const std::string path =
      std::string(source == nullptr ? "." : source) + "/docs/formats/who-may.md";
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  std::string page = text.str();
  const size_t from = page.find(Begin()), to = page.find("<!-- end -->");
  ASSERT_NE(from, std::string::npos) << path;
  ASSERT_NE(to, std::string::npos);
  const size_t first = from + Begin().size();
  if (std::getenv("SEKISHO_WRITE_PAGE") != nullptr) {
    page.replace(first, to - first, table);
    std::ofstream(path) << page;
    return;
  }
  std::istringstream said(page.substr(first, to - first));
  std::string row;
  std::getline(said, row);
  std::getline(said, row);  // the heading
  for (const std::string& line : lines) {
    ASSERT_TRUE(std::getline(said, row)) << "not on the page: " << line;
    EXPECT_EQ(row, line);
  }
  EXPECT_FALSE(std::getline(said, row)) << "only on the page: " << row;
}

}  // namespace
}  // namespace sekisho
