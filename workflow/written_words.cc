#include "workflow/written_words.h"

#include <optional>

#include "workflow/record_names.h"

namespace sekisho {
namespace {

constexpr const char* kFields[] = {"comment", "reason", "place", "to"};

// With the own key, or the one that every member has.
std::optional<Json> OpenWords(Session& session, const Statement& statement) {
  auto annex = session.ReadAnnex(statement, "main");
  if (!annex) {
    const auto directory = session.DirectoryKey();
    if (!directory) return std::nullopt;
    AgeKeys keys;
    keys.identities.push_back(*directory);
    annex = session.ReadAnnexWith(statement, "main", keys);
  }
  if (!annex) return std::nullopt;
  const auto json = ParseJson(AsText(annex->bytes));
  return json ? std::optional<Json>(*json) : std::nullopt;
}

// Requests and cards hold other things in their annexes, shown by their own views.
bool HasWords(Kind kind) { return kind != Kind::kRequest && kind != Kind::kMemberCard; }

}  // namespace

Result<std::vector<WrittenWords>> WordsAbout(Session& session, const std::string& subject) {
  LeafFilter filter;
  filter.subject = subject;
  filter.only_valid = true;
  ASSIGN_OR_RETURN(const std::vector<uint64_t> indexes, session.index().Leaves(filter));
  std::vector<WrittenWords> words;
  for (const uint64_t index : indexes) {
    ASSIGN_OR_RETURN(const std::string token, session.index().Fetch(session.store(), index));
    const auto statement = ParseStatement(token);
    if (!statement || !HasWords(statement->header.kind) || !statement->AnnexCommitment("main"))
      continue;
    const auto json = OpenWords(session, *statement);
    if (!json) continue;
    for (const char* const field : kFields) {
      const std::string text = GetStringOr(*json, field, "").value_or("");
      if (!text.empty())
        words.push_back({KindName(statement->header.kind), statement->header.jti,
                         RecordNames(session).Person(statement->header.iss), statement->header.iat,
                         field, text});
    }
  }
  return words;
}

}  // namespace sekisho
