#include "workflow/people.h"

#include <algorithm>

#include "approvals/duties.h"
#include "base/message.h"
#include "libcrypt/keys.h"

namespace sekisho {
namespace {

constexpr size_t kMinIdPrefix = 8;

Result<std::vector<RoleGrant>> GrantsOf(const NewMember& member, const CharterRules& rules,
                                        Time now) {
  std::vector<RoleGrant> grants;
  std::vector<std::string> codes = member.roles;
  if (codes.empty()) codes.push_back(CodeOf(Role::kEmployee));
  for (const std::string& code : codes) {
    const auto role = FromCode<Role>(code);
    if (!role || std::find(rules.roles.begin(), rules.roles.end(), *role) == rules.roles.end())
      return Fail(ErrorCode::kUsage, Message("there is no role '{0}'", {code}),
                  Message("the roles are: {0}", {AllCodes<Role>()}));
    grants.push_back({*role, member.department, now, std::nullopt});
  }
  const auto& departments = rules.departments;
  if (!departments.empty() && !member.department.empty() &&
      std::find(departments.begin(), departments.end(), member.department) == departments.end())
    return Fail(ErrorCode::kRefused,
                Message("the charter knows no department '{0}'", {member.department}),
                "sekisho charter show");
  return grants;
}

// The annexes of a card: the name for everybody, the directory key for the member.
Result<void> AddCardAnnexes(Session& session, const std::string& name, const Person& person,
                            Draft& draft) {
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  ASSIGN_OR_RETURN(AnnexPart main, SealAnnex(AsBytes(WriteJson(Json{{"name", name}})),
                                             {directory->recipient()}, *session.world().random));
  draft.annexes.emplace_back("main", std::move(main));
  if (person.keyless) return {};
  ASSIGN_OR_RETURN(const X25519PublicKey reader, ParseRecipient(person.age_recipient));
  const SecretBytes secret = directory->Encode();
  ASSIGN_OR_RETURN(AnnexPart grant, SealAnnex(secret.Expose(), {reader}, *session.world().random));
  draft.annexes.emplace_back("grant", std::move(grant));
  return {};
}

void SetKeys(const std::optional<Card>& card, Person& person) {
  person.keyless = !card.has_value();
  person.sign_key = card ? card->sign_key : "";
  person.age_recipient = card ? card->age_recipient : "";
}

Result<void> CheckMay(Session& session, Kind kind) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  return MaySign(KindName(kind), me->Now(), session.now());
}

Result<void> PostStatus(Session& session, const MemberRecord& member, StatusAction action,
                        const std::string& reason) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(MaySignStatus(action, me->Now(), member.id, session.now()));
  Draft draft;
  draft.kind = Kind::kMemberStatus;
  draft.subject = member.id;
  draft.claims = ToClaims(StatusClaims{action});
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  ASSIGN_OR_RETURN(AnnexPart main, SealAnnex(AsBytes(WriteJson(Json{{"reason", reason}})),
                                             {directory->recipient()}, *session.world().random));
  draft.annexes.emplace_back("main", std::move(main));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

}  // namespace

Result<std::string> AddMember(Session& session, const NewMember& member) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kMemberCard));
  if (member.name.empty())
    return Fail(ErrorCode::kUsage, Message("a member needs a name"),
                "sekisho member add --name NAME");
  CardClaims card;
  Person& person = card.person;
  ASSIGN_OR_RETURN(person.grants,
                   GrantsOf(member, session.state().charter().charter, session.now()));
  if (!member.employment.empty()) {
    const auto employment = FromCode<Employment>(member.employment);
    if (!employment)
      return Fail(ErrorCode::kUsage,
                  Message("there is no kind of employment '{0}'", {member.employment}),
                  Message("the kinds are: {0}", {AllCodes<Employment>()}));
    person.employment = *employment;
  }
  if (!member.responsible.empty()) {
    ASSIGN_OR_RETURN(const MemberRecord* const answers, ResolveMember(session, member.responsible));
    person.responsible = answers->id;
  }
  if (IsOutsider(person.employment) && person.responsible.empty())
    return Fail(ErrorCode::kRefused, Message("somebody inside must answer for an outsider"),
                "sekisho member add --responsible P1 ...");
  person.valid_until = member.until;
  person.trained_until = member.trained_until;
  SetKeys(member.card, person);
  Draft draft;
  draft.kind = Kind::kMemberCard;
  draft.claims = ToClaims(card, session.zone());
  RETURN_IF_ERROR(AddCardAnnexes(session, member.name, person, draft));
  ASSIGN_OR_RETURN(const Signed posted, session.Post(std::move(draft)));
  return ShortId(*session.state().FindMember(posted.jti));
}

Result<void> SetCard(Session& session, const std::string& reference, const Card& new_card) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kMemberCard));
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  CardClaims card{member->Now()};
  SetKeys(new_card, card.person);
  Draft draft;
  draft.kind = Kind::kMemberCard;
  draft.subject = member->id;
  draft.claims = ToClaims(card, session.zone());
  RETURN_IF_ERROR(AddCardAnnexes(session, session.NameOf(member->id), card.person, draft));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

Result<void> Suspend(Session& session, const std::string& reference, const std::string& reason) {
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  return PostStatus(session, *member, StatusAction::kSuspend, reason);
}

Result<LeaveResult> Leave(Session& session, const std::string& reference) {
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  const std::string id = member->id;
  RETURN_IF_ERROR(PostStatus(session, *member, StatusAction::kLeave, ""));
  LeaveResult result;
  for (const auto& [medium_id, medium] : session.state().media())
    if (medium.holder == id) result.held.push_back(medium.claims.label);
  return result;
}

Result<std::vector<MemberLine>> ListMembers(Session& session) {
  std::vector<MemberLine> lines;
  for (const auto& [id, member] : session.state().members()) {
    const Person& person = member.Now();
    MemberLine line;
    line.id = ShortId(member);
    line.member = id;
    line.name = session.NameOf(id);
    for (const RoleGrant& grant : person.grants) {
      line.roles.push_back(CodeOf(grant.role));
      if (!grant.department.empty()) line.department = grant.department;
    }
    line.status = CodeOf(person.status);
    line.keyless = person.keyless;
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end(), [](const MemberLine& a, const MemberLine& b) {
    return std::make_pair(a.id.size(), a.id) < std::make_pair(b.id.size(), b.id);
  });
  return lines;
}

Result<const MemberRecord*> ResolveMember(Session& session, const std::string& reference) {
  std::vector<const MemberRecord*> by_id, by_name;
  for (const auto& [id, member] : session.state().members()) {
    if (ShortId(member) == reference) return &member;
    if (reference.size() >= kMinIdPrefix && id.starts_with(reference)) by_id.push_back(&member);
  }
  if (by_id.empty())
    for (const auto& [id, member] : session.state().members())
      if (session.NameOf(id) == reference) by_name.push_back(&member);
  const auto& found = by_id.empty() ? by_name : by_id;
  if (found.size() == 1) return found.front();
  if (found.empty())
    return Fail(ErrorCode::kNotFound, Message("there is no member '{0}'", {reference}),
                "sekisho member list");
  return Fail(ErrorCode::kUsage, Message("several members are called '{0}'", {reference}),
              "sekisho member list");
}

}  // namespace sekisho
