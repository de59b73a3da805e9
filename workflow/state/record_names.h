// The names that the record and this identity know, for views (approvals/view.h).
#pragma once

#include <functional>
#include <string>

#include "approvals/view.h"
#include "workflow/state/session.h"

namespace sekisho {

// Borrows the state. Names of people are opened as they are asked for.
class RecordNames : public Names {
 public:
  // The name of a member; empty when it cannot be read here.
  using NameOf = std::function<std::string(const std::string& member)>;

  // `before`: how often a key was used is counted in requests before this index.
  RecordNames(const OrgState& state, Time now, NameOf name_of, uint64_t before = UINT64_MAX)
      : state_(state), now_(now), name_of_(std::move(name_of)), before_(before) {}
  explicit RecordNames(Session& session, uint64_t before = UINT64_MAX);

  ZoneOffset zone() const override { return state_.charter().charter.zone; }
  // "田中 一郎 (総務, P3)"; where the name cannot be read, "(総務, P3)".
  std::string Person(const std::string& member) const override;
  std::string Reader(const std::string& age_key) const override;
  bool IsOutside(const std::string& age_key) const override;
  std::string Medium(const std::string& jti) const override;
  std::string Statement(const std::string& jti) const override;
  std::string StatementByHash(const std::string& hex) const override;

 private:
  const OrgState& state_;
  Time now_;
  NameOf name_of_;
  uint64_t before_;
};

// The names that this identity can read.
RecordNames::NameOf ReadableNames(Session& session);

// The view of a request core that came in a package's header, by what the record knows without any
// key, or by nothing (`session` null). kMalformed when it is not on the lists.
Result<std::vector<Term>> TermsOfHeader(Session* session, const sekisho::Statement& request);

// The one-line view of a statement that the record has.
std::string LineOf(Session& session, std::string_view token);

}  // namespace sekisho
