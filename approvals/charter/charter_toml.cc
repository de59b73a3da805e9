#include "approvals/charter/charter_toml.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdio>
#include <initializer_list>

#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"
#include "base/typed/typed.h"

namespace sekisho {
namespace {

Error At(const toml::source_region& source, const std::string& message, Next next = {}) {
  return Fail(ErrorCode::kMalformed,
              Message("charter file, line {0}: {1}", {std::to_string(source.begin.line), message}),
              std::move(next));
}

Error WrongType(const toml::node& node, const char* key, const char* wanted) {
  return At(node.source(), Message("'{0}' must be {1}", {key, Message(wanted)}));
}

Result<void> OnlyKeys(const toml::table& table, std::initializer_list<std::string_view> known) {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    std::string list;
    for (std::string_view name : known)
      list += (list.empty() ? std::string() : std::string(", ")) + std::string(name);
    return At(key.source(), Message("unknown key '{0}'", {std::string(key.str())}),
              Message("known here: {0}", {list}));  // defence: Z9-1
  }
  return {};
}

// Each Take leaves `out` as it is when the key is absent.

Result<void> Take(const toml::table& table, const char* key, std::string& out) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto* text = node->as_string();
  if (text == nullptr) return WrongType(*node, key, "text in quotes");  // defence: Z9-2, else {}
  out = text->get();
  return {};
}

Result<void> Take(const toml::table& table, const char* key, int64_t& out) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto* number = node->as_integer();
  if (number == nullptr) return WrongType(*node, key, "a whole number");  // defence: Z9-3, else {}
  out = number->get();
  return {};
}

Result<void> Take(const toml::table& table, const char* key, bool& out) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto* flag = node->as_boolean();
  if (flag == nullptr) return WrongType(*node, key, "true or false");  // defence: Z9-4, else {}
  out = flag->get();
  return {};
}

Result<void> Take(const toml::table& table, const char* key, std::vector<std::string>& out) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto* list = node->as_array();
  if (list == nullptr)
    return WrongType(*node, key, "a list of texts in quotes");  // defence: Z9-5, else {}
  out.clear();
  for (const toml::node& item : *list) {
    const auto* text = item.as_string();
    if (text == nullptr)
      return WrongType(item, key, "a list of texts in quotes");  // defence: Z9-6, else {}
    out.push_back(text->get());
  }
  return {};
}

template <typename E>
Result<void> TakeCode(const toml::table& table, const char* key, E& out) {
  std::string code = CodeOf(out);
  RETURN_IF_ERROR(Take(table, key, code));
  const std::optional<E> value = FromCode<E>(code);
  if (!value)
    return At(table.get(key)->source(), Message("'{0}' cannot be '{1}'", {key, code}),
              Message("one of: {0}", {AllCodes<E>()}));  // defence: Z9-7, else {}
  out = *value;
  return {};
}

// A list of codes in any order; sorted, so that equal rules have one form.
template <typename E>
Result<void> TakeCodes(const toml::table& table, const char* key, std::vector<E>& out) {
  std::vector<std::string> codes;
  if (table.get(key) == nullptr) return {};
  RETURN_IF_ERROR(Take(table, key, codes));
  out.clear();
  for (const std::string& code : codes) {
    const std::optional<E> value = FromCode<E>(code);
    if (!value)
      return At(table.get(key)->source(), Message("'{0}' cannot hold '{1}'", {key, code}),
                Message("one of: {0}", {AllCodes<E>()}));  // defence: Z9-8
    out.push_back(*value);
  }
  std::sort(out.begin(), out.end());
  return {};
}

// A date (its first or last second in `zone`) or a date and time with an offset.
Result<std::optional<Time>> TakeTime(const toml::table& table, const char* key, DayEdge edge,
                                     ZoneOffset zone) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::optional<Time>();
  char text[64];
  if (const auto* date = node->as_date()) {
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", int{date->get().year},
                  int{date->get().month}, int{date->get().day});
    const Result<Time> time = ParseUserTime(text, edge, Time{}, zone);
    if (time) return std::optional<Time>(*time);
  }
  const auto* moment = node->as_date_time();
  if (moment != nullptr && moment->get().offset) {
    const toml::date_time& value = moment->get();
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%s", int{value.date.year},
                  int{value.date.month}, int{value.date.day}, int{value.time.hour},
                  int{value.time.minute}, int{value.time.second},
                  FormatZone(ZoneOffset(int{value.offset->minutes})).c_str());
    const Result<Time> time = ParseTime(text);
    if (time) return std::optional<Time>(*time);
  }
  // defence: Z9-9, else std::optional<Time>()
  return WrongType(*node, key, "a date, as in 2027-03-31 without quotes");
}

Result<void> TakeSlots(const toml::table& table, const char* key, std::vector<ApprovalSlot>& out) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto* list = node->as_array();
  constexpr const char* kWanted = MessageId("a list, as in [{ roles = [\"manager\"] }]");
  if (list == nullptr) return WrongType(*node, key, kWanted);  // defence: Z9-10, else {}
  for (const toml::node& item : *list) {
    const auto* entry = item.as_table();
    if (entry == nullptr) return WrongType(item, key, kWanted);  // defence: Z9-11, else {}
    RETURN_IF_ERROR(OnlyKeys(*entry, {"roles", "department", "count"}));
    ApprovalSlot slot;
    RETURN_IF_ERROR(TakeCodes(*entry, "roles", slot.roles));
    RETURN_IF_ERROR(Take(*entry, "count", slot.count));
    std::string department = "any";
    RETURN_IF_ERROR(Take(*entry, "department", department));
    if (department != "any" && department != "same")
      return At(item.source(), Message("'{0}' cannot be '{1}'", {"department", department}),
                Message("one of: {0}", {"any, same"}));  // defence: Z9-12
    slot.same_department = department == "same";
    out.push_back(std::move(slot));
  }
  return {};
}

Result<void> NeedKey(const toml::table& table, const char* key) {
  if (table.get(key) != nullptr) return {};
  return At(table.source(), Message("'{0}' is missing", {key}));  // defence: Z9-13, else {}
}

// Earlier files have one word for both.
Result<void> TakeWipes(const toml::table& table, ClassRule& rule) {
  const bool old = table.get("wipe-grade") != nullptr;
  WipeGrade grade = WipeGrade::kClear;
  RETURN_IF_ERROR(TakeCode(table, "wipe-grade", grade));
  if (old) SetFromOldGrade(grade, rule);
  RETURN_IF_ERROR(TakeCode(table, "wipe-on-return", rule.wipe_on_return));
  RETURN_IF_ERROR(TakeCode(table, "wipe-on-disposal", rule.wipe_on_disposal));
  if (old && (table.get("wipe-on-return") != nullptr || table.get("wipe-on-disposal") != nullptr))
    // defence: Z9-60, else {}
    return At(table.source(), Message("'wipe-grade' is the old word for 'wipe-on-return' and "
                                      "'wipe-on-disposal': leave it out"));
  return {};
}

Result<ClassRule> ReadClass(const toml::table& table) {
  RETURN_IF_ERROR(OnlyKeys(
      table,
      {"id", "approvals", "personal-data", "third-party", "destinations", "recipients", "max-days",
       "approval-max-days", "sealed-by", "training", "scan", "directory-media", "wipe-grade",
       "wipe-on-return", "wipe-on-disposal", "offline-days", "retention-days"}));
  for (const char* key : {"id", "approvals", "destinations", "max-days"})
    RETURN_IF_ERROR(NeedKey(table, key));
  ClassRule rule;
  RETURN_IF_ERROR(Take(table, "id", rule.id));
  RETURN_IF_ERROR(TakeSlots(table, "approvals", rule.slots));
  RETURN_IF_ERROR(TakeSlots(table, "personal-data", rule.personal_data_slots));
  RETURN_IF_ERROR(TakeSlots(table, "third-party", rule.third_party_slots));
  RETURN_IF_ERROR(TakeCodes(table, "destinations", rule.destinations));
  RETURN_IF_ERROR(TakeCode(table, "recipients", rule.recipients));
  RETURN_IF_ERROR(Take(table, "max-days", rule.max_days));
  RETURN_IF_ERROR(Take(table, "approval-max-days", rule.approval_max_days));
  RETURN_IF_ERROR(TakeCode(table, "sealed-by", rule.sealed_by));
  RETURN_IF_ERROR(Take(table, "training", rule.training));
  RETURN_IF_ERROR(Take(table, "scan", rule.scan));
  RETURN_IF_ERROR(Take(table, "directory-media", rule.directory_media));
  RETURN_IF_ERROR(TakeWipes(table, rule));
  RETURN_IF_ERROR(Take(table, "offline-days", rule.offline_days));
  RETURN_IF_ERROR(Take(table, "retention-days", rule.retention_days));
  return rule;
}

Result<Cloud> ReadCloud(const toml::table& table, ZoneOffset zone) {
  RETURN_IF_ERROR(OnlyKeys(table, {"name", "expires"}));
  for (const char* key : {"name", "expires"}) RETURN_IF_ERROR(NeedKey(table, key));
  Cloud cloud;
  RETURN_IF_ERROR(Take(table, "name", cloud.name));
  ASSIGN_OR_RETURN(const std::optional<Time> expires,
                   TakeTime(table, "expires", DayEdge::kEnd, zone));
  cloud.expires = *expires;
  return cloud;
}

// Calls `read` for every [[key]].
template <typename Read>
Result<void> EachTable(const toml::table& table, const char* key, Read read) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto* list = node->as_array();
  const std::string wanted = Message("written as [[{0}]]", {key});
  if (list == nullptr) return WrongType(*node, key, wanted.c_str());  // defence: Z9-14, else {}
  for (const toml::node& item : *list) {
    const auto* entry = item.as_table();
    if (entry == nullptr) return WrongType(item, key, wanted.c_str());  // defence: Z9-15, else {}
    RETURN_IF_ERROR(read(*entry));
  }
  return {};
}

Result<void> ReadZone(const toml::table& table, ZoneOffset& zone) {
  std::string text = FormatZone(zone);
  RETURN_IF_ERROR(Take(table, "zone", text));
  const Result<ZoneOffset> parsed = ParseZone(text);
  if (!parsed)
    return At(table.get("zone")->source(), Message("'zone' is no offset of a time zone"),
              Message("as in +09:00"));  // defence: Z9-16, else {}
  zone = *parsed;
  return {};
}

Result<void> ReadScalars(const toml::table& table, CharterRules& rules) {
  RETURN_IF_ERROR(ReadZone(table, rules.zone));
  RETURN_IF_ERROR(TakeCode(table, "profile", rules.profile));
  for (const CodeName<Role>& role : CodesOf<Role>()) rules.roles.push_back(role.value);
  RETURN_IF_ERROR(TakeCodes(table, "roles", rules.roles));
  RETURN_IF_ERROR(Take(table, "departments", rules.departments));
  RETURN_IF_ERROR(Take(table, "mail-domains", rules.mail_domains));
  RETURN_IF_ERROR(Take(table, "min-tool", rules.min_tool));
  RETURN_IF_ERROR(Take(table, "skew-seconds", rules.skew_seconds));
  RETURN_IF_ERROR(Take(table, "snapshot-max-hours", rules.snapshot_max_hours));
  RETURN_IF_ERROR(Take(table, "young-key-days", rules.young_key_days));
  return Take(table, "duty-text", rules.duty_text);
}

Result<CharterDraft> ReadDraft(const toml::table& table) {
  RETURN_IF_ERROR(
      OnlyKeys(table, {"name", "profile", "zone", "effective", "expires", "roles", "departments",
                       "mail-domains", "min-tool", "skew-seconds", "snapshot-max-hours",
                       "young-key-days", "duty-text", "class", "cloud"}));
  CharterDraft draft;
  CharterRules& rules = draft.rules;
  RETURN_IF_ERROR(Take(table, "name", draft.name));
  if (draft.name.size() > 200 || HasUnsafeCharacters(draft.name))
    // defence: Z9-17
    return At(table.get("name")->source(), Message("'name' must be short and printable"));
  RETURN_IF_ERROR(ReadScalars(table, rules));
  ASSIGN_OR_RETURN(draft.effective, TakeTime(table, "effective", DayEdge::kStart, rules.zone));
  ASSIGN_OR_RETURN(draft.expires, TakeTime(table, "expires", DayEdge::kEnd, rules.zone));
  RETURN_IF_ERROR(EachTable(table, "class", [&](const toml::table& entry) -> Result<void> {
    ASSIGN_OR_RETURN(ClassRule rule, ReadClass(entry));
    rules.classes.push_back(std::move(rule));
    return {};
  }));
  RETURN_IF_ERROR(EachTable(table, "cloud", [&](const toml::table& entry) -> Result<void> {
    ASSIGN_OR_RETURN(Cloud cloud, ReadCloud(entry, rules.zone));
    rules.clouds.push_back(std::move(cloud));
    return {};
  }));
  const Result<void> checked = CheckRules(rules);
  if (!checked) return checked.error().WithContext(Message("charter file"));
  return draft;
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    char escaped[8];
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      std::snprintf(escaped, sizeof escaped, "\\u%04X", static_cast<unsigned>(c));
      out += escaped;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

template <typename Item, typename Write>
std::string List(const std::vector<Item>& items, Write write) {
  std::string out = "[";
  for (const Item& item : items) out += (out.size() > 1 ? ", " : "") + write(item);
  return out + "]";
}

template <typename E>
std::string QuotedCode(E value) {
  return Quoted(CodeOf(value));
}

std::string SlotToToml(const ApprovalSlot& slot) {
  std::string out = "{ roles = " + List(slot.roles, QuotedCode<Role>);
  if (slot.same_department) out += ", department = \"same\"";
  if (slot.count != 1) out += ", count = " + std::to_string(slot.count);
  return out + " }";
}

void Line(std::string& out, const char* key, const std::string& value) {
  out.append(key).append(" = ").append(value).append("\n");
}

const char* Flag(bool value) { return value ? "true" : "false"; }

void AppendClass(std::string& out, const ClassRule& rule) {
  out += "\n[[class]]\n";
  Line(out, "id", Quoted(rule.id));
  Line(out, "approvals", List(rule.slots, SlotToToml));
  Line(out, "personal-data", List(rule.personal_data_slots, SlotToToml));
  Line(out, "third-party", List(rule.third_party_slots, SlotToToml));
  Line(out, "destinations", List(rule.destinations, QuotedCode<Destination>));
  Line(out, "recipients", QuotedCode(rule.recipients));
  Line(out, "max-days", std::to_string(rule.max_days));
  Line(out, "approval-max-days", std::to_string(rule.approval_max_days));
  Line(out, "sealed-by", QuotedCode(rule.sealed_by));
  Line(out, "training", Flag(rule.training));
  Line(out, "scan", Flag(rule.scan));
  Line(out, "directory-media", Flag(rule.directory_media));
  Line(out, "wipe-on-return", QuotedCode(rule.wipe_on_return));
  Line(out, "wipe-on-disposal", QuotedCode(rule.wipe_on_disposal));
  Line(out, "offline-days", std::to_string(rule.offline_days));
  Line(out, "retention-days", std::to_string(rule.retention_days));
}

}  // namespace

Result<CharterDraft> CharterFromToml(std::string_view text) {
  if (text.size() > kMaxCharterTomlBytes)
    // defence: Z9-18
    return Fail(ErrorCode::kMalformed, Message("charter file: larger than {0} bytes",
                                               {std::to_string(kMaxCharterTomlBytes)}));
  // defence: none, the library refuses it, too, but not in words that help
  if (!IsUtf8(text)) return Fail(ErrorCode::kMalformed, Message("charter file: not UTF-8"));
  try {
    return ReadDraft(toml::parse(text));
  } catch (const toml::parse_error& error) {
    // defence: none, what does not parse has nothing to go on with
    return At(error.source(), std::string(error.description()));
  }
}

std::string CharterToToml(const CharterDraft& draft) {
  const CharterRules& rules = draft.rules;
  std::string out;
  if (!draft.name.empty()) Line(out, "name", Quoted(draft.name));
  Line(out, "profile", QuotedCode(rules.profile));
  Line(out, "zone", Quoted(FormatZone(rules.zone)));
  if (draft.effective) Line(out, "effective", FormatTime(*draft.effective, rules.zone));
  if (draft.expires) Line(out, "expires", FormatTime(*draft.expires, rules.zone));
  Line(out, "roles", List(rules.roles, QuotedCode<Role>));
  Line(out, "departments", List(rules.departments, Quoted));
  Line(out, "mail-domains", List(rules.mail_domains, Quoted));
  Line(out, "min-tool", Quoted(rules.min_tool));
  Line(out, "skew-seconds", std::to_string(rules.skew_seconds));
  Line(out, "snapshot-max-hours", std::to_string(rules.snapshot_max_hours));
  Line(out, "young-key-days", std::to_string(rules.young_key_days));
  Line(out, "duty-text", Quoted(rules.duty_text));
  for (const ClassRule& rule : rules.classes) AppendClass(out, rule);
  for (const Cloud& cloud : rules.clouds) {
    out += "\n[[cloud]]\n";
    Line(out, "name", Quoted(cloud.name));
    Line(out, "expires", FormatTime(cloud.expires, rules.zone));
  }
  return out;
}

CharterDraft DraftOf(const Charter& charter, std::string name) {
  return {std::move(name), static_cast<const CharterRules&>(charter), charter.effective,
          charter.expires};
}

}  // namespace sekisho
