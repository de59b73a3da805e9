#include "workflow/office/people.h"

#include <algorithm>

#include "approvals/duties.h"
#include "base/text/blanks.h"
#include "base/text/code_word.h"
#include "base/text/fold_text.h"
#include "base/text/look_alike.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/typed/typed_word.h"
#include "libcrypt/keys/keys.h"
#include "workflow/requests/mandatory_text.h"
#include "workflow/state/record_names.h"
#include "workflow/state/resolve.h"
#include "workflow/state/shown_name.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

// What people typed for one of E: its code, or its word in their language.
template <typename E>
std::optional<E> Called(const std::string& typed) {
  for (const CodeName<E>& name : CodesOf<E>())
    if (MeansCode(typed, name.code)) return name.value;
  return std::nullopt;
}

// The words of all of E, as they can be typed.
template <typename E>
std::string AllWords() {
  std::string words;
  for (const CodeName<E>& name : CodesOf<E>()) {
    const std::string word = CodeWord(name.code);
    words = words.empty() ? word : Message("{0}, {1}", {words, word});
  }
  return words;
}

Result<std::vector<RoleGrant>> GrantsOf(const std::vector<std::string>& roles,
                                        const std::string& department, const CharterRules& rules,
                                        Time now) {
  std::vector<RoleGrant> grants;
  for (const std::string& typed : roles) {
    const auto role = Called<Role>(typed);
    if (!role || std::find(rules.roles.begin(), rules.roles.end(), *role) == rules.roles.end())
      return Fail(ErrorCode::kUsage, Message("there is no role '{0}'", {typed}),
                  next::NameRole(AllWords<Role>()));
    grants.push_back({*role, department, now, std::nullopt});
  }
  const auto& departments = rules.departments;
  if (!departments.empty() && !department.empty() &&
      std::find(departments.begin(), departments.end(), department) == departments.end())
    return Fail(ErrorCode::kRefused, Message("the charter knows no department '{0}'", {department}),
                next::ShowCharter());  // defence: I15-2
  return grants;
}

using Annexes = std::vector<std::pair<std::string, AnnexPart>>;

Result<AnnexPart> TextForMembers(Session& session, const char* field, const std::string& text) {
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  return SealAnnex(AsBytes(WriteJson(Json{{field, text}})), {directory->recipient()},
                   *session.world().random);
}

// A part that every member reads.
Result<Annexes> ForMembers(Session& session, const char* field, const std::string& text) {
  Annexes annexes;
  ASSIGN_OR_RETURN(AnnexPart main, TextForMembers(session, field, text));
  annexes.emplace_back("main", std::move(main));
  return annexes;
}

// The annexes of a card: the name for everybody, the directory key for the member. A device has no
// use for names.
// `member`: who has a card already, or null.
Result<Annexes> CardAnnexes(Session& session, const MemberRecord* member, AnnexPart name,
                            const Person& person) {
  Annexes annexes;
  annexes.emplace_back("main", std::move(name));
  if (person.keyless || person.is_device) return annexes;
  if (member != nullptr && SameKeys(member->Now(), person)) {
    // Given once, with the keys (ATTACKS I5): it goes on as it is.
    if (member->grant) annexes.emplace_back("grant", AnnexPart{*member->grant, {}, 0, {}, {}});
    return annexes;
  }
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  ASSIGN_OR_RETURN(const X25519PublicKey reader, ParseRecipient(person.age_recipient));
  const SecretBytes secret = directory->Encode();
  ASSIGN_OR_RETURN(AnnexPart grant, SealAnnex(secret.Expose(), {reader}, *session.world().random));
  annexes.emplace_back("grant", std::move(grant));
  return annexes;
}

void SetKeys(const std::optional<Card>& card, Person& person) {
  person.keyless = !card.has_value();
  person.sign_key = card ? card->sign_key : "";
  person.age_recipient = card ? card->age_recipient : "";
}

// The name that a new card of `member` carries on, to the byte: with another commitment it would be
// another name, which takes two. One that cannot be read would be lost with the old card.
Result<AnnexPart> NameToKeep(Session& session, const MemberRecord& member) {
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  ASSIGN_OR_RETURN(const Statement card, ParseStatement(member.card_token));
  AgeKeys keys;
  keys.identities.push_back(directory);
  const auto name = session.ReadAnnexWith(card, "main", keys);
  if (name) return SealAnnexAgain(*name, {directory->recipient()}, *session.world().random);
  return Fail(
      ErrorCode::kVerdict,
      Message("the name of {0} cannot be read: a new card would lose it", {ShortId(member)}),
      next::VerifyLedger());  // defence: I20-5, else AnnexPart{}
}

// Of a new member (`target` empty) or one who changes.
Result<Outcome> PostCard(Session& session, const std::string& target, AnnexPart name,
                         const CardClaims& card) {
  Act act;
  act.kind = ProposedAct::kMemberCard;
  act.target = target;
  act.claims = ToClaims(card, session.zone());
  act.takes_two = session.state().CardTakesTwo(target, card.person, name.commitment);
  ASSIGN_OR_RETURN(act.annexes, CardAnnexes(session, session.state().FindMember(target),
                                            std::move(name), card.person));
  return PostAct(session, std::move(act));
}

Person WithStatus(const MemberRecord& member, MemberStatus status) {
  Person person = member.Now();
  person.status = status;
  return person;
}

// Whoever is active with keys could be given the office that would be empty.
Result<void> CheckSomebodyStays(Session& session, const MemberRecord& member, const Person& after) {
  const auto stays = session.state().CheckSomebodyStays(member.id, after, session.now());
  if (stays) return {};
  std::string names;
  for (const auto& [id, other] : session.state().members()) {
    if (id == member.id || other.Now().is_device || !MaySign("seal", other.Now(), session.now()))
      continue;
    const std::string name = RecordNames(session).Person(id);
    names = names.empty() ? name : Message("{0}, {1}", {names, name});
  }
  const std::string& why = stays.error().message;
  if (names.empty())
    return Fail(ErrorCode::kRefused, Message("{0}, and nobody could take over", {why}),
                next::AddMemberWithCard());  // defence: I11-2
  // defence: I11-3, else {}
  return Fail(ErrorCode::kRefused, Message("{0}; could take over: {1}", {why, names}),
              next::GiveOfficeFirst());
}

Result<void> PostStatus(Session& session, const MemberRecord& member, StatusAction action,
                        const std::string& reason) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(MaySignStatus(action, me->Now(), member.id, session.now()));
  RETURN_IF_ERROR(CheckSomebodyStays(
      session, member,
      WithStatus(member,
                 action == StatusAction::kLeave ? MemberStatus::kLeft : MemberStatus::kSuspended)));
  Draft draft;
  draft.kind = Kind::kMemberStatus;
  draft.subject = member.id;
  draft.claims = ToClaims(StatusClaims{action});
  ASSIGN_OR_RETURN(draft.annexes, ForMembers(session, "reason", reason));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

// The same name beside one that is in use: in the same department nobody could tell the two apart.
// `member` is who will be called so, empty for somebody new.
Result<void> CheckNameIsNew(Session& session, const std::string& member, const std::string& name,
                            const std::string& department) {
  const std::string key = LookAlikeKey(name);
  for (const auto& [id, other] : session.state().members()) {
    if (id == member || other.Now().status == MemberStatus::kLeft ||
        LookAlikeKey(session.PlainNameOf(id)) != key)
      continue;
    const auto departments = DepartmentsOf(other.Now(), session.now());
    const bool same = std::any_of(departments.begin(), departments.end(), [&](const auto& there) {
      return NameKey(there) == NameKey(department);
    });
    if (same || (departments.empty() && department.empty()))
      // defence: I2-1
      return Fail(ErrorCode::kRefused,
                  Message("there is {0} already", {RecordNames(session).Person(id)}),
                  next::TellApartOrChange(ShortId(other)));
  }
  return {};
}

}  // namespace

std::vector<std::string> Namesakes(Session& session, const std::string& name) {
  std::vector<std::string> found;
  for (const auto& [id, other] : session.state().members())
    if (LookAlikeKey(session.PlainNameOf(id)) == LookAlikeKey(name))
      found.push_back(RecordNames(session).Person(id));
  return found;
}

// Blanks would be no department at all, without a word.
Result<void> CheckDepartmentIsVisible(const std::string& typed) {
  if (typed.empty() || HasVisibleText(typed)) return {};
  return Fail(ErrorCode::kUsage, Message("the name of the department has nothing to be seen"),
              next::ChangeMember());  // defence: none, it would be no department (I2)
}

Result<Outcome> AddMember(Session& session, const NewMember& typed) {
  NewMember member = typed;
  member.name = WithoutNeedlessBlanks(typed.name);
  member.department = WithoutNeedlessBlanks(typed.department);
  if (!HasVisibleText(member.name))
    return Fail(ErrorCode::kUsage, Message("a member needs a name"), next::AddMember());
  RETURN_IF_ERROR(CheckDepartmentIsVisible(typed.department));
  RETURN_IF_ERROR(CheckNameIsNew(session, {}, member.name, member.department));
  RETURN_IF_ERROR(CheckIsAName(member.name));
  CardClaims card;
  Person& person = card.person;
  std::vector<std::string> roles = member.roles;
  if (roles.empty()) roles.push_back(CodeOf(Role::kEmployee));
  ASSIGN_OR_RETURN(person.grants, GrantsOf(roles, member.department,
                                           session.state().charter().charter, session.now()));
  if (!member.employment.empty()) {
    const auto employment = Called<Employment>(member.employment);
    if (!employment)
      return Fail(ErrorCode::kUsage,
                  Message("there is no kind of employment '{0}'", {member.employment}),
                  next::NameKind(AllWords<Employment>()));
    person.employment = *employment;
  }
  if (!member.responsible.empty()) {
    ASSIGN_OR_RETURN(const MemberRecord* const answers, ResolveMember(session, member.responsible));
    person.responsible = answers->id;
  }
  if (IsOutsider(person.employment) && person.responsible.empty())
    return Fail(ErrorCode::kRefused, Message("somebody inside must answer for an outsider"),
                next::AddResponsible());  // defence: I15-3
  person.valid_until = member.until;
  person.trained_until = member.trained_until;
  SetKeys(member.card, person);
  ASSIGN_OR_RETURN(AnnexPart name, TextForMembers(session, "name", member.name));
  return PostCard(session, {}, std::move(name), card);
}

Result<Outcome> GiveKeys(Session& session, const std::string& reference, const Card& new_card) {
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  if (!member->Now().keyless)
    return Fail(ErrorCode::kRefused, Message("{0} has keys already", {ShortId(*member)}),
                next::ReplaceKeys(ShortId(*member)));  // defence: I5-15
  CardClaims card{member->Now()};
  SetKeys(new_card, card.person);
  ASSIGN_OR_RETURN(AnnexPart name, NameToKeep(session, *member));
  return PostCard(session, member->id, std::move(name), card);
}

Result<Outcome> ChangeKeys(Session& session, const std::string& reference, const Card& new_card) {
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  if (session.state().IsCharterRoot(member->id))
    // defence: I5-16
    return Fail(ErrorCode::kRefused,
                Message("a lost officer's key is replaced through the charter, by no card"),
                next::NoCommandForRootKeys());
  if (member->Now().keyless)
    return Fail(ErrorCode::kRefused, Message("{0} has no keys yet", {ShortId(*member)}),
                next::GiveCard(ShortId(*member)));  // defence: I5-17
  CardClaims card{member->Now()};
  SetKeys(new_card, card.person);
  ASSIGN_OR_RETURN(AnnexPart name, NameToKeep(session, *member));
  return PostCard(session, member->id, std::move(name), card);
}

namespace {

// The roles of a card that changes them or their department. What it had stays as it was, its dates
// included: an acting manager's days do not become years by the way.
Result<std::vector<RoleGrant>> GrantsAfter(Session& session, const std::vector<RoleGrant>& before,
                                           const MemberChange& change) {
  if (change.roles.empty() && change.department.empty()) return before;
  std::vector<std::string> codes = change.roles;
  std::string where = WithoutNeedlessBlanks(change.department);
  for (const RoleGrant& grant : before) {
    if (change.roles.empty()) codes.push_back(CodeOf(grant.role));
    if (where.empty()) where = grant.department;
  }
  ASSIGN_OR_RETURN(std::vector<RoleGrant> grants,
                   GrantsOf(codes, where, session.state().charter().charter, session.now()));
  for (RoleGrant& grant : grants)
    for (const RoleGrant& old : before)
      if (old.role == grant.role) {
        grant.until = old.until;
        // Of the whole organisation it was of the department, too: nothing begins anew.
        if (old.department.empty()) grant.from = old.from;
      }
  for (RoleGrant& grant : grants)
    for (const RoleGrant& old : before)
      if (old.role == grant.role && old.department == grant.department) grant = old;
  return grants;
}

// Of a card that may say another name.
Result<AnnexPart> NameAfter(Session& session, const MemberRecord& member,
                            const std::optional<std::string>& name, const std::string& department) {
  if (!name) return NameToKeep(session, member);
  if (!HasVisibleText(*name))
    return Fail(ErrorCode::kUsage, Message("a member needs a name"), next::NameMember());
  const std::string called = WithoutNeedlessBlanks(*name);
  RETURN_IF_ERROR(CheckNameIsNew(session, member.id, called, department));
  RETURN_IF_ERROR(CheckIsAName(called));
  return TextForMembers(session, "name", called);
}

}  // namespace

Result<Outcome> Move(Session& session, const std::string& reference, const MemberChange& change) {
  if (change.department.empty() && change.roles.empty() && !change.name && !change.trained_until &&
      !change.until)
    return Fail(ErrorCode::kUsage, Message("nothing is named that changes"), next::ChangeMember());
  RETURN_IF_ERROR(CheckDepartmentIsVisible(change.department));
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  CardClaims card{member->Now()};
  if (change.trained_until) card.person.trained_until = change.trained_until;
  if (change.until) card.person.valid_until = change.until;
  ASSIGN_OR_RETURN(card.person.grants, GrantsAfter(session, card.person.grants, change));
  const std::string where = card.person.grants.empty() ? "" : card.person.grants[0].department;
  // Others are told that they may not, below.
  if (CheckMay(session, Kind::kProposal))
    RETURN_IF_ERROR(CheckSomebodyStays(session, *member, card.person));
  ASSIGN_OR_RETURN(AnnexPart name, NameAfter(session, *member, change.name, where));
  return PostCard(session, member->id, std::move(name), card);
}

Result<Outcome> ReinstateMember(Session& session, const std::string& reference,
                                const std::string& reason) {
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  if (member->Now().status != MemberStatus::kSuspended)
    return Fail(ErrorCode::kRefused, Message("{0} is not suspended", {ShortId(*member)}),
                next::ListMembers());  // defence: I5-18
  Act act;
  act.kind = ProposedAct::kMemberStatus;
  act.target = member->id;
  act.claims = ToClaims(StatusClaims{StatusAction::kReinstate});
  act.takes_two = true;
  RETURN_IF_ERROR(NeedReason(reason));
  ASSIGN_OR_RETURN(act.annexes, ForMembers(session, "reason", reason));
  return PostAct(session, std::move(act));
}

Result<bool> Suspend(Session& session, const std::string& reference, const std::string& reason) {
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, reference));
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(MaySignStatus(StatusAction::kSuspend, me->Now(), member->id, session.now()));
  if (member->Now().status == MemberStatus::kSuspended) return false;
  RETURN_IF_ERROR(NeedReason(reason));
  RETURN_IF_ERROR(PostStatus(session, *member, StatusAction::kSuspend, reason));
  return true;
}

Result<void> CheckMayLeave(Session& session, const MemberRecord& member) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(MaySignStatus(StatusAction::kLeave, me->Now(), member.id, session.now()));
  return CheckSomebodyStays(session, member, WithStatus(member, MemberStatus::kLeft));
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
      if (grant.until && *grant.until < session.now()) continue;
      if (grant.from > session.now())
        line.roles_to_come.push_back({CodeOf(grant.role), grant.from});
      else
        line.roles.push_back(CodeOf(grant.role));
      if (!grant.department.empty()) line.department = grant.department;
    }
    line.status = CodeOf(person.status);
    line.keyless = person.keyless;
    line.young = YoungPowerOf(session.state(), member, session.now());
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end(), [](const MemberLine& a, const MemberLine& b) {
    return std::make_pair(a.id.size(), a.id) < std::make_pair(b.id.size(), b.id);
  });
  return lines;
}

}  // namespace sekisho
