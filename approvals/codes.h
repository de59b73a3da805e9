// Enumerations and the words that formats spell them with: one table each, read in both directions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sekisho {

template <typename E>
struct CodeName {
  E value;
  std::string_view code;
};

// Every value of E with its code, in the order of the enumeration. Specialised beside each E.
template <typename E>
std::span<const CodeName<E>> CodesOf();

// The code of `value`. Every value has one.
template <typename E>
std::string CodeOf(E value) {
  for (const CodeName<E>& name : CodesOf<E>())
    if (name.value == value) return std::string(name.code);
  return {};
}

// The value spelled exactly `code`, if there is one.
template <typename E>
std::optional<E> FromCode(std::string_view code) {
  for (const CodeName<E>& name : CodesOf<E>())
    if (name.code == code) return name.value;
  return std::nullopt;
}

// "requester, other-person, station": for messages.
template <typename E>
std::string AllCodes() {
  std::string out;
  for (const CodeName<E>& name : CodesOf<E>()) {
    if (!out.empty()) out += ", ";
    out += name.code;
  }
  return out;
}

}  // namespace sekisho
