// config.toml: two lines that join and init write and every other command reads.
#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/state/session.h"

namespace sekisho {
namespace {

constexpr const char* kConfigName = "/config.toml";
constexpr size_t kMaxConfigBytes = 16 << 10;

// The value of `key = "value"`; basic strings with \\ and \\" escaped.
std::optional<std::string> ValueOf(const std::string& text, const std::string& key) {
  const std::string lines = "\n" + text;
  const std::string start = "\n" + key + " = \"";
  const size_t at = lines.find(start);
  if (at == std::string::npos) return std::nullopt;
  std::string value;
  for (size_t i = at + start.size(); i < lines.size(); ++i) {
    if (lines[i] == '"') return value;
    if (lines[i] == '\\' && i + 1 < lines.size()) ++i;
    value.push_back(lines[i]);
  }
  return std::nullopt;
}

std::string Quoted(const std::string& value) {
  std::string out = "\"";
  for (char c : value) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

// The tables behind them are people's ([paths], workflow/state/config.h), and stay.
std::string TablesOf(const std::string& path) {
  const auto text = ReadTextFile(path, kMaxConfigBytes);
  if (!text) return "";
  const size_t at = ("\n" + *text).find("\n[");
  return at == std::string::npos ? "" : "\n" + text->substr(at);
}

}  // namespace

Result<Pin> ReadPin(const std::string& state_dir) {
  const std::string path = state_dir + kConfigName;
  if (IsAbsent(path))
    return Fail(ErrorCode::kNotFound, Message("this machine has not joined an organisation"),
                next::Join());
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxConfigBytes));
  const auto store = ValueOf(text, "store");
  const auto genesis = ValueOf(text, "genesis");
  const auto digest = genesis ? DigestFromHex(*genesis) : Result<Digest>(Error{});
  if (!store || !digest)
    return Fail(ErrorCode::kMalformed, Message("{0} is damaged", {path}),
                next::Join());  // defence: J2-1, else Pin{}
  return Pin{*store, *digest};
}

Result<void> WritePin(const std::string& state_dir, const Pin& pin) {
  RETURN_IF_ERROR(MakeDirectories(state_dir));
  const std::string text =
      "# what this machine has joined; written when it did\nstore = " + Quoted(pin.store) +
      "\ngenesis = " + Quoted(HexEncode(pin.genesis)) + "\n" + TablesOf(state_dir + kConfigName);
  return WriteFileAtomic(state_dir + kConfigName, AsBytes(text), TempFile::Existing::kReplace);
}

}  // namespace sekisho
