#include "wipe/report/particulars.h"

#include <algorithm>
#include <array>

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

using P = WipeParticulars;

constexpr std::array kFields = {
    ParticularField{"operator", &P::operator_name},
    ParticularField{"operator_title", &P::operator_title},
    ParticularField{"operator_contact", &P::operator_contact},
    ParticularField{"place", &P::place},
    ParticularField{"verifier", &P::verifier_name},
    ParticularField{"verifier_title", &P::verifier_title},
    ParticularField{"verifier_contact", &P::verifier_contact},
    ParticularField{"asset_number", &P::asset_number},
    ParticularField{"source", &P::source},
    ParticularField{"category", &P::category},
    ParticularField{"backed_up", &P::backed_up},
    ParticularField{"destination", &P::destination},
    ParticularField{"destination_category", &P::destination_category},
    ParticularField{"note", &P::note},
};

const ParticularField* FieldOf(const std::string& key) {
  const auto* const field = std::find_if(
      kFields.begin(), kFields.end(), [&](const ParticularField& one) { return key == one.key; });
  return field == kFields.end() ? nullptr : field;
}

std::string AllKeys() {
  std::string keys;
  for (const ParticularField& field : kFields)
    keys += (keys.empty() ? "" : ", ") + std::string(field.key);
  return keys;
}

}  // namespace

std::span<const ParticularField> ParticularFields() { return kFields; }

Result<std::string> ParticularText(const char* key, const std::string& given) {
  if (!HasVisibleText(given)) return std::string();  // not given: a line to fill in by hand
  std::string text = SafeForTerminal(given);
  if (text.size() > kMaxParticularBytes)
    return Fail(
        ErrorCode::kMalformed,
        Message("'{0}' is longer than {1} bytes", {key, std::to_string(kMaxParticularBytes)}),
        Message("say it in fewer words"));  // defence: H6-30
  return text;
}

Result<WipeParticulars> ParseParticulars(std::string_view text) {
  ASSIGN_OR_RETURN(const Json json, ParseJson(text, kMaxParticularsBytes));
  if (!json.is_object())
    // defence: H6-31, else WipeParticulars()
    return Fail(ErrorCode::kMalformed, Message("the particulars are not a JSON object"),
                R"({"operator": "...", "place": "..."})");
  WipeParticulars particulars;
  for (const auto& [key, value] : json.items()) {
    const ParticularField* const field = FieldOf(key);
    if (field == nullptr)
      return Fail(ErrorCode::kMalformed,
                  Message("the particulars have no field '{0}'", {SafeForTerminal(key)}),
                  Message("there are: {0}", {AllKeys()}));  // defence: H6-32, else particulars
    ASSIGN_OR_RETURN(const std::string given, GetString(json, field->key));
    ASSIGN_OR_RETURN(particulars.*field->text, ParticularText(field->key, given));
  }
  return particulars;
}

Json ParticularsJson(const WipeParticulars& particulars) {
  Json json = Json::object();
  for (const ParticularField& field : kFields) json[field.key] = particulars.*field.text;
  return json;
}

Result<WipeParticulars> ReadParticulars(const Json& json) {
  WipeParticulars particulars;
  for (const ParticularField& field : kFields) {
    ASSIGN_OR_RETURN(const std::string given, GetString(json, field.key));
    ASSIGN_OR_RETURN(particulars.*field.text, ParticularText(field.key, given));
  }
  if (ParticularsJson(particulars) != json)
    // defence: H6-33
    return Fail(ErrorCode::kMalformed, Message("the particulars are not as this version writes"));
  return particulars;
}

}  // namespace sekisho
