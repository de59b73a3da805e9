#include "workflow/requests/written_words.h"

#include <algorithm>
#include <map>
#include <optional>

#include "approvals/annex_parts.h"
#include "approvals/claims/claim_rules.h"
#include "base/text/blanks.h"
#include "base/text/message.h"
#include "base/text/units.h"
#include "workflow/state/record_names.h"

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

// Requests, cards, proposals and wipes hold other things in their annexes, shown by their own
// views. Of kinds that no command makes nobody expects any.
bool HasWords(const std::string& kind_name) {
  const auto kind = KindFromName(kind_name);
  return kind && !IsDraft(*kind) && FindAnnexPart(*kind, "main") != nullptr &&
         *kind != Kind::kRequest && *kind != Kind::kMemberCard && *kind != Kind::kProposal &&
         *kind != Kind::kWipe;
}

// The statements to open, newest first.
Result<std::vector<Statement>> Choose(Session& session, const std::string& subject,
                                      uint64_t& more) {
  LeafFilter filter;
  filter.subject = subject;
  filter.only_valid = true;
  ASSIGN_OR_RETURN(std::vector<uint64_t> indexes, session.index().Leaves(filter));
  std::reverse(indexes.begin(), indexes.end());
  std::map<std::string, size_t> of;
  std::vector<Statement> chosen;
  for (const uint64_t index : indexes) {
    ASSIGN_OR_RETURN(const Label label, session.index().LabelAt(index));
    if (!HasWords(label.kind)) continue;
    if (chosen.size() >= kMaxStatementsShown || of[label.author] >= kMaxStatementsOfOne) {
      ++more;
      continue;
    }
    ASSIGN_OR_RETURN(const std::string token, session.index().Fetch(session.store(), index));
    auto statement = ParseStatement(token);
    if (!statement || !statement->AnnexCommitment("main")) continue;
    ++of[label.author];
    chosen.push_back(*std::move(statement));
  }
  return chosen;
}

}  // namespace

namespace {

// When a medium was seen last and found missing stands in the core, and is for everybody.
std::string TimesOfLoss(const Session& session, const Statement& statement) {
  const auto time = [&](const char* claim) {
    const auto text = GetString(statement.claims, claim);
    const auto at = text ? ParseTime(*text) : Result<Time>(Error{});
    return at ? FormatTimeForPeople(*at, session.zone()) : std::string("-");
  };
  return Message("last seen {0}, found missing {1}", {time("last_seen"), time("found_missing")});
}

}  // namespace

Result<WordsFound> WordsAbout(Session& session, const std::string& subject) {
  WordsFound found;
  ASSIGN_OR_RETURN(std::vector<Statement> chosen, Choose(session, subject, found.more));
  std::reverse(chosen.begin(), chosen.end());
  for (const Statement& statement : chosen) {
    const StatementHeader& header = statement.header;
    const auto add = [&](const char* field, const std::string& text) {
      found.words.push_back({KindName(header.kind), header.jti,
                             RecordNames(session).Person(header.iss), header.iat, field, text});
    };
    if (header.kind == Kind::kLoss) add("times", TimesOfLoss(session, statement));
    const auto json = OpenWords(session, statement);
    if (!json) continue;
    for (const char* const field : kFields) {
      const std::string text = GetStringOr(*json, field, "").value_or("");
      if (!text.empty()) add(field, ShownWords(text, kMaxWordsBytes));
    }
  }
  return found;
}

}  // namespace sekisho
