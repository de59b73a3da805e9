#include "workflow/state/snapshot.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "approvals/claims/claim_rules.h"
#include "base/files/files.h"
#include "base/files/new_file.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/primitives/sha256.h"
#include "workflow/state/snapshot_memory.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

Error NotASnapshot(const std::string& why) {
  return Fail(ErrorCode::kVerdict, Message("the snapshot is not to be believed: {0}", {why}),
              next::GetSnapshot());
}

bool IsTokenText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxStatementBytes &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
             "-_.") == std::string_view::npos;
}

// "12 v4.public..." with the index in canonical decimal, greater than `after`.
Result<std::pair<uint64_t, std::string_view>> ParseEntry(std::string_view line,
                                                         std::optional<uint64_t> after) {
  uint64_t index = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), index);
  const size_t digits = static_cast<size_t>(end - line.data());
  const bool canonical = error == std::errc() && digits > 0 && (digits == 1 || line[0] != '0');
  if (!canonical || digits >= line.size() || line[digits] != ' ' || (after && index <= *after))
    return NotASnapshot(Message("a line of it has no place in the log"));  // defence: G5-1
  const std::string_view token = line.substr(digits + 1);
  // defence: G5-2
  if (!IsTokenText(token)) return NotASnapshot(Message("a line of it is no statement"));
  return std::make_pair(index, token);
}

}  // namespace

namespace {

// What a new one may replace, under the name that the door knows: by its first line.
bool IsSnapshot(const std::string& path) {
  std::array<uint8_t, kMaxStatementBytes + 1> front{};
  const auto file = OpenForRead(path);
  const auto got = file ? ReadFullAt(file->get(), front, 0) : Result<size_t>(file.error());
  if (!got) return false;
  const std::string_view text = AsText(ByteView(front).first(*got));
  const auto core = ParseStatement(text.substr(0, text.find('\n')));
  return core && core->header.kind == Kind::kSnapshot;
}

// All that counts, of every kind: beside what is left out (a hash that is named, a date that moves
// the time of the record) something would not count that does, or one member could make it so and
// shut every door (ATTACKS G13). What does not count takes its number, and nothing else (R7).
class SnapshotBody {
 public:
  void Add(uint64_t index, std::string_view token, const Label& label) {
    if (label.valid) return Write(index, token);
    const auto statement = ParseStatement(token);
    const std::string_view letters = statement ? OrgState::NumbersOf(*statement) : "";
    if (!letters.empty()) Write(index, letters);
  }

  const std::string& text() const { return text_; }
  uint64_t entries() const { return entries_; }

 private:
  void Write(uint64_t index, std::string_view line) {
    text_ += std::to_string(index) + " " + std::string(line) + "\n";
    ++entries_;
  }

  std::string text_;
  uint64_t entries_ = 0;
};

}  // namespace

Result<SnapshotMade> MakeSnapshot(Session& session, const std::string& path) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kSnapshot));
  const bool replaces = IsSnapshot(path);
  if (!replaces && PathExists(path))
    return Fail(ErrorCode::kExists, Message("{0} exists already, and is no snapshot", {path}),
                next::ChooseOtherOutput());
  ASSIGN_OR_RETURN(const TreeHead head, session.index().Head());
  SnapshotBody lines;
  RETURN_IF_ERROR(session.index().FetchAll(
      session.store(), 0, head.size, [&](uint64_t index, std::string_view token) -> Result<void> {
        ASSIGN_OR_RETURN(const Label label, session.index().LabelAt(index));
        lines.Add(index, token, label);
        return {};
      }));
  const std::string& body = lines.text();
  SnapshotClaims claims;
  claims.entries = lines.entries();
  // Found out before it is recorded that there is one.
  if (!replaces) RETURN_IF_ERROR(CheckNewFile(path, body.size() + kMaxStatementBytes));
  claims.body = Sha256(AsBytes(body));
  claims.size = head.size;
  claims.root = head.root;
  Draft draft;
  draft.kind = Kind::kSnapshot;
  draft.claims = ToClaims(claims);
  ASSIGN_OR_RETURN(const Signed statement, session.Post(std::move(draft)));
  const std::string text = statement.token + "\n" + body;
  RETURN_IF_ERROR(WriteFileAtomic(
      path, AsBytes(text), replaces ? TempFile::Existing::kReplace : TempFile::Existing::kRefuse,
      OutputMode()));
  return SnapshotMade{path, claims.entries, text.size(), session.now()};
}

Result<SnapshotParts> ParseSnapshot(std::string_view text) {
  const size_t first = text.find('\n');
  if (first == std::string_view::npos || !IsTokenText(text.substr(0, first)))
    return NotASnapshot(Message("it is not a snapshot file"));  // defence: G5-3
  SnapshotParts parts;
  parts.core = std::string(text.substr(0, first));
  parts.body = text.substr(first + 1);
  std::optional<uint64_t> last;
  for (std::string_view rest = parts.body; !rest.empty();) {
    const size_t end = rest.find('\n');
    // defence: G5-4, else parts
    if (end == std::string_view::npos) return NotASnapshot(Message("it ends in the middle"));
    ASSIGN_OR_RETURN(const auto entry, ParseEntry(rest.substr(0, end), last));
    last = entry.first;
    parts.entries.push_back(entry);
    rest.remove_prefix(end + 1);
  }
  return parts;
}

Result<Snapshot> ReadSnapshot(const std::string& path, const Digest& genesis,
                              const std::string& state_dir, Time now) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxSnapshotBytes));
  ASSIGN_OR_RETURN(const SnapshotParts parts, ParseSnapshot(text));
  const auto core = ParseStatement(parts.core);
  if (core && core->claims.value("format", Json(kRecordFormat)) != kRecordFormat)
    return NeedsNewerProgram();
  if (!core || core->header.kind != Kind::kSnapshot)
    // defence: G5-5, else Snapshot{OrgState(genesis), {}, {}, "", ""}
    return NotASnapshot(Message("its first line is no snapshot statement"));
  const auto claims = ReadSnapshotClaims(core->claims);
  if (!claims || claims->body != Sha256(AsBytes(parts.body)) ||
      claims->entries != parts.entries.size())
    return NotASnapshot(Message("it was edited after it was signed"));  // defence: G5-6
  ASSIGN_OR_RETURN(const SnapshotMemory memory, SnapshotMemory::Recall(state_dir, genesis));
  RETURN_IF_ERROR(memory.CheckContinues(claims->size, core->header.iat, parts.entries));
  Snapshot snapshot{
      OrgState(genesis), core->header.iat, {claims->size, claims->root}, core->header.iss, ""};
  for (const auto& [index, token] : parts.entries)
    if (token.size() <= kMaxNumberLetters)
      snapshot.state.TakeNumbers(token);
    else if (const auto one = snapshot.state.Apply(index, token, OrgState::Signatures::kVerify);
             !one.valid && !snapshot.state.needs_newer_program() && snapshot.state.founded())
      // Nobody who looks into the record would find it there.
      // defence: G13-1
      return NotASnapshot(
          Message("statement {0} in it does not count: {1}", {std::to_string(index), one.why}));
  if (snapshot.state.needs_newer_program()) return NeedsNewerProgram();
  // defence: A6-2, else snapshot
  if (!snapshot.state.founded()) return NotASnapshot(Message("it belongs to another organisation"));
  const Disposition signed_by =
      snapshot.state.Apply(claims->size, parts.core, OrgState::Signatures::kVerify);
  if (!signed_by.valid) return NotASnapshot(signed_by.why);  // defence: G5-7
  // One dated ahead would shut out all that are made until then (ATTACKS G13).
  const auto skew = std::chrono::seconds(snapshot.state.charter().charter.skew_seconds);
  if (snapshot.made > now + skew) return snapshot;
  if (const auto kept = SnapshotMemory::Remember(state_dir, text); !kept)
    snapshot.not_remembered_why = kept.error().message;
  return snapshot;
}

}  // namespace sekisho
