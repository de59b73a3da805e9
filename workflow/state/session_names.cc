// The part of a session that knows what people are called.
#include <algorithm>

#include "base/text/blanks.h"
#include "base/text/look_alike.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/state/record_names.h"
#include "workflow/state/session.h"
#include "workflow/state/shown_name.h"

namespace sekisho {
namespace {

constexpr size_t kMaxUnreadableNames = 10;  // noted; what happened to one happened to all

}  // namespace

Result<std::string> Session::ReadName(const MemberRecord& member) {
  ASSIGN_OR_RETURN(const X25519Identity* const key, DirectoryKey());
  ASSIGN_OR_RETURN(const Statement card, ParseStatement(member.card_token));
  AgeKeys keys;
  keys.identities.push_back(key);
  auto annex = ReadAnnexWith(card, "main", keys);
  // It is for everybody who has this key: what is not was not written by a program of ours.
  if (!annex && annex.error().code == ErrorCode::kNoMatch)
    return Fail(ErrorCode::kVerdict,
                Message("the name of {0} is not encrypted to the members", {ShortId(member)}),
                next::VerifyLedger());  // defence: I7-9
  if (!annex) return annex.error();
  ASSIGN_OR_RETURN(const Json json, ParseJson(AsText(annex->bytes)));
  return GetString(json, "name");
}

void Session::NoteUnreadable(const Error& error) {
  const auto is_same = [&](const Error& noted) { return noted.message == error.message; };
  if (error.code == ErrorCode::kVerdict && unreadable_names_.size() < kMaxUnreadableNames &&
      std::none_of(unreadable_names_.begin(), unreadable_names_.end(), is_same))
    unreadable_names_.push_back(error);
}

Session::~Session() {
  if (name_cache_ && world_.random != nullptr) name_cache_->Save(*world_.random);
}

// Null for whoever has no key to read it with.
NameCache* Session::Names() {
  if (name_cache_) return &*name_cache_;
  const auto mine = identity();
  const auto erased = Erased();
  if (!mine || !erased || (*mine)->age.empty()) return nullptr;
  name_cache_ = NameCache::Open(directory_path_, (*mine)->age.front(), *erased);
  return &*name_cache_;
}

// Opened once a command: a view names the same people again and again.
const Session::KnownName& Session::Known(const MemberRecord& record) {
  KnownName& known = names_[record.id];
  if (known.card_token == record.card_token) return known;
  NameCache* const cache = Names();
  const Digest card = Sha256(AsBytes(record.card_token));
  const std::string* const cached = cache == nullptr ? nullptr : cache->Find(card);
  auto name = cached != nullptr ? Result<std::string>(*cached) : ReadName(record);
  if (name)
    if (const auto reads = CheckReadsAsAName(*name, ShortId(record)); !reads) name = reads.error();
  if (!name) NoteUnreadable(name.error());
  if (name && cached == nullptr && cache != nullptr)
    if (const auto statement = ParseStatement(record.card_token))
      if (const auto commitment = statement->AnnexCommitment("main"))
        cache->Add(card, *commitment, *name);
  // A row of blanks would read as the columns of a list.
  const std::string shown = name ? WithSingleBlanks(*name) : ShortId(record);
  known = {record.card_token, shown, LookAlikeKey(shown)};
  return known;
}

std::string Session::PlainNameOf(const std::string& member) {
  const MemberRecord* const record = state_.FindMember(member);
  return record == nullptr ? Message("somebody unknown") : Known(*record).name;
}

size_t Session::BearersOf(const std::string& key) {
  if (!bearers_ || bearers_->first != applied_) {
    bearers_.emplace(applied_, std::map<std::string, size_t>());
    for (const auto& [id, member] : state_.members()) ++bearers_->second[Known(member).key];
  }
  return bearers_->second[key];
}

std::string Session::NameOf(const std::string& member) {
  const MemberRecord* const record = state_.FindMember(member);
  if (record == nullptr) return Message("somebody unknown");
  const KnownName known = Known(*record);
  return BearersOf(known.key) < 2 ? known.name : RecordNames(*this).Person(member);
}

}  // namespace sekisho
