#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/typed/nearest_word.h"
#include "tools/cli/help_page.h"

namespace sekisho {
namespace {

// The sentences that CLI11 2.1 can say of our options (CLI/Error.hpp, CLI/Validators.hpp), in our
// form. What is none of them stays as it is.
constexpr std::array kSentences = {
    MessageId("{0} is required"),
    MessageId("{0}: {1} required {2} missing"),
    MessageId("{0}: At least {1} required but received {2}"),
    MessageId("{0}: At Most {1} required but received {2}"),
    MessageId("expected exactly {0} arguments to {1}, got {2}"),
    MessageId("expected at least {0} arguments to {1}, got {2}"),
    MessageId("{0} was given a disallowed flag override"),
    MessageId("the value {0} is not an allowed value for {1}"),
    MessageId("could not convert: {0} = {1}"),
    MessageId("{0}: {1} not in {2}"),
    MessageId("{0} excludes {1}"),
    MessageId("{0} requires {1}"),
};

// What stands in `text` where `sentence` has {0}, {1}, {2}; none when the rest differs.
std::optional<std::vector<std::string>> Match(std::string_view sentence, std::string_view text) {
  std::vector<std::string> slots;
  for (;;) {
    const size_t slot = sentence.find('{');
    const std::string_view literal = sentence.substr(0, slot);
    const size_t at = slots.empty() || literal.empty() ? 0 : text.find(literal);
    if (at == text.npos || text.substr(at, literal.size()) != literal) return std::nullopt;
    if (!slots.empty()) slots.back() = text.substr(0, at);
    text.remove_prefix(at + literal.size());
    if (slot == sentence.npos) {
      if (!text.empty()) return std::nullopt;
      return slots;
    }
    slots.emplace_back();
    sentence.remove_prefix(slot + 3);
    if (sentence.empty()) {
      slots.back() = text;
      return slots;
    }
  }
}

std::string InUsersLanguage(const std::string& text) {
  for (const char* const sentence : kSentences) {
    auto slots = Match(sentence, text);
    if (!slots) continue;
    slots->resize(3);
    return Message(sentence, {(*slots)[0], (*slots)[1], (*slots)[2]});
  }
  return text;
}

}  // namespace

std::vector<std::string> OptionsOf(std::initializer_list<const CLI::App*> apps) {
  std::vector<std::string> names;
  for (const CLI::App* app : apps)
    for (const CLI::Option* option : app->get_options())
      for (const std::string& name : option->get_lnames())
        if (!option->get_group().empty()) names.push_back("--" + name);
  return names;
}

Error NotExpected(const std::vector<std::string>& words, const std::vector<std::string>& options,
                  const std::string& help) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  const std::string option = all.substr(0, all.find_first_of("= "));
  const std::string meant = option.starts_with("--") ? NearestWord(option, options) : std::string();
  const std::string called = help.substr(0, help.rfind(" --help"));
  return Fail(ErrorCode::kUsage, Message("not expected: {0}", {all}),
              meant.empty() ? help : Message("{0} (did you mean: {1} {2})", {help, called, meant}));
}

std::string UsageText(const CLI::ParseError& error) {
  std::string text = error.what();
  text = text.substr(0, text.find('\n'));
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])))
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  while (text.ends_with('.')) text.pop_back();
  return InUsersLanguage(text);
}

}  // namespace sekisho
