// For attacks on the fold: statements signed with the tool's own functions by somebody whose tool
// asks nobody, and put into the store past every check but the store's own.
#pragma once

#include <sqlite3.h>

#include "approvals/claims/claims.h"
#include "base/uuid.h"
#include "ledger/sqlite_store.h"
#include "libcrypt/tokens/paserk.h"
#include "tests/unit/workflow/office.h"
#include "workflow/state/resolve.h"

namespace sekisho {

class Forgery : public Office {
 protected:
  using Office::Office;

  struct Forged {
    Disposition disposition;
    std::string jti;
    std::string token;
  };

  // Signed with `person`'s key under their member id unless `as` says another's; not appended.
  Forged Sign(const Session& session, const std::string& person, Kind kind,
              const std::string& subject, const Json& claims,
              std::optional<Time> iat = std::nullopt, const std::string& as = "") {
    const auto identity = ReadIdentityFile(home_ + "/" + person + ".id", {});
    const CharterRecord& charter = session.state().charter();
    StatementHeader header;
    header.kind = kind;
    header.org = session.state().org();
    header.iss = as.empty()
                     ? session.state()
                           .FindMemberByKey(EncodePublicPaserk(identity->signing->public_key()))
                           ->id
                     : as;
    header.iat = iat.value_or(clock_.Now());
    header.jti = NewUuid7(clock_, random_);
    header.subject = subject.empty() ? header.jti : subject;
    header.charter = CharterRef{charter.charter.version, charter.digest};
    header.tool = kToolVersion;
    header.head = head_;
    const auto token = SignStatement(header, claims, *identity->signing, kJapan);
    EXPECT_TRUE(token) << (token ? "" : token.error().message);
    OrgState state = session.state();
    return {state.Apply(UINT64_MAX - 1, *token, OrgState::Signatures::kVerify), header.jti, *token};
  }
  Forged Forge(const std::string& person, Kind kind, const std::string& subject, const Json& claims,
               std::optional<Time> iat = std::nullopt, const std::string& as = "") {
    Forged forged = Sign(*Open(person), person, kind, subject, claims, iat, as);
    AppendRaw(forged.token);
    return forged;
  }
  void AppendRaw(const std::string& token) {
    const auto store = SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadWrite);
    NewEntry entry;
    entry.token = token;
    entry.columns = {"x", "x", "x", "x"};
    const auto appended = (*store)->Append({entry});
    EXPECT_TRUE(appended) << (appended ? "" : appended.error().message);
  }
  std::string IdOf(const std::string& person) {
    const auto session = Open(person);
    const auto me = session->Me();
    EXPECT_TRUE(me) << (me ? "" : me.error().message);
    return me ? (*me)->id : "";
  }
  std::unique_ptr<SqliteStore> Store() {
    return *SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadWrite);
  }
  void Tamper(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((home_ + "/ledger.sqlite").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    EXPECT_GT(sqlite3_changes(database), 0) << sql;
    sqlite3_close(database);
  }
  static std::string Blob(const Digest& digest) { return "x'" + HexEncode(digest) + "'"; }
  Statement CardOf(const std::string& person) {
    const auto session = Open("manager");
    return *ParseStatement(session->state().FindMember(IdOf(person))->card_token);
  }
  std::optional<LogHead> head_;  // what forged statements claim to have seen

  // The fold as somebody honest sees it now.
  OrgState StateNow() { return Open("manager")->state(); }
  Json Decision(const std::string& id, Kind kind = Kind::kApproval) {
    const Digest request = RequestHash(id);
    if (kind == Kind::kWithdrawal) return ToClaims(WithdrawalClaims{request});
    return ToClaims(DecisionClaims{request}, kind, kJapan);
  }
  std::string Jti(const std::string& id) {
    const auto session = Open("manager");
    return (*ResolveRequest(*session, id))->id();
  }
  Digest RequestHash(const std::string& id) {
    const auto session = Open("manager");
    return (*ResolveRequest(*session, id))->statement.hash;
  }
  bool Ready(const std::string& id) {
    const auto session = Open("manager");
    PermitQuestion question;
    question.now = session->now();
    return JudgePermit(session->state().Facts(**ResolveRequest(*session, id)), question).valid;
  }
};

}  // namespace sekisho
