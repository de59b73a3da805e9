// The names that the record and this identity know, for views (approvals/view.h).
#pragma once

#include "approvals/view.h"
#include "workflow/session.h"

namespace sekisho {

// Borrows the session. `before`: how often a key was used is counted in requests before this index.
class RecordNames final : public Names {
 public:
  explicit RecordNames(Session& session, uint64_t before = UINT64_MAX)
      : session_(session), before_(before) {}

  ZoneOffset zone() const override { return session_.zone(); }
  // "田中 一郎 (総務, P3)". For the charter's young-key-days it says besides when one person alone
  // gave roles or keys, and that keys are new.
  std::string Person(const std::string& member) const override;
  std::string Reader(const std::string& age_key) const override;
  bool IsOutside(const std::string& age_key) const override;
  std::string Medium(const std::string& jti) const override;
  std::string Statement(const std::string& jti) const override;
  std::string StatementByHash(const std::string& hex) const override;

 private:
  Session& session_;  // not const: names are opened as they are asked for
  uint64_t before_;
};

}  // namespace sekisho
