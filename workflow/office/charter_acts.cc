#include "workflow/office/charter_acts.h"

#include "approvals/charter/charter_templates.h"
#include "approvals/charter/charter_toml.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

// The organisation's name is for members: empty for everybody else.
std::string OrganisationName(Session& session, const CharterRecord& record) {
  const auto key = session.DirectoryKey();
  const auto statement = ParseStatement(record.token);
  if (!key || !statement) return {};
  AgeKeys keys;
  keys.identities.push_back(*key);
  const auto annex = session.ReadAnnexWith(*statement, "main", keys);
  const auto json = annex ? ParseJson(AsText(annex->bytes)) : Result<Json>(annex.error());
  const auto name = json ? GetString(*json, "name") : Result<std::string>(json.error());
  return name.value_or("");
}

}  // namespace

Result<std::string> CharterTemplateText(const std::string& name) {
  ASSIGN_OR_RETURN(const std::string_view text, CharterTemplate(name));
  return std::string(text);
}

Result<std::string> CharterAsToml(Session& session) {
  const CharterRecord& record = session.state().charter();
  return CharterToToml(DraftOf(record.charter, OrganisationName(session, record)));
}

Result<std::vector<LintFinding>> LintCharter(Session& session) {
  std::vector<Person> people;
  for (const auto& [id, member] : session.state().members()) people.push_back(member.Now());
  return CharterLint(session.state().charter().charter, people, session.now());
}

}  // namespace sekisho
