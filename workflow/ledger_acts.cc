#include "workflow/ledger_acts.h"

#include <algorithm>

#include "base/files.h"
#include "base/message.h"
#include "ledger/annex_source.h"
#include "ledger/fsck.h"
#include "workflow/people.h"
#include "workflow/record_names.h"

namespace sekisho {
namespace {

constexpr size_t kMaxVoidsListed = 100;
constexpr size_t kReadBatch = 1000;

// Every signature again, from the bytes.
Result<void> CheckStatements(LedgerStore& store, OrgState& state, LedgerReport& report,
                             const std::function<void(const Statement&)>& on_valid) {
  for (uint64_t from = 0;;) {
    ASSIGN_OR_RETURN(const std::vector<StoredEntry> entries, store.Read(from, kReadBatch));
    if (entries.empty()) return {};
    for (const StoredEntry& entry : entries) {
      const Disposition disposition =
          state.Apply(entry.index, entry.token, OrgState::Signatures::kVerify);
      if (disposition.valid) {
        ++report.valid;
        if (const auto statement = ParseStatement(entry.token)) on_valid(*statement);
      } else {
        ++report.voids;
        if (report.void_entries.size() < kMaxVoidsListed)
          report.void_entries.push_back(std::to_string(entry.index) + ": " + disposition.why);
      }
    }
    from = entries.back().index + 1;
  }
}

Result<void> ReadAll(LedgerStore& store, const Digest& commitment, const AgeKeys& keys) {
  ASSIGN_OR_RETURN(
      const auto annex,
      AnnexReader::Open(std::make_unique<AnnexSource>(store, commitment), keys, commitment));
  NullSink nowhere;
  return CopyAll(*annex, nowhere);
}

// Presence of every annex a valid statement commits to; content where this identity can read it.
void CheckAnnexes(LedgerStore& store, const AgeKeys& keys, const Statement& statement,
                  LedgerReport& report) {
  const auto parts = statement.claims.find("annex");
  if (parts == statement.claims.end() || !parts->is_object()) return;
  for (const auto& [name, hex] : parts->items()) {
    const auto commitment =
        hex.is_string() ? DigestFromHex(hex.get<std::string>()) : Result<Digest>(Error{});
    if (!commitment) continue;
    ++report.annexes;
    NullSink nowhere;
    if (!store.GetAnnex(*commitment, nowhere)) {
      ++report.annexes_missing;
      report.problems.push_back(
          Message("an annex of statement {0} is missing", {statement.header.jti}));
      continue;
    }
    if (keys.identities.empty()) continue;
    const auto opened = ReadAll(store, *commitment, keys);
    if (opened) {
      ++report.annexes_checked;
    } else if (opened.error().code != ErrorCode::kNoMatch) {
      report.problems.push_back(
          Message("an annex of statement {0} is not what it committed to", {statement.header.jti}));
    }
  }
}

// The head this machine had verified before, if it had.
Result<std::optional<TreeHead>> KnownHead(const Setting& setting, const Pin& pin) {
  const std::string directory = setting.state_dir + "/" + HexEncode(ByteView(pin.genesis).first(8));
  if (!PathExists(directory + "/verified.sqlite")) return std::optional<TreeHead>();
  ASSIGN_OR_RETURN(const auto index, VerifiedIndex::Open(directory));
  ASSIGN_OR_RETURN(const TreeHead head, index->Head());
  if (head.size == 0) return std::optional<TreeHead>();
  return std::optional<TreeHead>(head);
}

// Keys for reading annexes: one's own and, as a member, the directory's. None is no problem.
struct Readers {
  std::unique_ptr<Session> session;
  AgeKeys keys;
};

Readers FindReaders(const Setting& setting, const World& world) {
  Readers readers;
  if (setting.identity.empty() || !PathExists(setting.identity)) return readers;
  auto session = Session::Open(setting, world);
  if (!session) return readers;  // the ledger is bad: the report says how
  readers.session = *std::move(session);
  if (const auto identity = readers.session->identity()) readers.keys = (*identity)->Keys();
  if (const auto directory = readers.session->DirectoryKey())
    readers.keys.identities.push_back(*directory);
  return readers;
}

}  // namespace

Result<LedgerReport> VerifyLedger(const Setting& setting, const World& world) {
  ASSIGN_OR_RETURN(const Pin pin, ReadPin(setting.state_dir));
  ASSIGN_OR_RETURN(const std::optional<TreeHead> known, KnownHead(setting, pin));
  ASSIGN_OR_RETURN(const auto store, OpenStore(setting.store.empty() ? pin.store : setting.store));
  const Readers readers = FindReaders(setting, world);
  ASSIGN_OR_RETURN(const FsckReport fsck, Fsck(*store, known));
  LedgerReport report;
  report.size = fsck.size;
  report.root = fsck.root;
  report.problems = fsck.problems;
  OrgState state(pin.genesis);
  RETURN_IF_ERROR(CheckStatements(*store, state, report, [&](const Statement& statement) {
    CheckAnnexes(*store, readers.keys, statement, report);
  }));
  if (!state.founded())
    report.problems.push_back(
        Message("it does not begin with the charter that this machine has pinned"));
  report.ok = report.problems.empty();
  return report;
}

std::string ShortIdOf(const OrgState& state, const std::string& id) {
  if (const RequestRecord* const request = state.FindRequest(id)) return ShortId(*request);
  if (const MediumRecord* const medium = state.FindMedium(id)) return ShortId(*medium);
  if (const MemberRecord* const member = state.FindMember(id)) return ShortId(*member);
  return {};
}

Result<std::vector<LogLine>> ReadLog(Session& session, const LogFilter& filter) {
  std::string by;
  if (!filter.by.empty()) {
    ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, filter.by));
    by = member->id;
  }
  std::vector<LogLine> lines;
  ASSIGN_OR_RETURN(const TreeHead head, session.index().Head());
  RETURN_IF_ERROR(session.index().FetchAll(
      session.store(), 0, head.size, [&](uint64_t index, std::string_view token) -> Result<void> {
        ASSIGN_OR_RETURN(const Label label, session.index().LabelAt(index));
        LogLine line;
        line.index = index;
        line.time = Time{std::chrono::seconds{label.unix_seconds}};
        line.kind = label.kind;
        line.valid = label.valid;
        line.subject = ShortIdOf(session.state(), label.subject);
        if (const auto statement = ParseStatement(token)) line.jti = statement->header.jti;
        const bool wanted = (filter.kind.empty() || filter.kind == label.kind) &&
                            (by.empty() || by == label.author) &&
                            (filter.about.empty() || filter.about == line.subject ||
                             filter.about == label.subject) &&
                            (!filter.since || *filter.since <= line.time);
        if (!wanted) return {};
        line.author = session.NameOf(label.author);
        if (label.valid && label.kind != KindName(Kind::kCharter))
          line.view = LineOf(session, token);
        lines.push_back(std::move(line));
        return {};
      }));
  if (filter.limit != 0 && lines.size() > filter.limit)
    lines.erase(lines.begin(), lines.end() - static_cast<ptrdiff_t>(filter.limit));
  return lines;
}

}  // namespace sekisho
