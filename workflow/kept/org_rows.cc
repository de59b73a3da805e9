// How each row of the folded state is kept. A request is kept as where its statements are and what
// was judged of them: the cores are read, and compared with what was verified, each time.
#include <tuple>

#include "base/text/message.h"
#include "libcrypt/primitives/sha256.h"
#include "workflow/kept/reading_again.h"
#include "workflow/kept/row_codec.h"
#include "workflow/state/org_state.h"

namespace sekisho {

namespace {

std::vector<uint64_t> IndexesOf(const std::vector<Mention>& mentions, Kind kind) {
  std::vector<uint64_t> indexes;
  for (const Mention& mention : mentions)
    if (mention.kind == KindName(kind)) indexes.push_back(mention.index);
  return indexes;
}

bool IsAbout(const RequestRecord& request, Kind, const SealRecord& seal) {
  return seal.request == request.id();
}
template <typename Decision>
bool IsAbout(const RequestRecord& request, Kind kind, const Decision& decision) {
  const StatementHeader& header = decision.statement.header;
  return header.kind == kind && header.subject == request.id();
}

// What was said about a request is what its row has of it, no more and no less.
template <typename Said>
bool HasAll(const std::vector<Mention>& mentions, const RequestRecord& request, Kind kind,
            const std::vector<Said>& said) {
  const std::vector<uint64_t> indexes = IndexesOf(mentions, kind);
  return std::equal(indexes.begin(), indexes.end(), said.begin(), said.end(),
                    [&](uint64_t index, const Said& one) {
                      return one.index == index && IsAbout(request, kind, one);
                    });
}

// Who sealed, carries or asked gives no use back (fold_requests.cc).
void CheckVoids(RowSource* source, const std::vector<Mention>& mentions,
                const RequestRecord& request, const SealRecord& seal) {
  const std::set<std::string> concerned = {seal.sealer.member, request.claims.holder,
                                           request.requester()};
  bool voided = false;
  bool by_another = false;
  for (const uint64_t index : IndexesOf(mentions, Kind::kSealVoid)) {
    const Statement statement = StatementAt(source, index);
    if (ExpectOfRow(ReadSealRefClaims(statement.claims)).seal != seal.hash) continue;
    voided = true;
    by_another = by_another || !concerned.contains(statement.header.iss);
  }
  if (seal.voided != voided || (seal.use_returned && !by_another)) ThrowDamagedRow();
}

// A row that leaves out a denial is worse than none.
void CheckComplete(RowSource* source, const RequestRecord& request) {
  const std::vector<Mention> mentions = source->About(request.id());
  const bool complete =
      IndexesOf(mentions, Kind::kRequest) == std::vector<uint64_t>{request.index} &&
      HasAll(mentions, request, Kind::kApproval, request.approvals) &&
      HasAll(mentions, request, Kind::kDenial, request.denials) &&
      HasAll(mentions, request, Kind::kRevocation, request.revocations) &&
      HasAll(mentions, request, Kind::kSeal, request.seals) &&
      (request.withdrawn || IndexesOf(mentions, Kind::kWithdrawal).empty());
  if (!complete) ThrowDamagedRow();
  for (const SealRecord& seal : request.seals) CheckVoids(source, mentions, request, seal);
}

template <typename Row>
Bytes Encode(const Row& row) {
  RowWriter writer;
  writer.One(const_cast<Row&>(row));  // it is written only; Fields is the same for both ways
  return writer.Take();
}

template <typename Row>
void Decode(ByteView bytes, RowSource* source, Row& row) {
  RowReader reader(bytes, source);
  reader.One(row);
  reader.ExpectEnd();
}

}  // namespace

// Not in the unnamed namespace, where argument-dependent lookup would not find them. Each takes its
// structure apart by all of its members, so that one more does not compile until it is kept, too.
template <typename Io>
void Fields(Io&, Nothing&) {}

template <typename Io>
void Fields(Io& io, RoleGrant& grant) {
  auto& [role, department, from, until] = grant;
  io(role, department, from, until);
}

template <typename Io>
void Fields(Io& io, Person& person) {
  auto& [member, keyless, sign_key, age_recipient, employment, responsible, grants, status,
         valid_until, trained_until, forwarded_agent, is_device] = person;
  io(member, keyless, sign_key, age_recipient, employment, responsible, grants, status, valid_until,
     trained_until, forwarded_agent, is_device);
}

template <typename Io>
void Fields(Io& io, Power& power) {
  auto& [since, by, alone, dated] = power;
  io(since, by, alone, dated);
}

template <typename Io>
void Fields(Io& io, RolePower& role) {
  auto& [grant, power] = role;
  io(grant, power);
}

template <typename Io>
void Fields(Io& io, MemberRecord& member) {
  auto& [id, ordinal, card_token, name, grant, versions, had_keys, keys, roles] = member;
  io(id, ordinal, card_token, name, grant, versions, had_keys, keys, roles);
}

template <typename Io>
void Fields(Io& io, ApprovalRecord& approval) {
  auto& [index, statement, at, could_fill] = approval;
  io(index, at, could_fill);
  if constexpr (Io::kReads) statement = StatementAt(io.source(), index);
}

template <typename Io>
void Fields(Io& io, VetoRecord& veto) {
  auto& [index, statement, at, has_force] = veto;
  io(index, at, has_force);
  if constexpr (Io::kReads) statement = StatementAt(io.source(), index);
}

template <typename Io>
void Fields(Io& io, SealRecord& seal) {
  auto& [jti, request, index, hash, token, claims, sealer, iat, voided, use_returned] = seal;
  io(index, sealer, voided, use_returned);
  if constexpr (Io::kReads) {
    const Statement statement = StatementAt(io.source(), index);
    jti = statement.header.jti;
    request = statement.header.subject;
    hash = statement.hash;
    token = statement.token;
    claims = ExpectOfRow(ReadSealClaims(statement.claims));
    iat = statement.header.iat;
    if (sealer.member != statement.header.iss) ThrowDamagedRow();
  }
}

template <typename Io>
void Fields(Io& io, RequestRecord& request) {
  auto& [index, ordinal, statement, claims, approvals, denials, revocations, withdrawn, seals] =
      request;
  io(index, ordinal, approvals, denials, revocations, withdrawn, seals);
  if constexpr (Io::kReads) {
    statement = StatementAt(io.source(), index);
    claims = ExpectOfRow(ReadRequestClaims(statement.claims));
    CheckComplete(io.source(), request);
  }
}

template <typename Io>
void Fields(Io& io, MediumClaims& claims) {
  auto& [label, medium_kind, hardware, home] = claims;
  io(label, medium_kind, hardware, home);
}

template <typename Io>
void Fields(Io& io, WipeNeed& need) {
  auto& [word, class_id, binds] = need;
  io(word, class_id, binds);
}

template <typename Io>
void Fields(Io& io, LossReport& report) {
  auto& [statement, by, at] = report;
  io(statement, by, at);
}

template <typename Io>
void Fields(Io& io, MediumRecord& medium) {
  auto& [id, ordinal, token, tag, claims, state, holder, last_holder, request, due, involved,
         carried, loss_reports, need, since, wiped_whole] = medium;
  io(id, ordinal, token, tag, claims, state, holder, last_holder, request, due, involved, carried,
     loss_reports, need, since, wiped_whole);
}

template <typename Io>
void Fields(Io& io, ProposalRecord& proposal) {
  auto& [index, ordinal, member_ordinal, statement, claims, consented, withdrawn] = proposal;
  io(index, ordinal, member_ordinal, consented, withdrawn);
  if constexpr (Io::kReads) {
    statement = StatementAt(io.source(), index);
    claims = ExpectOfRow(ReadProposalClaims(statement.claims));
  }
}

template <typename Io>
void Fields(Io& io, WipeRecord& wipe) {
  auto& [jti, author] = wipe;
  io(jti, author);
}

template <typename Io>
void Fields(Io& io, CharterRecord& record) {
  auto& [index, charter, digest, token] = record;
  io(index);
  if constexpr (Io::kReads) {
    const Statement statement = StatementAt(io.source(), index);
    const auto body = statement.claims.find("body");
    if (body == statement.claims.end()) ThrowDamagedRow();
    charter = ExpectOfRow(CharterFromJson(*body));
    digest = statement.hash;
    token = statement.token;
  }
}

Bytes EncodeRow(const Nothing& row) { return Encode(row); }
Bytes EncodeRow(const std::string& row) { return Encode(row); }
Bytes EncodeRow(const MemberRecord& row) { return Encode(row); }
Bytes EncodeRow(const RequestRecord& row) { return Encode(row); }
Bytes EncodeRow(const MediumRecord& row) { return Encode(row); }
Bytes EncodeRow(const ProposalRecord& row) { return Encode(row); }
Bytes EncodeRow(const WipeRecord& row) { return Encode(row); }
void DecodeRow(ByteView bytes, RowSource* source, Nothing& row) { Decode(bytes, source, row); }
void DecodeRow(ByteView bytes, RowSource* source, std::string& row) { Decode(bytes, source, row); }
void DecodeRow(ByteView bytes, RowSource* source, MemberRecord& row) { Decode(bytes, source, row); }
void DecodeRow(ByteView bytes, RowSource* source, RequestRecord& row) {
  Decode(bytes, source, row);
}
void DecodeRow(ByteView bytes, RowSource* source, MediumRecord& row) { Decode(bytes, source, row); }
void DecodeRow(ByteView bytes, RowSource* source, ProposalRecord& row) {
  Decode(bytes, source, row);
}
void DecodeRow(ByteView bytes, RowSource* source, WipeRecord& row) { Decode(bytes, source, row); }

template <typename Self>
auto OrgState::TablesOf(Self& self) {
  return std::tie(self.members_, self.requests_, self.media_, self.proposals_, self.wipes_,
                  self.statements_, self.ids_, self.begun_, self.by_number_, self.requests_by_hash_,
                  self.requests_by_seal_, self.seal_ids_, self.media_by_hash_, self.media_by_tag_,
                  self.media_by_label_, self.owners_by_sign_key_, self.owners_by_age_key_,
                  self.office_holders_, self.open_requests_, self.concerned_,
                  self.named_recipients_, self.annexes_);
}

template <typename Self, typename Visit>
void OrgState::ForEachTable(Self& self, const Visit& visit) {
  std::apply([&](auto&... table) { (visit(table), ...); }, TablesOf(self));
}

namespace {

// Calls `visit` with each element of `a` and the one at the same place in `b`.
template <typename A, typename B, typename Visit, size_t... I>
void ForEachPair(A a, B b, const Visit& visit, std::index_sequence<I...>) {
  (visit(std::get<I>(a), std::get<I>(b)), ...);
}
template <typename A, typename B, typename Visit>
void ForEachPair(A a, B b, const Visit& visit) {
  ForEachPair(a, b, visit, std::make_index_sequence<std::tuple_size_v<A>>());
}

}  // namespace

template <typename Io>
void OrgState::SummaryFields(Io& io) {
  io(org_, charters_, has_members_, numbers_, voids_, time_);
}

Bytes OrgState::Summary() const {
  RowWriter writer;
  const_cast<OrgState*>(this)->SummaryFields(writer);  // it is written only
  return writer.Take();
}

void OrgState::SetSource(const std::shared_ptr<RowSource>& source) {
  ForEachTable(*this, [&](auto& table) { table.SetSource(source); });
}

void OrgState::ReadFrom(std::shared_ptr<RowSource> source, ByteView summary) {
  OrgState young(genesis_);
  RowReader reader(summary, source.get());
  young.SummaryFields(reader);
  reader.ExpectEnd();
  if (!young.charters_.empty() && young.charters_.front().digest != genesis_) ThrowDamagedRow();
  young.SetSource(source);
  *this = std::move(young);
}

Result<void> OrgState::Flush(RowSink& sink) {
  Result<void> flushed;
  ForEachTable(*this, [&](auto& table) {
    if (flushed) flushed = table.Flush(sink);
  });
  return flushed;
}

void OrgState::ForgetRows() {
  ForEachTable(*this, [](auto& table) { table.Forget(); });
}

size_t OrgState::rows_in_memory() const {
  size_t rows = 0;
  ForEachTable(*this, [&](const auto& table) { rows += table.rows_in_memory(); });
  return rows;
}

void OrgState::TakeSummaryOf(const OrgState& other) {
  org_ = other.org_;
  charters_ = other.charters_;
  has_members_ = other.has_members_;
  numbers_ = other.numbers_;
  voids_ = other.voids_;
  needs_newer_program_ = other.needs_newer_program_;
  time_ = other.time_;
}

OrgState OrgState::Trial() const {
  OrgState trial(genesis_);
  trial.TakeSummaryOf(*this);
  ForEachPair(TablesOf(trial), TablesOf(*this),
              [](auto& over, const auto& table) { over = table.Overlay(); });
  return trial;
}

void OrgState::Refresh(const std::shared_ptr<RowSource>& source, ByteView summary) {
  OrgState now(genesis_);
  now.ReadFrom(source, summary);
  TakeSummaryOf(now);
  ForEachTable(*this, [](auto& table) { table.Refresh(); });
}

void OrgState::Become(OrgState&& fresh) {
  TakeSummaryOf(fresh);
  ForEachPair(TablesOf(*this), TablesOf(fresh),
              [](auto& table, auto& other) { table.Become(std::move(other)); });
}

void OrgState::ReadAgain(const RequestRecord& request) const {
  RowSource* const source = requests_.source();
  if (source == nullptr) return;
  const std::set<std::string> people = PeopleOf(request);
  const auto is_made_so = [&](const std::string& id) {
    const MemberRecord* const member = FindMember(id);
    return member == nullptr || IsMadeBy(*source, *member);
  };
  if (std::all_of(people.begin(), people.end(), is_made_so) && IsAsJudged(request)) return;
  source->Distrust();
  ForEachTable(*this, [](const auto& table) { table.Reread(); });
}

void OrgState::ForEachRow(const VisitRow& visit) const {
  ForEachTable(*this, [&](const auto& table) { table.ForEachRow(visit); });
}

}  // namespace sekisho
