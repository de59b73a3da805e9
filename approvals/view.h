// What is shown is what is signed: the terms of a core, made from its claims alone and from what
// the record knows of the ids and keys in them. Everything that shows a core prints these.
//
// Terms come from the rules by which the claims are read (claim_rules.h), one for each claim, so
// none can be left out. Two cores that differ in any claim give different terms: ids of people
// become name, department and P-id, keys become the one person who has them, or stay whole and are
// called outside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "approvals/claims/claim_rules.h"
#include "approvals/statement.h"

namespace sekisho {

// What the record knows of the names in a core. Each answer tells different ids apart.
class Names {
 public:
  virtual ~Names() = default;
  virtual ZoneOffset zone() const = 0;
  // "田中 一郎 (総務, P3)"; the id itself when nobody has it.
  virtual std::string Person(const std::string& member) const = 0;
  // Who reads with this age key: a person as above, or the whole key, called outside.
  virtual std::string Reader(const std::string& age_key) const = 0;
  virtual bool IsOutside(const std::string& age_key) const = 0;
  // "USB-1 (M2)".
  virtual std::string Medium(const std::string& jti) const = 0;
  // What a statement is called, by its id or its hash: "R7", or as given.
  virtual std::string Statement(const std::string& jti) const = 0;
  virtual std::string StatementByHash(const std::string& hex) const = 0;
};

// Names of nothing: every id and key as it is. For a package that somebody looks at who has not
// joined the organisation.
class NoNames : public Names {
 public:
  explicit NoNames(ZoneOffset zone) : zone_(zone) {}
  ZoneOffset zone() const override { return zone_; }
  std::string Person(const std::string& member) const override { return member; }
  std::string Reader(const std::string& age_key) const override { return age_key; }
  bool IsOutside(const std::string&) const override { return false; }
  std::string Medium(const std::string& jti) const override { return jti; }
  std::string Statement(const std::string& jti) const override { return jti; }
  std::string StatementByHash(const std::string& hex) const override { return hex; }

 private:
  ZoneOffset zone_;
};

struct Term {
  std::string claim;                // its name in the core; "annex.PART" of a commitment
  std::string label;                // "can be opened by"
  std::vector<std::string> values;  // one, but of lists; not made safe for a terminal
  Json json;                        // the claim as signed
  bool on_line = false;             // part of the one-line form
};

// The terms of `statement`, whose claims have passed CheckClaims, its own claims first.
std::vector<Term> TermsOf(const Statement& statement, const Names& names);

// The terms of the act that `proposal`, a core of that kind, proposes: what its consent signs.
std::vector<Term> TermsOfAct(const Statement& proposal, const Names& names);

// A word of somebody's own, to stand among those of a view: brackets, commas, colons and
// semicolons, by which it would read as more of the view, are spelled out (\x28).
std::string WordInView(std::string_view word);

// "can be opened by: 佐藤 (総務, P2)": one line a value. The last line has what a statement is in
// the record: kind, number, charter, head, program, commitments.
std::vector<std::string> LinesOf(const std::vector<Term>& terms);

// One line: what an ordinary core of this kind differs in from another, and all that is unusual.
std::string LineOf(const std::vector<Term>& terms);

// For programs: a list of {claim, label, values, value}.
Json TermsToJson(const std::vector<Term>& terms);

}  // namespace sekisho
