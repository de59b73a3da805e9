// Hardware as the register keeps it (declared in media/hardware.h).
#include <algorithm>

#include "base/text/message.h"
#include "media/hardware.h"

namespace sekisho {
namespace {

struct TextField {
  const char* key;
  std::optional<std::string> Hardware::*member;
};

constexpr TextField kTextFields[] = {
    {"fs_uuid", &Hardware::fs_uuid},     {"fs_type", &Hardware::fs_type},
    {"vendor_id", &Hardware::vendor_id}, {"product_id", &Hardware::product_id},
    {"vendor", &Hardware::vendor},       {"product", &Hardware::product},
    {"serial", &Hardware::serial},       {"wwid", &Hardware::wwid},
};

Error Bad(std::string message) { return Fail(ErrorCode::kMalformed, std::move(message)); }

const TextField* FindTextField(const std::string& key) {
  for (const TextField& field : kTextFields)
    if (key == field.key) return &field;
  return nullptr;
}

Result<MediumKind> ReadKind(const Json& json) {
  ASSIGN_OR_RETURN(const std::string kind, GetString(json, "kind"));
  if (kind == "mount") return MediumKind::kMount;
  if (kind == "directory") return MediumKind::kDirectory;
  // defence: G4-1, else MediumKind::kMount
  return Bad(Message("'{0}' is not a kind of medium", {kind}));
}

Result<void> ReadField(const Json& json, const std::string& key, Hardware& out) {
  if (const TextField* field = FindTextField(key); field != nullptr) {
    ASSIGN_OR_RETURN(std::string text, GetString(json, field->key));
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (text.empty() || text.size() > kMaxHardwareTextBytes || !printable)
      return Bad(Message("the medium's '{0}' is empty, too long or not plain text",
                         {key}));  // defence: G4-2
    out.*(field->member) = std::move(text);
    return {};
  }
  if (key == "size_bytes") {
    ASSIGN_OR_RETURN(const int64_t size, GetInt(json, "size_bytes", 1, INT64_MAX));
    out.size_bytes = static_cast<uint64_t>(size);
    return {};
  }
  if (key == "removable") {
    ASSIGN_OR_RETURN(out.removable, GetBool(json, "removable"));
    return {};
  }
  return Bad(Message("the medium has an unknown field '{0}'", {key}));  // defence: I3-1, else {}
}

}  // namespace

Json HardwareToJson(const Hardware& hardware) {
  Json json = {{"kind", hardware.kind == MediumKind::kMount ? "mount" : "directory"}};
  for (const TextField& field : kTextFields)
    if (const auto& text = hardware.*(field.member)) json[field.key] = *text;
  if (hardware.size_bytes) json["size_bytes"] = *hardware.size_bytes;
  if (hardware.removable) json["removable"] = *hardware.removable;
  return json;
}

Result<Hardware> HardwareFromJson(const Json& json) {
  Hardware hardware;
  ASSIGN_OR_RETURN(hardware.kind, ReadKind(json));
  for (const auto& item : json.items())
    if (item.key() != "kind") RETURN_IF_ERROR(ReadField(json, item.key(), hardware));
  if (hardware.kind == MediumKind::kDirectory && json.size() > 1)
    return Bad(Message("a medium that is a directory has no hardware"));  // defence: G4-4
  return hardware;
}

}  // namespace sekisho
