#include "workflow/office/proposals.h"

#include <algorithm>

#include "approvals/duties.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/text.h"
#include "base/text/units.h"
#include "workflow/state/record_names.h"
#include "workflow/state/shown_name.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

constexpr size_t kMinIdPrefix = 8;

std::vector<std::string> NamesOf(Session& session, const std::vector<std::string>& members) {
  std::vector<std::string> names;
  for (const std::string& member : members) names.push_back(session.NameOf(member));
  return names;
}

Result<void> PostAlone(Session& session, Act& act, std::string& jti) {
  Draft draft;
  draft.kind = act.kind == ProposedAct::kMemberCard ? Kind::kMemberCard : Kind::kMemberStatus;
  draft.subject = act.target;
  draft.claims = std::move(act.claims);
  draft.annexes = std::move(act.annexes);
  ASSIGN_OR_RETURN(const Signed posted, session.Post(std::move(draft)));
  jti = posted.jti;
  return {};
}

// Whose role lets them do it without a second person, as there is none.
MemberIds WhoMayActAlone(Session& session, const std::string& target) {
  MemberIds alone;
  for (const auto& [id, member] : session.state().members())
    if (id != target && session.state().MayActAlone(id, target, session.now())) alone.push_back(id);
  return alone;
}

Result<Outcome> Propose(Session& session, Act& act, const MemberRecord& me) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kProposal));
  Outcome outcome;
  outcome.proposed = true;
  outcome.may_consent =
      NamesOf(session, session.state().WhoMayConsent(me.id, act.target, session.now()));
  if (outcome.may_consent.empty()) {
    const std::string alone = NamesText(session, WhoMayActAlone(session, act.target));
    // defence: I15-27
    return Fail(ErrorCode::kRefused,
                Message("this takes two, registrar and security officer, and nobody may be the "
                        "second"),
                alone.empty() ? next::ShowWhoIsWhatSince() : next::AskSomebodyWhoMay(alone));
  }
  Draft draft;
  draft.kind = Kind::kProposal;
  draft.claims = ToClaims(ProposalClaims{act.kind, act.target, std::move(act.claims)});
  draft.annexes = std::move(act.annexes);
  ASSIGN_OR_RETURN(const Signed posted, session.Post(std::move(draft)));
  outcome.id = ShortId(*session.state().FindProposal(posted.jti));
  return outcome;
}

// One field of the annex of a proposal, if this identity may read it.
std::string AnnexField(Session& session, const Statement& statement, const char* field) {
  const auto directory = session.DirectoryKey();
  if (!directory) return {};
  AgeKeys keys;
  keys.identities.push_back(*directory);
  const auto annex = session.ReadAnnexWith(statement, "main", keys);
  const auto json = annex ? ParseJson(AsText(annex->bytes)) : Result<Json>(Error{});
  const auto text = json ? GetString(*json, field) : Result<std::string>(Error{});
  return text ? *text : std::string();
}

std::string GrantText(const RoleGrant& grant) {
  const std::string role = CodeOf(grant.role);
  return grant.department.empty() ? role
                                  : Message("{0} ({1})", {role, WordInView(grant.department)});
}

void DescribePerson(const Person& person, const MemberRecord* known, ProposalLine& line) {
  for (const RoleGrant& grant : person.grants) line.roles.push_back(GrantText(grant));
  line.sign_key = person.sign_key;
  line.recipient = person.age_recipient;
  line.new_keys =
      !person.keyless && (known == nullptr || known->Now().sign_key != person.sign_key ||
                          known->Now().age_recipient != person.age_recipient);
}

// Keys of a card are shown whole, whoever reads with them: its member's own are nobody's yet.
class NamesOfAct final : public RecordNames {
 public:
  explicit NamesOfAct(Session& session) : RecordNames(session), session_(session) {}
  std::string Reader(const std::string& age_key) const override {
    const MemberRecord* const reader = session_.state().ReaderOf(age_key, session_.now());
    return reader == nullptr ? age_key : Message("{0}, {1}", {age_key, Person(reader->id)});
  }

 private:
  Session& session_;
};

// The name that a proposed card gives. kVerdict when nobody could read it, or would misread it.
Result<std::string> ProposedName(Session& session, const ProposalRecord& proposal) {
  const std::string name = AnnexField(session, proposal.statement, "name");
  if (!HasVisibleText(name))
    // defence: I15-31
    return Fail(ErrorCode::kVerdict,
                Message("the name that {0} gives cannot be read", {ShortId(proposal)}),
                next::ProposeAgain());
  RETURN_IF_ERROR(CheckReadsAsAName(name, ShortId(proposal)));
  return name;
}

// By bytes: what two people gave is the bytes, and names that look the same are compared by others.
std::string NameWords(Session& session, const MemberRecord& known, const std::string& name) {
  const std::string now = session.NameOf(known.id);
  if (name == session.PlainNameOf(known.id)) return now;
  return Message("{0}, called {1} from then on",
                 {WithInvisibleSpelled(now), WithInvisibleSpelled(name)});
}

void DescribeName(Session& session, const ProposalRecord& proposal, const MemberRecord* known,
                  ProposalLine& line) {
  const auto name = ProposedName(session, proposal);
  if (name) {
    line.name = known == nullptr ? WithInvisibleSpelled(*name) : NameWords(session, *known, *name);
    return;
  }
  line.name = known == nullptr ? line.member : session.NameOf(known->id);
  line.name_trouble = name.error().message;
}

bool StillPossible(const OrgState& state, const ProposalRecord& proposal) {
  if (proposal.consented || proposal.withdrawn) return false;
  const MemberRecord* const target = state.FindMember(proposal.claims.target);
  return target == nullptr || target->versions.back().first < proposal.index;
}

}  // namespace

Result<Outcome> PostAct(Session& session, Act act) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const OrgState& state = session.state();
  const bool card = act.kind == ProposedAct::kMemberCard;
  if (act.takes_two && act.target == me->id)
    return Fail(ErrorCode::kRefused,
                Message("nobody gives themselves a role, keys or another name"),
                next::TwoOthers());  // defence: I15-28
  if (act.takes_two && !state.MayActAlone(me->id, act.target, session.now()))
    return Propose(session, act, *me);
  RETURN_IF_ERROR(CheckMay(session, card ? Kind::kMemberCard : Kind::kMemberStatus));
  Outcome outcome;
  outcome.by_one = act.takes_two;
  std::string member = act.target, jti;
  RETURN_IF_ERROR(PostAlone(session, act, jti));
  outcome.id = ShortId(*state.FindMember(member.empty() ? jti : member));
  return outcome;
}

ProposalLine DescribeProposal(Session& session, const ProposalRecord& proposal) {
  const OrgState& state = session.state();
  const MemberRecord* const known = state.FindMember(proposal.claims.target);
  ProposalLine line;
  line.id = ShortId(proposal);
  line.act = CodeOf(proposal.claims.act);
  line.is_new = known == nullptr;
  line.member = known == nullptr ? "P" + std::to_string(proposal.member_ordinal) : ShortId(*known);
  line.proposer = session.NameOf(proposal.proposer());
  line.proposed = proposal.statement.header.iat;
  line.terms = TermsOfAct(proposal.statement, NamesOfAct(session));
  if (proposal.claims.act == ProposedAct::kMemberCard) {
    DescribeName(session, proposal, known, line);
    if (const auto card = ReadCardClaims(proposal.claims.claims))
      DescribePerson(card->person, known, line);
  } else if (known != nullptr) {
    line.name = session.NameOf(known->id);
    line.reason = AnnexField(session, proposal.statement, "reason");
    DescribePerson(known->Now(), known, line);
  }
  line.may_consent = NamesOf(
      session, state.WhoMayConsent(proposal.proposer(), proposal.claims.target, session.now()));
  return line;
}

std::vector<ProposalLine> OpenProposals(Session& session) {
  std::vector<const ProposalRecord*> open;
  for (const auto& [id, proposal] : session.state().proposals())
    if (StillPossible(session.state(), proposal)) open.push_back(&proposal);
  std::sort(open.begin(), open.end(),
            [](const auto* a, const auto* b) { return a->ordinal < b->ordinal; });
  std::vector<ProposalLine> lines;
  for (const ProposalRecord* const proposal : open)
    lines.push_back(DescribeProposal(session, *proposal));
  return lines;
}

Result<const ProposalRecord*> ResolveProposal(Session& session, const std::string& reference) {
  const ProposalRecord* found = nullptr;
  const std::string key = NameKey(reference);
  for (const auto& [id, proposal] : session.state().proposals()) {
    if (NameKey(ShortId(proposal)) == key) return &proposal;
    if (reference.size() < kMinIdPrefix || !id.starts_with(reference)) continue;
    if (found != nullptr)
      return Fail(ErrorCode::kUsage, Message("several proposals begin with '{0}'", {reference}),
                  next::ListMembers());
    found = &proposal;
  }
  if (found != nullptr) return found;
  return Fail(ErrorCode::kNotFound, Message("there is no proposal '{0}'", {reference}),
              next::ListMembers());
}

Result<bool> Withdraw(Session& session, const ProposalRecord& proposal) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const bool may = me->id == proposal.proposer() ||
                   HasRole(me->Now(), Role::kRegistrar, session.now()) ||
                   HasRole(me->Now(), Role::kSecurityOfficer, session.now());
  if (!may)
    return AskThem(
        session, {proposal.proposer()},
        Fail(ErrorCode::kRefused,
             Message("a proposal is withdrawn by who made it, a registrar or an officer"),
             next::ListMembers()));  // defence: I15-36
  if (proposal.consented)
    return Fail(ErrorCode::kRefused, Message("it was consented to already"),
                next::ListMembers());  // defence: I15-37
  if (proposal.withdrawn) return false;
  Draft draft;
  draft.kind = Kind::kWithdrawal;
  draft.subject = proposal.id();
  draft.claims = ToClaims(WithdrawalClaims{proposal.statement.hash});
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return true;
}

Result<std::string> Consent(Session& session, const ProposalRecord& proposal,
                            const std::function<void()>& show) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kConsent));
  // Nobody consents to a person whose name he is not shown.
  if (proposal.claims.act == ProposedAct::kMemberCard)
    RETURN_IF_ERROR(ProposedName(session, proposal));
  const std::string target = proposal.claims.target;
  const std::string member = target.empty() ? proposal.id() : target;
  Draft draft;
  draft.kind = Kind::kConsent;
  draft.subject = proposal.id();
  draft.claims = ToClaims(ConsentClaims{proposal.statement.hash});
  if (show) show();
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return ShortId(*session.state().FindMember(member));
}

}  // namespace sekisho
