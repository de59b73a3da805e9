#include "workflow/state/resolve.h"

#include <algorithm>
#include <vector>

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/state/record_names.h"

namespace sekisho {
namespace {

constexpr size_t kMinIdPrefix = 8;

bool IsNumber(const std::string& key) {
  return !key.empty() &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether `key` is what our output calls it, as in 申請R1 or "USB-1 (M1)".
bool IsShownAs(const std::string& key, const std::string& shown) { return key == NameKey(shown); }

// The same of a person: the name, and in brackets, among what else is said, the number. "Suzuki
// (Sales, P2)".
bool IsShownAs(const std::string& key, const std::string& name, const std::string& short_id) {
  const size_t bracket = key.find('(');
  if (bracket == std::string::npos || NameKey(key.substr(0, bracket)) != NameKey(name))
    return false;
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const std::string id = NameKey(short_id);
  for (size_t at = key.find(id, bracket); at != std::string::npos; at = key.find(id, at + 1))
    if (!is_word(key[at - 1]) && (at + id.size() == key.size() || !is_word(key[at + id.size()])))
      return true;
  return false;
}

// Whether `key` is the short id R1, or its number alone.
bool IsShortId(const std::string& key, const std::string& short_id) {
  return key == NameKey(short_id) || (IsNumber(key) && key == short_id.substr(1));
}

// The short id that `key` is, or is the number of: R1 of r1 and 1.
std::string ShortIdOf(char letter, const std::string& key) {
  const bool has_letter = !key.empty() && key.front() == letter + ('a' - 'A');
  return letter + (has_letter ? key.substr(1) : key);
}

// Whether `key` is one of the words of a name: 田中 of 田中 太郎.
bool IsWordOf(const std::string& key, const std::string& name_key) {
  for (size_t start = 0; start <= name_key.size();) {
    const size_t end = std::min(name_key.find(' ', start), name_key.size());
    if (key == name_key.substr(start, end - start)) return true;
    start = end + 1;
  }
  return false;
}

using Members = std::vector<const MemberRecord*>;
using Fits = std::function<bool(const MemberRecord&)>;

Members All(Session& session, const Fits& fits) {
  Members found;
  for (const auto& [id, member] : session.state().members())
    if (fits(member)) found.push_back(&member);
  return found;
}

// A name without a blank does not say where the family name ends: whoever means 鈴木一郎 by 鈴木 is
// asked when there is 鈴木 花, too, and alone it is too little to choose somebody by.
void AddThoseWithoutBlanks(Session& session, const std::string& reference, Members& found) {
  const std::string key = NameKeyWithoutBlanks(reference);
  for (const auto& [id, member] : session.state().members()) {
    const std::string name = NameKey(session.PlainNameOf(id));
    const bool may_be = name.find(' ') == std::string::npos && name.size() > key.size() &&
                        static_cast<unsigned char>(name.front()) >= 0x80 &&
                        (name.starts_with(key) || name.ends_with(key));
    if (may_be && std::find(found.begin(), found.end(), &member) == found.end())
      found.push_back(&member);
  }
}

// By P3; not by the number alone, which may be somebody's name.
const MemberRecord* NumberedMember(const OrgState& state, const std::string& key) {
  return key.starts_with('p') ? state.FindMemberByNumber(ShortIdOf('P', key)) : nullptr;
}

// The members that `reference` may mean. A number or id is one; what names may mean is everybody
// whom any way of naming them fits: whoever meant 小田 太郎 by 小田 is asked, once there is a 小田.
Members Candidates(Session& session, const std::string& reference) {
  const std::string key = NameKey(reference);
  const auto name = [&](const MemberRecord& member) {
    return NameKey(session.PlainNameOf(member.id));
  };
  constexpr size_t kByName = 2;
  const Fits ways[] = {
      [&](const MemberRecord& member) {
        return reference.size() >= kMinIdPrefix && member.id.starts_with(reference);
      },
      [&](const MemberRecord& member) { return IsShownAs(key, name(member), ShortId(member)); },
      [&](const MemberRecord& member) {
        return NameKeyWithoutBlanks(name(member)) == NameKeyWithoutBlanks(reference) ||
               IsWordOf(key, name(member));
      },
      [&](const MemberRecord& member) { return IsShortId(key, ShortId(member)); },
  };
  if (const MemberRecord* const member = NumberedMember(session.state(), key)) return {member};
  for (const Fits& way : ways) {
    Members found = All(session, way);
    if (found.empty()) continue;
    if (&way == &ways[kByName]) AddThoseWithoutBlanks(session, reference, found);
    return found;
  }
  return {};
}

}  // namespace

namespace {

// Of names that cannot be read one may be the same: then only a number is sure.
Result<void> CheckNamesAreRead(Session& session, const std::string& reference,
                               const Members& found) {
  const bool by_number =
      found.size() == 1 && (IsShortId(NameKey(reference), ShortId(*found.front())) ||
                            found.front()->id.starts_with(reference));
  if (by_number || session.unreadable_names().empty()) return {};
  return Fail(ErrorCode::kVerdict,
              Message("'{0}' may be somebody else, too: {1}",
                      {reference, session.unreadable_names().front().message}),
              next::NamePeopleByNumber());  // defence: I20-4, else {}
}

// The request that is shown as `key`: 申請R1.
const RequestRecord* ShownRequest(const OrgState& state, const std::string& key) {
  const std::string number = key.substr(key.find_last_not_of("0123456789") + 1);
  if (number.empty() || !IsShownAs(key, Message("R{0}", {number}))) return nullptr;
  return state.FindRequestByNumber("R" + number);
}

}  // namespace

Result<const MemberRecord*> ResolveMember(Session& session, const std::string& reference,
                                          const PossibleMember& possible) {
  Members found = HasVisibleText(reference) ? Candidates(session, reference) : Members();
  RETURN_IF_ERROR(CheckNamesAreRead(session, reference, found));
  if (found.empty())
    return Fail(ErrorCode::kNotFound, Message("there is no member '{0}'", {reference}),
                next::ListMembers());
  if (found.size() > 1 && possible) {
    Members left;
    std::copy_if(found.begin(), found.end(), std::back_inserter(left),
                 [&](const MemberRecord* member) { return possible(*member); });
    if (!left.empty()) found = std::move(left);
  }
  if (found.size() == 1) return found.front();
  std::string list;
  for (const MemberRecord* const member : found)
    list += (list.empty() ? "" : ", ") + RecordNames(session).Person(member->id);
  return Fail(ErrorCode::kUsage,
              Message("several members are called '{0}': {1}", {reference, list}),
              next::NameByNumber(ShortId(*found.front())));
}

Result<const RequestRecord*> ResolveRequest(Session& session, const std::string& reference) {
  const std::string key = NameKey(reference);
  const OrgState& state = session.state();
  if (const auto* const request = state.FindRequestByNumber(ShortIdOf('R', key))) return request;
  if (const RequestRecord* const request = ShownRequest(state, key)) return request;
  std::vector<const RequestRecord*> found;
  if (reference.size() >= kMinIdPrefix) found = state.RequestsBeginningWith(reference);
  if (found.size() > 1)
    return Fail(ErrorCode::kUsage, Message("several requests begin with '{0}'", {reference}),
                next::ListRequests());
  if (found.size() == 1) return found.front();
  return Fail(ErrorCode::kNotFound, Message("there is no request '{0}'", {reference}),
              next::ListRequests());
}

Result<const MediumRecord*> ResolveMedium(Session& session, const std::string& reference) {
  const std::string key = NameKey(reference);
  if (const MediumRecord* const medium = session.state().FindMediumByLabel(key)) return medium;
  const RecordNames names(session);
  for (const auto& [id, medium] : session.state().media())
    if (key == NameKey(ShortId(medium)) || id == reference || IsShownAs(key, names.Medium(id)))
      return &medium;
  return Fail(ErrorCode::kNotFound, Message("no medium '{0}' is registered", {reference}),
              next::ListMedia());
}

}  // namespace sekisho
