// What people know about a wipe and no program can find out: the remaining fields of NIST SP
// 800-88's sample certificate and of the Japanese 消去証明書. All of them are text that was given,
// and none of it is checked; the printed form leaves blank lines for those that are empty.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace sekisho {

inline constexpr size_t kMaxParticularBytes = 500;  // of one field
inline constexpr size_t kMaxParticularsBytes = 64 << 10;

struct WipeParticulars {
  std::string operator_name;  // who did it (作業者)
  std::string operator_title;
  std::string operator_contact;
  std::string place;          // 場所
  std::string verifier_name;  // who checked it, or stood by (確認者・立会者)
  std::string verifier_title;
  std::string verifier_contact;
  std::string asset_number;          // the organisation's property number (資産管理番号)
  std::string source;                // whose, or which computer's
  std::string category;              // confidentiality before
  std::string backed_up;             // whether, and where
  std::string destination;           // of the medium afterwards
  std::string destination_category;  // confidentiality afterwards
  std::string note;                  // 備考

  friend bool operator==(const WipeParticulars&, const WipeParticulars&) = default;
};

struct ParticularField {
  const char* key;  // in JSON
  std::string WipeParticulars::*text;
};

// Every field, in the order of the form.
std::span<const ParticularField> ParticularFields();

// What people wrote: a JSON object with any of the keys. Text is spelled with SafeForTerminal.
// kMalformed for an unknown key, anything but text, or a field over kMaxParticularBytes.
Result<WipeParticulars> ParseParticulars(std::string_view text);

// One field in the same way: for what is given on the command line.
Result<std::string> ParticularText(const char* key, const std::string& given);

// All keys, and back: kMalformed when one is missing, unknown, or of another type.
Json ParticularsJson(const WipeParticulars& particulars);
Result<WipeParticulars> ReadParticulars(const Json& json);

}  // namespace sekisho
