#include "workflow/kept/kept_state.h"

#include "base/text/message.h"
#include "workflow/kept/fold_version.h"

namespace sekisho {
namespace {

// Only what was valid is known to carry its author's signature: what was void may be so because it
// did not, and is asked again, or the next command would believe it (ATTACKS C1).
OrgState::Signatures SignaturesFor(const Label& label) {
  return label.valid ? OrgState::Signatures::kVerifiedBefore : OrgState::Signatures::kVerify;
}

class Sink final : public RowSink {
 public:
  explicit Sink(KeptRows& rows) : rows_(rows) {}
  Result<void> Put(Place place, const std::string& key, ByteView row) override {
    return rows_.Put(static_cast<int64_t>(place), key, row);
  }
  Result<void> Remove(Place place, const std::string& key) override {
    return rows_.Remove(static_cast<int64_t>(place), key);
  }

 private:
  KeptRows& rows_;
};

// The kind of statement that each row of a table begins with, under whose id it is kept. A member
// may also begin with a consent.
std::optional<Kind> WhatBegins(Place place) {
  switch (place) {
    case Place::kMembers:
      return Kind::kMemberCard;
    case Place::kRequests:
      return Kind::kRequest;
    case Place::kMedia:
      return Kind::kMedium;
    case Place::kProposals:
      return Kind::kProposal;
    default:
      return std::nullopt;
  }
}

template <typename T>
T OrThrow(Result<T> result) {
  if (!result) throw RecordUnreadable(result.error());
  return *std::move(result);
}

}  // namespace

Result<void> FoldVerified(VerifiedIndex& index, LedgerStore& store, OrgState& state, uint64_t from,
                          uint64_t to, const AppliedFn& applied) {
  return index.FetchAll(store, from, to, [&](uint64_t at, std::string_view token) -> Result<void> {
    ASSIGN_OR_RETURN(const Label label, index.LabelAt(at));
    return applied(at, state.Apply(at, token, SignaturesFor(label)));
  });
}

Result<std::optional<KeptHead>> KeptState::Usable() {
  ASSIGN_OR_RETURN(std::optional<KeptHead> kept, index_->kept().Head());
  const std::optional<KeptHead> none;
  if (!kept || kept->version != kFoldVersion + std::string("/") + HexEncode(genesis_)) return none;
  ASSIGN_OR_RETURN(const TreeHead verified, index_->Head());
  if (kept->head.size > verified.size) return none;
  ASSIGN_OR_RETURN(const Digest root, index_->RootAt(kept->head.size));
  if (root != kept->head.root) return none;
  return kept;
}

Result<void> KeptState::KeepRows(OrgState& state) {
  Sink sink(index_->kept());
  return state.Flush(sink);
}

Result<void> KeptState::Keep(OrgState& state, const TreeHead& head) {
  RETURN_IF_ERROR(KeepRows(state));
  return index_->kept().SetHead(
      {head, kFoldVersion + std::string("/") + HexEncode(genesis_), state.Summary()});
}

Result<void> KeptState::Clear() { return index_->kept().Clear(); }

void KeptState::ReadAsOf(uint64_t size) {
  as_of_ = size;
  pinned_ = true;
  unreadable_.reset();
  remade_.clear();
}

void KeptState::ReadInTransaction(uint64_t size) {
  as_of_ = size;
  pinned_ = false;
  unreadable_.reset();
  remade_.clear();
}

// Where nothing is, the record may know better.
std::optional<Bytes> KeptState::Load(Place place, const std::string& key) {
  std::optional<Bytes> row = LoadKept(place, key);
  if (row || key.empty() || !remade_.empty()) return row;
  const std::optional<Kind> beginning = WhatBegins(place);
  if (!beginning) return row;
  for (const Mention& mention : About(key))
    if (mention.kind == KindName(*beginning)) {
      Distrust();
      return LoadKept(place, key);
    }
  return row;
}

std::optional<Bytes> KeptState::LoadKept(Place place, const std::string& key) {
  if (unreadable_) throw RecordUnreadable(*unreadable_);
  if (remade_.empty()) {
    auto row = index_->kept().Load(static_cast<int64_t>(place), key);
    if (row) return *std::move(row);
    RemakeAfter(row.error());
  }
  const auto it = remade_.find({place, key});
  return it == remade_.end() ? std::optional<Bytes>() : it->second;
}

void KeptState::LoadRange(Place place, const std::string& from,
                          const std::optional<std::string>& to, const RowFn& visit) {
  if (unreadable_) throw RecordUnreadable(*unreadable_);
  if (remade_.empty()) {
    std::vector<std::pair<std::string, Bytes>> rows;  // none is visited unless all can be read
    const auto loaded =
        index_->kept().LoadRange(static_cast<int64_t>(place), from, to,
                                 [&](const std::string& key, ByteView row) -> Result<void> {
                                   rows.emplace_back(key, Bytes(row.begin(), row.end()));
                                   return {};
                                 });
    if (loaded) {
      for (const auto& [key, row] : rows) visit(key, row);
      return;
    }
    RemakeAfter(loaded.error());
  }
  for (auto it = remade_.lower_bound({place, from});
       it != remade_.end() && it->first.first == place && (!to || it->first.second < *to); ++it)
    visit(it->first.second, it->second);
}

// A row names what it is of: where that is not, the row is wrong, not the record.
std::string KeptState::Token(uint64_t index) {
  if (index >= as_of_) ThrowDamagedRow();
  return OrThrow(index_->Fetch(*store_, index));
}

std::vector<Mention> KeptState::About(const std::string& subject) {
  std::vector<Mention> mentions;
  for (auto& [index, kind] : OrThrow(index_->ValidAbout(subject, as_of_)))
    mentions.push_back({index, std::move(kind)});
  return mentions;
}

void KeptState::Distrust() {
  if (remade_.empty()) Remake();
}

void KeptState::RemakeAfter(const Error& error) {
  // defence: none, what is damaged is made from the record again
  if (error.code != ErrorCode::kMalformed) throw RecordUnreadable(error);
  Remake();
}

void KeptState::Remake() {
  found_damage_ = true;
  if (!pinned_) ThrowDamagedRow();
  const uint64_t size = as_of_;
  OrgState fresh(genesis_);
  const auto folded = FoldVerified(*index_, *store_, fresh, 0, size,
                                   [](uint64_t, const Disposition&) { return Result<void>(); });
  if (!folded) throw RecordUnreadable(folded.error());
  fresh.ForEachRow([&](Place place, const std::string& key, ByteView row) {
    remade_.emplace(std::make_pair(place, key), Bytes(row.begin(), row.end()));
  });
  // For the next command; if somebody else has gone on meanwhile, it is theirs to find.
  const auto kept = index_->Write([&]() -> Result<void> {
    ASSIGN_OR_RETURN(const std::optional<KeptHead> now, Usable());
    if (now && now->head.size != size) return {};
    RETURN_IF_ERROR(Clear());
    ASSIGN_OR_RETURN(const Digest root, index_->RootAt(size));
    return Keep(fresh, {size, root});
  });
  if (kept) found_damage_ = false;
  if (const auto pinned = index_->Pin(); !pinned) throw RecordUnreadable(pinned.error());
}

Result<uint64_t> CountDifferences(VerifiedIndex& index, const OrgState& folded) {
  uint64_t rows = 0;
  uint64_t differences = 0;
  folded.ForEachRow([&](Place place, const std::string& key, ByteView row) {
    ++rows;
    const auto kept = index.kept().Load(static_cast<int64_t>(place), key);
    const bool same =
        kept && *kept && std::equal(row.begin(), row.end(), (*kept)->begin(), (*kept)->end());
    if (!same) ++differences;
  });
  ASSIGN_OR_RETURN(const uint64_t kept_rows, index.kept().Count());
  if (kept_rows > rows) differences += kept_rows - rows;
  ASSIGN_OR_RETURN(const std::optional<KeptHead> head, index.kept().Head());
  if (!head || head->summary != folded.Summary()) ++differences;
  return differences;
}

}  // namespace sekisho
