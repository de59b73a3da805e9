// What the fold keeps to find things by, and finding them: no look-up goes through all there is.
#include <algorithm>
#include <charconv>

#include "workflow/state/org_state.h"
#include "workflow/state/row_key.h"

namespace sekisho {
namespace {

// Labels are ASCII; two that differ only in case are one to whoever reads them aloud.
std::string InLowerCase(std::string_view label) {
  std::string out(label);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 0x20);
  return out;
}

}  // namespace

const MemberRecord* OrgState::FindMember(const std::string& id) const { return members_.Find(id); }
const RequestRecord* OrgState::FindRequest(const std::string& id) const {
  return requests_.Find(id);
}
const RequestRecord* OrgState::FindRequestByHash(const Digest& hash) const {
  const std::string* const id = requests_by_hash_.Find(KeyOf(hash));
  const RequestRecord* const request = id == nullptr ? nullptr : FindRequest(*id);
  return request != nullptr && request->statement.hash == hash ? request : nullptr;
}
const RequestRecord* OrgState::FindRequestByNumber(const std::string& short_id) const {
  const std::string* const id = short_id.starts_with('R') ? by_number_.Find(short_id) : nullptr;
  return id == nullptr ? nullptr : FindRequest(*id);
}
const MemberRecord* OrgState::FindMemberByNumber(const std::string& short_id) const {
  const std::string* const id = short_id.starts_with('P') ? by_number_.Find(short_id) : nullptr;
  return id == nullptr ? nullptr : FindMember(*id);
}

const MediumRecord* OrgState::FindMedium(const std::string& id) const { return media_.Find(id); }

const ProposalRecord* OrgState::FindProposal(const std::string& id) const {
  return proposals_.Find(id);
}
const WipeRecord* OrgState::FindWipe(const Digest& hash) const { return wipes_.Find(KeyOf(hash)); }

const MediumRecord* OrgState::FindMediumByLabel(const std::string& label) const {
  const std::string* const id = media_by_label_.Find(InLowerCase(label));
  return id == nullptr ? nullptr : FindMedium(*id);
}
const MediumRecord* OrgState::FindMediumByHash(const Digest& registration) const {
  const std::string* const id = media_by_hash_.Find(KeyOf(registration));
  return id == nullptr ? nullptr : FindMedium(*id);
}
const MediumRecord* OrgState::FindMediumByTag(const std::string& token) const {
  const std::string* const id = media_by_tag_.Find(KeyOf(StatementHash(token)));
  const MediumRecord* const medium = id == nullptr ? nullptr : FindMedium(*id);
  return medium != nullptr && medium->tag == token ? medium : nullptr;
}

const MemberRecord* OrgState::FindMemberByKey(const std::string& sign_key) const {
  const std::string* const id = owners_by_sign_key_.Find(sign_key);
  const MemberRecord* const member = id == nullptr ? nullptr : FindMember(*id);
  return member != nullptr && member->Now().sign_key == sign_key ? member : nullptr;
}

// What an index says is believed of the row that it leads to only.
const MemberRecord* OrgState::FindMemberByAgeKey(const std::string& age_key) const {
  const std::string* const id = owners_by_age_key_.Find(age_key);
  const MemberRecord* const member = id == nullptr ? nullptr : FindMember(*id);
  return member != nullptr && member->Now().age_recipient == age_key ? member : nullptr;
}

const MemberRecord* OrgState::OwnerOf(const std::string& age_key) const {
  const std::string* const id = owners_by_age_key_.Find(age_key);
  return id == nullptr ? nullptr : FindMember(*id);
}

std::vector<const MemberRecord*> OrgState::OfficeHolders() const {
  std::vector<const MemberRecord*> members;
  for (const std::string& id : office_holders_.Keys(""))
    if (const MemberRecord* const member = FindMember(id)) members.push_back(member);
  return members;
}

const SealRecord* OrgState::FindSeal(const Digest& hash) const {
  const std::string* const id = requests_by_seal_.Find(KeyOf(hash));
  if (id == nullptr) return nullptr;
  const RequestRecord* const request = FindRequest(*id);
  if (request == nullptr) return nullptr;
  for (const SealRecord& seal : request->seals)
    if (seal.hash == hash) return &seal;
  return nullptr;
}

// Of keys that have the id of a request from `id_at` on.
std::vector<const RequestRecord*> OrgState::Requests(const std::vector<std::string>& keys,
                                                     size_t id_at) const {
  std::vector<const RequestRecord*> requests;
  for (const std::string& key : keys)
    if (const RequestRecord* const request = FindRequest(key.substr(id_at)))
      requests.push_back(request);
  return requests;
}

std::vector<const RequestRecord*> OrgState::RequestsBeginningWith(
    const std::string& id_prefix) const {
  return Requests(requests_.KeysBeginningWith(id_prefix), 0);
}

std::vector<const RequestRecord*> OrgState::RequestsNotOver(Time now) const {
  const std::string from = KeyPart(static_cast<uint64_t>(now.time_since_epoch().count()));
  return Requests(open_requests_.Keys(from), from.size());
}

std::vector<const RequestRecord*> OrgState::RequestsConcerning(const std::string& member) const {
  const std::string prefix = KeyPart(member);
  return Requests(concerned_.KeysBeginningWith(prefix), prefix.size());
}

std::vector<const RequestRecord*> OrgState::RequestsWithSeal(const std::string& seal_jti) const {
  const std::string prefix = KeyPart(seal_jti);
  return Requests(seal_ids_.KeysBeginningWith(prefix), prefix.size());
}

size_t OrgState::TimesNamed(const std::string& age_key, uint64_t before_index) const {
  const std::string key = KeyPart(age_key);
  const std::string* times = named_recipients_.Find(key + KeyPart(before_index));
  if (times == nullptr) times = named_recipients_.Find(key);
  size_t count = 0;
  if (times != nullptr) std::from_chars(times->data(), times->data() + times->size(), count);
  return count;
}

std::string OrgState::OpenKey(const RequestRecord& request) {
  return KeyPart(static_cast<uint64_t>(request.claims.until.time_since_epoch().count())) +
         request.id();
}

void OrgState::Concern(const std::string& member, const std::string& request) {
  const std::string key = KeyPart(member) + request;
  if (!concerned_.Contains(key)) concerned_.Put(key, {});
}

void OrgState::Stop(const RequestRecord& request) { open_requests_.Remove(OpenKey(request)); }

void OrgState::KeepRequest(RequestRecord record) {
  const std::string id = record.id();
  by_number_.Put(ShortId(record), id);
  requests_by_hash_.Put(KeyOf(record.statement.hash), id);
  open_requests_.Put(OpenKey(record), {});
  Concern(record.requester(), id);
  Concern(record.claims.holder, id);
  for (const std::string& recipient : record.claims.recipients) {
    const size_t times = TimesNamed(recipient, UINT64_MAX);
    named_recipients_.Put(KeyPart(recipient) + KeyPart(record.index), std::to_string(times));
    named_recipients_.Put(KeyPart(recipient), std::to_string(times + 1));
  }
  requests_.Put(id, std::move(record));
}

void OrgState::KeepSeal(RequestRecord& request, SealRecord record) {
  requests_by_seal_.Put(KeyOf(record.hash), request.id());
  seal_ids_.Put(KeyPart(record.jti) + request.id(), {});
  request.seals.push_back(std::move(record));
}

void OrgState::KeepMedium(MediumRecord record) {
  const std::string id = record.id;
  by_number_.Put(ShortId(record), id);
  media_by_hash_.Put(KeyOf(StatementHash(record.token)), id);
  media_by_tag_.Put(KeyOf(StatementHash(record.tag)), id);
  media_by_label_.Put(InLowerCase(record.claims.label), id);
  media_.Put(id, std::move(record));
}

// What an event has made of it.
void OrgState::ChangeMedium(MediumRecord record) {
  MediumRecord& medium = *media_.Change(record.id);
  if (medium.tag != record.tag) {
    media_by_tag_.Remove(KeyOf(StatementHash(medium.tag)));
    media_by_tag_.Put(KeyOf(StatementHash(record.tag)), record.id);
  }
  medium = std::move(record);
}

// What finds a member: keys and offices. CheckCard has seen to it that its keys were nobody else's.
void OrgState::IndexMember(const Person& person) {
  if (!person.keyless) {
    owners_by_sign_key_.Put(person.sign_key, person.member);
    owners_by_age_key_.Put(person.age_recipient, person.member);
  }
  const bool has_office =
      std::any_of(person.grants.begin(), person.grants.end(),
                  [](const RoleGrant& grant) { return grant.role != Role::kEmployee; });
  if (has_office)
    office_holders_.Put(person.member, {});
  else
    office_holders_.Remove(person.member);
}

}  // namespace sekisho
