// The charter as JSON: written one way only, and read back only from that.
#include <functional>

#include "approvals/charter/charter.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

Error Bad(std::string message) { return Fail(ErrorCode::kMalformed, std::move(message)); }

template <typename E>
Json Codes(const std::vector<E>& values) {
  Json out = Json::array();
  for (E value : values) out.push_back(CodeOf(value));
  return out;
}

Json SlotsToJson(const std::vector<ApprovalSlot>& slots) {
  Json out = Json::array();
  for (const ApprovalSlot& slot : slots)
    out.push_back({{"roles", Codes(slot.roles)},
                   {"same_department", slot.same_department},
                   {"count", slot.count}});
  return out;
}

Json ClassToJson(const ClassRule& rule) {
  Json json{{"id", rule.id},
            {"approvals", SlotsToJson(rule.slots)},
            {"personal_data", SlotsToJson(rule.personal_data_slots)},
            {"third_party", SlotsToJson(rule.third_party_slots)},
            {"destinations", Codes(rule.destinations)},
            {"recipients", CodeOf(rule.recipients)},
            {"max_days", rule.max_days},
            {"approval_max_days", rule.approval_max_days},
            {"sealed_by", CodeOf(rule.sealed_by)},
            {"training", rule.training},
            {"scan", rule.scan},
            {"directory_media", rule.directory_media},
            {"offline_days", rule.offline_days},
            {"retention_days", rule.retention_days}};
  if (rule.wipe_grade) {
    json["wipe_grade"] = CodeOf(*rule.wipe_grade);
  } else {
    json["wipe_on_return"] = CodeOf(rule.wipe_on_return);
    json["wipe_on_disposal"] = CodeOf(rule.wipe_on_disposal);
  }
  return json;
}

// Reading. Every reader takes what is known by name; what is unknown, missing or spelled otherwise
// shows when CharterFromJson compares with what it would write.

template <typename E>
Result<E> ReadCode(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string code, GetString(object, key));
  const std::optional<E> value = FromCode<E>(code);
  // defence: C6-32, else E{}
  if (!value) return Bad(Message("field '{0}' is none of: {1}", {key, AllCodes<E>()}));
  return *value;
}

template <typename E>
Result<std::vector<E>> ReadCodes(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::vector<std::string> codes, GetStrings(object, key));
  std::vector<E> out;
  for (const std::string& code : codes) {
    const std::optional<E> value = FromCode<E>(code);
    // defence: C6-33, else out
    if (!value) return Bad(Message("field '{0}' holds none of: {1}", {key, AllCodes<E>()}));
    out.push_back(*value);
  }
  return out;
}

Result<Time> ReadTime(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string text, GetString(object, key));
  return ParseTime(text);
}

template <typename T>
Result<std::vector<T>> ReadList(const Json& object, const char* key,
                                const std::function<Result<T>(const Json&)>& read) {
  const auto list = object.find(key);
  if (list == object.end() || !list->is_array())
    return Bad(Message("field '{0}' is missing or no list",
                       {key}));  // defence: C6-34, else std::vector<T>()
  std::vector<T> out;
  for (const Json& item : *list) {
    ASSIGN_OR_RETURN(T value, read(item));
    out.push_back(std::move(value));
  }
  return out;
}

Result<ApprovalSlot> ReadSlot(const Json& json) {
  ApprovalSlot slot;
  ASSIGN_OR_RETURN(slot.roles, ReadCodes<Role>(json, "roles"));
  ASSIGN_OR_RETURN(slot.same_department, GetBool(json, "same_department"));
  ASSIGN_OR_RETURN(slot.count, GetInt(json, "count", 1, kMaxApprovals));
  return slot;
}

Result<ClassRule> ReadClass(const Json& json) {
  ClassRule rule;
  ASSIGN_OR_RETURN(rule.id, GetString(json, "id"));
  ASSIGN_OR_RETURN(rule.slots, ReadList<ApprovalSlot>(json, "approvals", ReadSlot));
  ASSIGN_OR_RETURN(rule.personal_data_slots,
                   ReadList<ApprovalSlot>(json, "personal_data", ReadSlot));
  ASSIGN_OR_RETURN(rule.third_party_slots, ReadList<ApprovalSlot>(json, "third_party", ReadSlot));
  ASSIGN_OR_RETURN(rule.destinations, ReadCodes<Destination>(json, "destinations"));
  ASSIGN_OR_RETURN(rule.recipients, ReadCode<RecipientRule>(json, "recipients"));
  ASSIGN_OR_RETURN(rule.max_days, GetInt(json, "max_days", 1, INT32_MAX));
  ASSIGN_OR_RETURN(rule.approval_max_days, GetInt(json, "approval_max_days", 1, INT32_MAX));
  ASSIGN_OR_RETURN(rule.sealed_by, ReadCode<SealedBy>(json, "sealed_by"));
  ASSIGN_OR_RETURN(rule.training, GetBool(json, "training"));
  ASSIGN_OR_RETURN(rule.scan, GetBool(json, "scan"));
  ASSIGN_OR_RETURN(rule.directory_media, GetBool(json, "directory_media"));
  if (json.contains("wipe_grade")) {
    ASSIGN_OR_RETURN(rule.wipe_grade, ReadCode<WipeGrade>(json, "wipe_grade"));
    SetFromOldGrade(*rule.wipe_grade, rule);
  } else {
    ASSIGN_OR_RETURN(rule.wipe_on_return, ReadCode<WipeOnReturn>(json, "wipe_on_return"));
    ASSIGN_OR_RETURN(rule.wipe_on_disposal, ReadCode<WipeGrade>(json, "wipe_on_disposal"));
  }
  ASSIGN_OR_RETURN(rule.offline_days, GetInt(json, "offline_days", 0, INT32_MAX));
  ASSIGN_OR_RETURN(rule.retention_days, GetInt(json, "retention_days", 0, INT32_MAX));
  return rule;
}

Result<Root> ReadRoot(const Json& json) {
  Root root;
  ASSIGN_OR_RETURN(root.member, GetString(json, "member"));
  ASSIGN_OR_RETURN(root.role, ReadCode<RootRole>(json, "role"));
  ASSIGN_OR_RETURN(root.key, GetString(json, "key"));
  return root;
}

Result<Witness> ReadWitness(const Json& json) {
  Witness witness;
  ASSIGN_OR_RETURN(witness.name, GetString(json, "name"));
  ASSIGN_OR_RETURN(witness.key, GetString(json, "key"));
  return witness;
}

Result<Cloud> ReadCloud(const Json& json) {
  Cloud cloud;
  ASSIGN_OR_RETURN(cloud.name, GetString(json, "name"));
  ASSIGN_OR_RETURN(cloud.expires, ReadTime(json, "expires"));
  return cloud;
}

Result<void> ReadRules(const Json& json, CharterRules& rules) {
  ASSIGN_OR_RETURN(rules.profile, ReadCode<Regulator>(json, "profile"));
  ASSIGN_OR_RETURN(rules.roles, ReadCodes<Role>(json, "roles"));
  ASSIGN_OR_RETURN(rules.departments, GetStrings(json, "departments"));
  ASSIGN_OR_RETURN(rules.classes, ReadList<ClassRule>(json, "classes", ReadClass));
  ASSIGN_OR_RETURN(rules.clouds, ReadList<Cloud>(json, "clouds", ReadCloud));
  ASSIGN_OR_RETURN(rules.mail_domains, GetStrings(json, "mail_domains"));
  ASSIGN_OR_RETURN(rules.min_tool, GetString(json, "min_tool"));
  ASSIGN_OR_RETURN(const std::string zone, GetString(json, "zone"));
  ASSIGN_OR_RETURN(rules.zone, ParseZone(zone));
  ASSIGN_OR_RETURN(rules.skew_seconds, GetInt(json, "skew_seconds", 1, INT32_MAX));
  ASSIGN_OR_RETURN(rules.snapshot_max_hours, GetInt(json, "snapshot_max_hours", 1, INT32_MAX));
  ASSIGN_OR_RETURN(rules.young_key_days, GetInt(json, "young_key_days", 1, INT32_MAX));
  ASSIGN_OR_RETURN(rules.duty_text, GetString(json, "duty_text"));
  return {};
}

Result<std::optional<Digest>> ReadPrevious(const Json& json) {
  const auto previous = json.find("previous");
  if (previous == json.end() || previous->is_null()) return std::optional<Digest>();
  ASSIGN_OR_RETURN(const std::string hex, GetString(json, "previous"));
  ASSIGN_OR_RETURN(const Digest digest, DigestFromHex(hex));
  return std::optional<Digest>(digest);
}

}  // namespace

Json CharterToJson(const Charter& charter) {
  Json roots = Json::array(), witnesses = Json::array(), classes = Json::array(),
       clouds = Json::array();
  for (const Root& root : charter.roots)
    roots.push_back({{"member", root.member}, {"role", CodeOf(root.role)}, {"key", root.key}});
  for (const Witness& witness : charter.witnesses)
    witnesses.push_back({{"name", witness.name}, {"key", witness.key}});
  for (const ClassRule& rule : charter.classes) classes.push_back(ClassToJson(rule));
  for (const Cloud& cloud : charter.clouds)
    clouds.push_back({{"name", cloud.name}, {"expires", FormatTime(cloud.expires, charter.zone)}});
  return {{"version", charter.version},
          {"previous", charter.previous ? Json(HexEncode(*charter.previous)) : Json(nullptr)},
          {"roots", roots},
          {"threshold", charter.threshold},
          {"escrow", charter.escrow},
          {"directory", charter.directory},
          {"witnesses", witnesses},
          {"profile", CodeOf(charter.profile)},
          {"roles", Codes(charter.roles)},
          {"departments", charter.departments},
          {"classes", classes},
          {"clouds", clouds},
          {"mail_domains", charter.mail_domains},
          {"min_tool", charter.min_tool},
          {"effective", FormatTime(charter.effective, charter.zone)},
          {"expires", FormatTime(charter.expires, charter.zone)},
          {"zone", FormatZone(charter.zone)},
          {"skew_seconds", charter.skew_seconds},
          {"snapshot_max_hours", charter.snapshot_max_hours},
          {"young_key_days", charter.young_key_days},
          {"duty_text", charter.duty_text}};
}

Result<Charter> CharterFromJson(const Json& json) {
  Charter charter;
  ASSIGN_OR_RETURN(charter.version, GetInt(json, "version", 1, INT32_MAX));
  ASSIGN_OR_RETURN(charter.previous, ReadPrevious(json));
  ASSIGN_OR_RETURN(charter.roots, ReadList<Root>(json, "roots", ReadRoot));
  ASSIGN_OR_RETURN(charter.threshold, GetInt(json, "threshold", 1, INT32_MAX));
  ASSIGN_OR_RETURN(charter.escrow, GetStrings(json, "escrow"));
  ASSIGN_OR_RETURN(charter.directory, GetString(json, "directory"));
  ASSIGN_OR_RETURN(charter.witnesses, ReadList<Witness>(json, "witnesses", ReadWitness));
  ASSIGN_OR_RETURN(charter.effective, ReadTime(json, "effective"));
  ASSIGN_OR_RETURN(charter.expires, ReadTime(json, "expires"));
  RETURN_IF_ERROR(ReadRules(json, charter));
  RETURN_IF_ERROR(CheckCharter(charter));
  if (CharterToJson(charter) != json)
    return Bad(Message("a charter has an unknown field or an unusual spelling"));  // defence: C6-36
  return charter;
}

}  // namespace sekisho
