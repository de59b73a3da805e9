#include "approvals/view.h"

#include <cstdio>

#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/units.h"

namespace sekisho {
namespace {

using Values = std::vector<std::string>;

std::string Word(const Json& value) {
  if (value.is_null()) return Message("none");
  const auto* const text = value.get_ptr<const std::string*>();
  // An empty word is no word: it must not look like one.
  if (text != nullptr) return text->empty() ? Message("none") : *text;
  return WriteJson(value);
}

// Local time, without what all times of an organisation share. The offset is the organisation's.
std::string TimeWords(const Json& value, const Names& names) {
  if (value.is_null()) return Message("none");
  const auto time = ParseTime(value.get<std::string>());
  return time ? FormatTimeForPeople(*time, names.zone()) : Word(value);
}

template <typename Show>
Values Each(const Json& list, Show show) {
  Values values;
  for (const Json& item : list) values.push_back(show(item));
  if (values.empty()) values.push_back(Message("none"));
  return values;
}

std::string Text(const Json& value) { return value.get<std::string>(); }

Values DestinationWords(const Json& value, const Names& names) {
  const std::string kind = Text(value["kind"]);
  if (kind == "medium") {
    // The registration is said where it is not that of the medium named.
    const std::string medium = names.Medium(Text(value["medium"]));
    const std::string registration = names.StatementByHash(Text(value["registration"]));
    if (medium.ends_with(Message("({0})", {registration})))
      return {Message("the medium {0}", {medium})};
    return {Message("the medium {0} (registration {1})", {medium, registration})};
  }
  if (kind == "mail" && value.contains("domains"))
    return Each(value["domains"],
                [](const Json& domain) { return Message("mail at {0}", {Text(domain)}); });
  if (kind == "mail") return {Message("mail at {0}", {Text(value["domain"])})};
  return {Message("the cloud {0}", {Text(value["name"])})};
}

std::string RoleWords(const Json& role, const Names& names) {
  const std::string department = WordInView(Text(role["department"]));
  const std::string word = CodeWord(Text(role["role"]));
  std::string out = department.empty() ? Message("{0}, whole organisation", {word})
                                       : Message("{0}, {1}", {word, department});
  out += Message(", ") + Message("from {0}", {TimeWords(role["from"], names)});
  if (!role["until"].is_null())
    out += Message(", ") + Message("until {0}", {TimeWords(role["until"], names)});
  return out;
}

Values ObjectWords(const Json& value) {
  Values values;
  for (const auto& [key, item] : value.items())
    values.push_back(CodeWord(key) + " " + (key == "kind" ? CodeWord(Word(item)) : Word(item)));
  return values;
}

// Whoever reads it in the term that follows `act`.
Values ActWords(const Json& value, const Json& claims, const Names& names);

// One renderer for each grammar: a grammar without one does not compile (-Werror=switch).
Values ValuesOf(const ClaimRule& rule, const Json& value, const Json& claims, const Names& names) {
  if (value.is_null()) return {Message("none")};
  switch (rule.grammar) {
    case Grammar::kMember:
      return {names.Person(Text(value))};
    case Grammar::kStatement:
    case Grammar::kRequest:
      return {names.Statement(Text(value))};
    case Grammar::kMedium:
      return {names.Medium(Text(value))};
    case Grammar::kTime:
      return {TimeWords(value, names)};
    case Grammar::kCharter:
      return {Message("version {0} ({1})", {Word(value["version"]), Word(value["digest"])})};
    case Grammar::kHead:
      return {value["size"] == 1 ? Message("one statement, root {0}", {Word(value["root"])})
                                 : Message("{0} statements, root {1}",
                                           {Word(value["size"]), Word(value["root"])})};
    case Grammar::kReference:
      return {names.StatementByHash(Text(value))};
    case Grammar::kDigests:
      return Each(value, Word);
    case Grammar::kReferences:
      return Each(value, [&](const Json& item) { return names.StatementByHash(Text(item)); });
    case Grammar::kBytes:
      if (value.get<uint64_t>() < 1024) return {SizeText(value.get<uint64_t>())};
      return {Message("{0} bytes ({1})", {Word(value), SizeText(value.get<uint64_t>())})};
    case Grammar::kFlag:
      return {value.get<bool>() ? Message("yes") : Message("no")};
    case Grammar::kAgeKey:
      return {Text(value).empty() ? Message("none") : names.Reader(Text(value))};
    case Grammar::kRecipients:
      return Each(value, [&](const Json& item) { return names.Reader(Text(item)); });
    case Grammar::kCounts:
      return Each(value, Word);
    case Grammar::kCodes:
      return Each(value, [](const Json& code) { return CodeWord(Text(code)); });
    case Grammar::kDestination:
      return DestinationWords(value, names);
    case Grammar::kRoles:
      return Each(value, [&](const Json& role) { return RoleWords(role, names); });
    case Grammar::kHardware:
      return ObjectWords(value);
    case Grammar::kAct:
      return ActWords(value, claims, names);
    case Grammar::kKind:
    case Grammar::kCode:
      return {value.is_string() ? CodeWord(Text(value)) : Word(value)};
    case Grammar::kOrg:
    case Grammar::kTool:
    case Grammar::kCount:
    case Grammar::kDigest:
    case Grammar::kSignKey:
    case Grammar::kWord:
    case Grammar::kDomain:
    case Grammar::kLabel:
    case Grammar::kCharterBody:
      return {Word(value)};
  }
  return {};
}

bool IsOnLine(const ClaimRule& rule, const Json& value, const Json& claims) {
  switch (rule.line) {
    case OnLine::kNever:
      return false;
    case OnLine::kAlways:
      return true;
    case OnLine::kUnusual:
      return WriteJson(value) != rule.ordinary;
    case OnLine::kUnlessSigner:
      return value != claims.value("iss", Json());
  }
  return true;
}

void AddTerms(std::span<const ClaimRule> rules, const Json& claims, const Names& names,
              std::vector<Term>& terms) {
  for (const ClaimRule& rule : rules) {
    const auto it = claims.find(rule.name);
    if (it == claims.end()) continue;
    terms.push_back({std::string(rule.name), Message(rule.label),
                     ValuesOf(rule, *it, claims, names), *it, IsOnLine(rule, *it, claims)});
  }
}

std::vector<Term> ActTerms(const Json& value, const Json& claims, const Names& names) {
  std::vector<Term> terms;
  if (const auto act = KindFromName(claims.value("act", std::string())))
    AddTerms(OwnClaims(*act), value, names, terms);
  return terms;
}

Values ActWords(const Json& value, const Json& claims, const Names& names) {
  const std::vector<Term> terms = ActTerms(value, claims, names);
  return terms.empty() ? ObjectWords(value) : LinesOf(terms);
}

}  // namespace

std::vector<Term> TermsOf(const Statement& statement, const Names& names) {
  const Json& claims = statement.claims;
  std::vector<Term> terms;
  AddTerms(OwnClaims(statement.header.kind), claims, names, terms);
  AddTerms(CommonClaims(), claims, names, terms);
  if (const auto annex = claims.find("annex"); annex != claims.end())
    for (const auto& [part, commitment] : annex->items())
      terms.push_back({"annex." + part,
                       Message("commits to the annex '{0}'", {part}),
                       {Word(commitment)},
                       commitment,
                       false});
  return terms;
}

std::vector<Term> TermsOfAct(const Statement& proposal, const Names& names) {
  const auto act = proposal.claims.find("claims");
  return act == proposal.claims.end() ? std::vector<Term>()
                                      : ActTerms(*act, proposal.claims, names);
}

std::string WordInView(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (std::string_view("(),;:").find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    char spelled[8];
    std::snprintf(spelled, sizeof spelled, "\\x%02x", static_cast<unsigned char>(c));
    out += spelled;
  }
  return out;
}

namespace {

// How a statement stands in the record: signed as all of it is, and nothing that anybody decides
// by.
bool IsOfTheRecord(const Term& term) {
  constexpr std::string_view kClaims[] = {"kind", "subject", "charter", "head",
                                          "tool", "org",     "jti"};
  return term.claim.starts_with("annex.") ||
         std::find(std::begin(kClaims), std::end(kClaims), term.claim) != std::end(kClaims);
}

}  // namespace

std::vector<std::string> LinesOf(const std::vector<Term>& terms) {
  std::vector<std::string> lines;
  std::string recorded;
  for (const Term& term : terms) {
    // Null is said by leaving it out; nothing else is.
    if (term.json.is_null()) continue;
    for (const std::string& value : term.values) {
      const std::string line = term.label + ": " + value;
      if (!IsOfTheRecord(term))
        lines.push_back(line);
      else
        recorded += (recorded.empty() ? std::string() : Message("; ")) + line;
    }
  }
  if (!recorded.empty()) lines.push_back(Message("in the record: {0}", {recorded}));
  return lines;
}

std::string LineOf(const std::vector<Term>& terms) {
  std::string line;
  for (const Term& term : terms) {
    if (!term.on_line) continue;
    if (!line.empty()) line += Message("; ");
    line += term.label + ": ";
    for (size_t i = 0; i < term.values.size(); ++i)
      line += (i > 0 ? Message(", ") : "") + term.values[i];
  }
  return line;
}

Json TermsToJson(const std::vector<Term>& terms) {
  Json out = Json::array();
  for (const Term& term : terms)
    out.push_back({{"claim", term.claim},
                   {"label", term.label},
                   {"values", term.values},
                   {"value", term.json}});
  return out;
}

}  // namespace sekisho
