// The closed lists: what is not on the list of its kind, and whatever is spelled in another way, is
// refused; and every claim is shown (ATTACKS I1, I3, I14).
#include "approvals/claims/claim_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "approvals/charter/mail_address.h"
#include "approvals/view.h"
#include "tests/unit/approvals/sample_cores.h"
#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

std::vector<Kind> AllKinds() {
  std::vector<Kind> kinds;
  for (int i = 0; i <= static_cast<int>(Kind::kPartner); ++i) kinds.push_back(static_cast<Kind>(i));
  return kinds;
}

bool Accepts(Kind kind, const Json& claims) {
  const auto checked = CheckClaims(kind, claims, kJapan);
  if (!checked) {
    EXPECT_EQ(checked.error().code, ErrorCode::kMalformed);
  }
  return checked.has_value();
}

template <typename Visit>
void ForEachRule(Kind kind, Visit visit) {
  for (const auto rules : {CommonClaims(), OwnClaims(kind)})
    for (const ClaimRule& rule : rules) visit(rule);
}

TEST(ClaimRules, AcceptTheSampleOfEveryKind) {
  for (const Kind kind : AllKinds()) {
    const auto checked = CheckClaims(kind, SampleClaims(kind), kJapan);
    EXPECT_TRUE(checked) << KindName(kind) << ": " << checked.error().message;
  }
}

TEST(ClaimRules, ACommonClaimIsNoOwnOne) {
  for (const Kind kind : AllKinds())
    for (const ClaimRule& own : OwnClaims(kind))
      for (const ClaimRule& common : CommonClaims())
        EXPECT_NE(own.name, common.name) << KindName(kind);
}

TEST(ClaimRules, RefuseOneClaimMore) {
  for (const Kind kind : AllKinds()) {
    Json claims = SampleClaims(kind);
    claims["note"] = std::string(40000, 'x');
    EXPECT_FALSE(Accepts(kind, claims)) << KindName(kind);
  }
}

TEST(ClaimRules, RefuseOneClaimLessButOptionalOnes) {
  for (const Kind kind : AllKinds())
    ForEachRule(kind, [&](const ClaimRule& rule) {
      Json claims = SampleClaims(kind);
      claims.erase(std::string(rule.name));
      EXPECT_EQ(Accepts(kind, claims), rule.presence == Presence::kOptional)
          << KindName(kind) << " " << rule.name;
    });
}

TEST(ClaimRules, RefuseValuesOfAnotherGrammar) {
  const Json others[] = {Json(1.5),
                         Json(-1),
                         Json(INT64_MAX),
                         Json("free text, with a blank "),
                         Json::object(),
                         Json("\xe2\x80\x8b"),
                         Json::array({"b", "a"}),
                         Json::array({1, 1})};
  for (const Kind kind : AllKinds())
    ForEachRule(kind, [&](const ClaimRule& rule) {
      for (const Json& value : others) {
        // The body of a charter is read by CharterFromJson.
        if (rule.grammar == Grammar::kCharterBody && value.is_object()) continue;
        Json claims = SampleClaims(kind);
        claims[std::string(rule.name)] = value;
        EXPECT_FALSE(Accepts(kind, claims)) << KindName(kind) << " " << rule.name << " " << value;
      }
    });
}

TEST(ClaimRules, NullIsForNullableClaims) {
  for (const Kind kind : AllKinds())
    ForEachRule(kind, [&](const ClaimRule& rule) {
      Json claims = SampleClaims(kind);
      claims[std::string(rule.name)] = nullptr;
      const bool may = rule.presence == Presence::kNullable || rule.grammar == Grammar::kHead;
      EXPECT_EQ(Accepts(kind, claims), may) << KindName(kind) << " " << rule.name;
    });
}

TEST(ClaimRules, AnnexPartsAreThoseOfTheKind) {
  for (const Kind kind : AllKinds()) {
    Json claims = SampleClaims(kind);
    claims["annex"]["more"] = SampleDigest("more");
    EXPECT_FALSE(Accepts(kind, claims)) << KindName(kind);
    for (const AnnexPartRule& part : AnnexPartsOf(kind)) {
      Json without = SampleClaims(kind);
      without["annex"].erase(part.part);
      if (without["annex"].empty()) without.erase("annex");
      EXPECT_EQ(Accepts(kind, without), !part.required) << KindName(kind) << " " << part.part;
      Json other = SampleClaims(kind);
      other["annex"][part.part] = "plain text";
      EXPECT_FALSE(Accepts(kind, other)) << KindName(kind) << " " << part.part;
    }
    for (const Json& bad : {Json::object(), Json::array(), Json("x"), Json()}) {
      Json other = SampleClaims(kind);
      other["annex"] = bad;
      EXPECT_FALSE(Accepts(kind, other)) << KindName(kind) << " " << bad;
    }
  }
}

// One instant has one spelling: the organisation's offset.
TEST(ClaimRules, TimesHaveOneOffset) {
  Json claims = SampleClaims(Kind::kRequest);
  for (const char* same : {"2026-11-22T04:45:04Z", "2026-11-22T04:45:04+00:00",
                           "2026-11-22T05:45:04+01:00", "2026-11-22t13:45:04+09:00"}) {
    claims["until"] = same;
    EXPECT_FALSE(Accepts(Kind::kRequest, claims)) << same;
  }
}

TEST(ClaimRules, NestedObjectsAreClosedToo) {
  const auto refuses = [](Kind kind, const char* claim, const Json& value) {
    Json claims = SampleClaims(kind);
    claims[claim] = value;
    return !Accepts(kind, claims);
  };
  Json destination = SampleClaims(Kind::kRequest)["destination"];
  destination["note"] = "x";
  EXPECT_TRUE(refuses(Kind::kRequest, "destination", destination));
  for (const Json& bad : {Json{{"kind", "mail"}}, Json{{"kind", "mail"}, {"domain", "A.example"}},
                          Json{{"kind", "mail"}, {"domain", "a.example,b.example"}},
                          Json{{"kind", "cloud"}, {"domain", "a.example"}}})
    EXPECT_TRUE(refuses(Kind::kRequest, "destination", bad)) << bad;
  const auto domains = [](const Json& list) { return Json{{"kind", "mail"}, {"domains", list}}; };
  const std::string long_one(63, 'a');
  const std::string of_250 = long_one + "." + long_one + "." + long_one + "." + long_one.substr(5);
  for (const Json& bad : {domains("a.example"), domains(Json::array()), domains({"a.example"}),
                          domains({"a.example", "a.example"}), domains({"b.example", "a.example"}),
                          domains({"a.example", "B.example"}), domains({"a.example", 1}),
                          domains({"aa.b", of_250}), domains(std::vector<std::string>(17, "a"))})
    EXPECT_TRUE(refuses(Kind::kRequest, "destination", bad)) << bad;
  EXPECT_FALSE(refuses(Kind::kRequest, "destination", domains({"a.example", "b.example"})));
  EXPECT_FALSE(refuses(Kind::kRequest, "destination", domains({"a", of_250})));
  Json head = SampleClaims(Kind::kRequest)["head"];
  head["note"] = "x";
  EXPECT_TRUE(refuses(Kind::kRequest, "head", head));
  Json charter = SampleClaims(Kind::kRequest)["charter"];
  charter["note"] = "x";
  EXPECT_TRUE(refuses(Kind::kRequest, "charter", charter));
  Json roles = SampleClaims(Kind::kMemberCard)["roles"];
  roles[0]["note"] = "x";
  EXPECT_TRUE(refuses(Kind::kMemberCard, "roles", roles));
  for (const auto& [key, value] : {std::pair<const char*, Json>{"note", "x"},
                                   {"serial", "日本"},
                                   {"serial", ""},
                                   {"serial", std::string(65, 'x')},
                                   {"size_bytes", 0}}) {
    Json hardware = SampleClaims(Kind::kMedium)["hardware"];
    hardware[key] = value;
    EXPECT_TRUE(refuses(Kind::kMedium, "hardware", hardware)) << key << " " << value;
  }
  Json act = SampleClaims(Kind::kProposal)["claims"];
  act["note"] = "x";
  EXPECT_TRUE(refuses(Kind::kProposal, "claims", act));
}

// Also where the claim is looked at alone, and nothing has checked the one that it depends on.
TEST(ClaimRules, AnActIsOfAKnownKind) {
  const Json good = SampleClaims(Kind::kProposal);
  const auto rules = OwnClaims(Kind::kProposal);
  const auto rule = std::find_if(rules.begin(), rules.end(), [](const ClaimRule& claim) {
    return claim.grammar == Grammar::kAct;
  });
  ASSERT_NE(rule, rules.end());
  EXPECT_TRUE(CheckClaim(*rule, good["claims"], good, kJapan));
  for (const Json& act : {Json("king"), Json(), Json(1)}) {
    Json claims = good;
    claims["act"] = act;
    EXPECT_EQ(RefusalOf(CheckClaim(*rule, good["claims"], claims, kJapan)), ErrorCode::kMalformed)
        << act;
  }
}

TEST(ClaimRules, TheToolNamesNothingElse) {
  Json claims = SampleClaims(Kind::kFound);
  for (const char* good : {"sekisho/0.1.0", "a/1.22.333", "other-tool/9999.0.0"}) {
    claims["tool"] = good;
    EXPECT_TRUE(Accepts(Kind::kFound, claims)) << good;
  }
  for (const char* bad :
       {"sekisho", "sekisho/1.2", "sekisho/01.2.3", "Sekisho/1.2.3", "abcdefghijklmnopq/1.2.3",
        "sekisho/1.2.3.4", "sekisho/1.2.3 ", "sekisho/10000.2.3", "/1.2.3", "sekisho/1.2."}) {
    claims["tool"] = bad;
    EXPECT_FALSE(Accepts(Kind::kFound, claims)) << bad;
  }
}

TEST(MailAddress, IsExactlyOne) {  // ATTACKS I8
  const auto address = ParseMailAddress("Suzuki.I@Example.JP");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->Text(), "Suzuki.I@example.jp");
  for (const char* bad :
       {"me@private.example,ok@partner.example", "me@private.example;ok@partner.example",
        "me@private.example ok@partner.example", "\"a b\"@partner.example", "a@b@partner.example",
        "a@partner.example\nBcc: me@private.example", "a@", "@partner.example", "a", ".a@b.example",
        "a.@b.example", "a..b@b.example", "a@-b.example", "a@b..example", "あ@b.example",
        "a@例.example", "<a@b.example>", "a@b.example "})
    EXPECT_FALSE(ParseMailAddress(bad)) << bad;
}

// --- the view -----------------------------------------------------------------------------------

Statement StatementOf(Kind kind, const Json& claims) {
  Statement statement;
  statement.header.kind = kind;
  statement.claims = claims;
  return statement;
}

std::string Shown(Kind kind, const Json& claims) {
  std::string out;
  for (const std::string& line : LinesOf(TermsOf(StatementOf(kind, claims), NoNames(kJapan))))
    out += line + "\n";
  return out;
}

// Two cores that differ in any claim give different views, whatever the names that are known.
TEST(View, EveryClaimMakesADifference) {
  for (const Kind kind : AllKinds()) {
    const Json claims = SampleClaims(kind);
    const std::string shown = Shown(kind, claims);
    ForEachRule(kind, [&](const ClaimRule& rule) {
      Json other = claims;
      other[std::string(rule.name)] = SampleValue(rule, kind, 1);
      if (other == claims) return;  // one value only
      EXPECT_NE(Shown(kind, other), shown) << KindName(kind) << " " << rule.name;
      Json null = claims;
      null[std::string(rule.name)] = nullptr;
      EXPECT_NE(Shown(kind, null), shown) << KindName(kind) << " " << rule.name;
    });
  }
}

TEST(View, AClaimWithinAnObjectMakesADifference) {
  const Json claims = SampleClaims(Kind::kRequest);
  const std::string shown = Shown(Kind::kRequest, claims);
  Json other = claims;
  other["destination"]["registration"] = SampleDigest("other");
  EXPECT_NE(Shown(Kind::kRequest, other), shown);
  other = claims;
  other["head"]["size"] = 5;
  EXPECT_NE(Shown(Kind::kRequest, other), shown);
  const Json card = SampleClaims(Kind::kMemberCard);
  for (const auto& [key, value] : {std::pair<const char*, Json>{"department", "経理"},
                                   {"department", ""},
                                   {"from", kOtherTime},
                                   {"until", kOtherTime}}) {
    Json changed = card;
    changed["roles"][0][key] = value;
    EXPECT_NE(Shown(Kind::kMemberCard, changed), Shown(Kind::kMemberCard, card)) << key;
  }
}

// What a consent signs: a proposal that differs in any claim of its act looks different, in the
// terms of the act alone, too.
TEST(View, EveryClaimOfAProposedActMakesADifference) {
  for (const Kind act : {Kind::kMemberCard, Kind::kMemberStatus}) {
    Json proposal = SampleClaims(Kind::kProposal);
    proposal["act"] = KindName(act);
    proposal["claims"] = Json::object();
    for (const ClaimRule& rule : OwnClaims(act))
      proposal["claims"][std::string(rule.name)] = SampleValue(rule, act, 0);
    ASSERT_TRUE(Accepts(Kind::kProposal, proposal)) << KindName(act);
    const auto act_shown = [](const Json& claims) {
      return LinesOf(TermsOfAct(StatementOf(Kind::kProposal, claims), NoNames(kJapan)));
    };
    for (const ClaimRule& rule : OwnClaims(act))
      for (const Json& value : {SampleValue(rule, act, 1), Json()}) {
        Json other = proposal;
        other["claims"][std::string(rule.name)] = value;
        if (other == proposal) continue;
        EXPECT_NE(Shown(Kind::kProposal, other), Shown(Kind::kProposal, proposal)) << rule.name;
        EXPECT_NE(act_shown(other), act_shown(proposal)) << rule.name;
      }
    for (const auto& [key, value] : {std::pair<const char*, Json>{"department", "経理"},
                                     {"from", kOtherTime},
                                     {"until", kOtherTime}}) {
      if (act != Kind::kMemberCard) continue;
      Json other = proposal;
      other["claims"]["roles"][0][key] = value;
      EXPECT_NE(act_shown(other), act_shown(proposal)) << key;
    }
  }
}

// ATTACKS I2: a department that reads as two people.
TEST(View, ADepartmentIsNoMoreOfTheView) {
  EXPECT_EQ(WordInView("総務"), "総務");
  Json card = SampleClaims(Kind::kMemberCard);
  card["roles"][0]["department"] = "Sales, P2), Kato (Sales; until: 2031";
  const std::string shown = Shown(Kind::kMemberCard, card);
  EXPECT_EQ(shown.find("Sales,"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("(Sales"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("; until: 2031"), std::string::npos) << shown;
}

TEST(View, BeginsWithWhoCanOpenIt) {
  const auto lines =
      LinesOf(TermsOf(StatementOf(Kind::kRequest, SampleClaims(Kind::kRequest)), NoNames(kJapan)));
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines.front().starts_with("can be opened by: age1")) << lines.front();
}

TEST(View, OneLineSaysWhatIsUnusual) {
  Json claims = SampleClaims(Kind::kRequest);
  claims["holder"] = claims["iss"];
  claims["uses"] = 1;
  claims["third_party"] = false;
  claims["persons"] = 0;
  const auto line = [&] {
    return LineOf(TermsOf(StatementOf(Kind::kRequest, claims), NoNames(kJapan)));
  };
  const std::string usual = line();
  EXPECT_EQ(usual.find("carried by"), std::string::npos);
  EXPECT_EQ(usual.find("may be sealed"), std::string::npos);
  EXPECT_NE(usual.find("can be opened by"), std::string::npos);
  claims["uses"] = 1000;
  EXPECT_NE(line().find("may be sealed (times): 1000"), std::string::npos) << line();
  claims["holder"] = kOtherId;
  EXPECT_NE(line().find("carried by: " + std::string(kOtherId)), std::string::npos);
  claims["third_party"] = true;
  EXPECT_NE(line().find("third party"), std::string::npos);
  claims["persons"] = 1;
  EXPECT_NE(line().find("personal data of (persons): 1"), std::string::npos);
}

// --- the page -----------------------------------------------------------------------------------

// The name of a grammar on the page, with its bounds.
std::string GrammarText(const ClaimRule& rule) {
  const std::string bounds = " " + std::to_string(rule.min) + " to " + std::to_string(rule.max);
  const auto list = [&] {
    std::string out;
    for (const std::string_view code : rule.codes)
      out += (out.empty() ? "" : ", ") + std::string(code);
    return out;
  };
  switch (rule.grammar) {
    case Grammar::kKind:
      return "kind";
    case Grammar::kOrg:
      return "organisation";
    case Grammar::kMember:
      return "member";
    case Grammar::kStatement:
      return "statement";
    case Grammar::kRequest:
      return "request";
    case Grammar::kMedium:
      return "medium";
    case Grammar::kTime:
      return "time";
    case Grammar::kCharter:
      return "`{version, digest}`";
    case Grammar::kHead:
      return "`{size, root}`";
    case Grammar::kTool:
      return "tool";
    case Grammar::kDigest:
      return "digest";
    case Grammar::kDigests:
      return "digests," + bounds;
    case Grammar::kReference:
      return "hash of a statement";
    case Grammar::kReferences:
      return "hashes of statements," + bounds;
    case Grammar::kCount:
      return rule.max == int64_t{1} << 53 ? "count" : "integer," + bounds;
    case Grammar::kBytes:
      return "count";
    case Grammar::kCounts:
      return "counts," + bounds;
    case Grammar::kFlag:
      return "true or false";
    case Grammar::kCode:
      return list();
    case Grammar::kCodes:
      return "list of: " + list();
    case Grammar::kSignKey:
      return "`k4.public...` or empty";
    case Grammar::kAgeKey:
      return "`age1...` or empty";
    case Grammar::kRecipients:
      return "list of `age1...`," + bounds;
    case Grammar::kWord:
      return rule.min == 0 ? "word or empty" : "word";
    case Grammar::kDomain:
      return "mail domain";
    case Grammar::kLabel:
      return "label";
    case Grammar::kDestination:
      return "destination";
    case Grammar::kRoles:
      return "roles," + bounds;
    case Grammar::kHardware:
      return "hardware";
    case Grammar::kCharterBody:
      return "charter";
    case Grammar::kAct:
      return "the own claims of the kind `act`";
  }
  return "";
}

std::string RowOf(const ClaimRule& rule) {
  std::string presence;
  if (rule.presence == Presence::kNullable) presence = ", or null";
  if (rule.presence == Presence::kOptional)
    presence = rule.grammar == Grammar::kHead ? ", null or absent" : ", or absent";
  return "| `" + std::string(rule.name) + "` | " + GrammarText(rule) + presence + " | " +
         rule.label + " |\n";
}

std::string PageOf(Kind kind) {
  std::string page =
      "#### " + std::string(KindName(kind)) + (IsDraft(kind) ? " (draft)" : "") + "\n\n";
  const auto rules = OwnClaims(kind);
  if (rules.empty()) return page + "No claims of its own.\n\n";
  page += "| claim | value | shown as |\n|---|---|---|\n";
  for (const ClaimRule& rule : rules) page += RowOf(rule);
  return page + "\n";
}

// docs/formats/statement.md holds the lists between two marks. To write them anew after a change,
// run this test with SEKISHO_WRITE_PAGE=1.
TEST(ClaimRules, ThePageIsTheTable) {
  std::string table = "### Common claims\n\n| claim | value | shown as |\n|---|---|---|\n";
  for (const ClaimRule& rule : CommonClaims()) table += RowOf(rule);
  table += "\n### Own claims\n\n";
  for (const Kind kind : AllKinds()) table += PageOf(kind);
  const char* const source = std::getenv("SEKISHO_SOURCE");
  const std::string path =
      std::string(source == nullptr ? "." : source) + "/docs/formats/statement.md";
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  std::string page = text.str();
  const std::string begin = "<!-- lists of format 1: begin -->\n", end = "<!-- end -->";
  const size_t from = page.find(begin), to = page.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  if (std::getenv("SEKISHO_WRITE_PAGE") != nullptr) {
    page.replace(from + begin.size(), to - from - begin.size(), table);
    std::ofstream(path) << page;
    return;
  }
  EXPECT_EQ(page.substr(from + begin.size(), to - from - begin.size()), table);
}

}  // namespace
}  // namespace sekisho
