// The one way to say that something expected did not work out.
//
// Result<T> has std::expected's member names over one Error type. Expected outcomes (a bad token, a
// wrong key, a tampered log, a full disk) are results; exceptions are for bugs and bad_alloc only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/text/next.h"

namespace sekisho {

// What kind of thing went wrong. ExitStatus() maps it to the exit status promised to users.
enum class ErrorCode {
  kFailed,        // could not be done, for a reason that is nobody's policy
  kUsage,         // the command was called wrongly
  kIo,            // the operating system refused a read, a write or a sync
  kNoSpace,       // the disk is full
  kNotFound,      // the thing named does not exist
  kExists,        // the thing to be made exists already
  kMalformed,     // input does not follow its format
  kArmor,         // age: the ASCII armor is not well-formed
  kHeaderMac,     // age: the header's MAC does not match
  kPayload,       // age: the payload is damaged, truncated or extended
  kNoMatch,       // age: none of the identities opens the file
  kBadSignature,  // a signature does not verify
  kVerdict,       // the question was answered, and the answer is no
  kRefused,       // refused by policy
  kInterrupted,   // by a signal (base/files/interrupt.h)
  kNewerFormat,   // made by a newer program, and not to be judged by this one
};

struct Error {
  ErrorCode code = ErrorCode::kFailed;
  std::string message;  // lower case, no full stop, never key material; may hold untrusted text,
                        // which is made safe where it is printed
  Next next{};          // what helps; may be empty

  // The same error with `context` in front: "reading x: no such file".
  Error WithContext(const std::string& context) const {
    return Error{code, context + ": " + message, next};
  }
};

// Its name in JSON, for programs: "refused", "not-found"... Never changes.
const char* ErrorCodeName(ErrorCode code);

// 0 done; 1 failed; 2 usage; 3 the verdict is no; 4 refused by policy; 128 + n interrupted by
// signal n (130: Ctrl-C).
int ExitStatus(ErrorCode code);

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }
  T value_or(T other) const& { return has_value() ? value() : std::move(other); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  // As of the others: std::bad_optional_access when there is none.
  const Error& error() const& { return error_.value(); }
  Error&& error() && { return std::move(error_).value(); }

 private:
  std::optional<Error> error_;
};

inline Error Fail(ErrorCode code, std::string message, Next next = {}) {
  return Error{code, std::move(message), std::move(next)};
}

}  // namespace sekisho

#define SEKISHO_CONCAT_(a, b) a##b
#define SEKISHO_CONCAT(a, b) SEKISHO_CONCAT_(a, b)

// RETURN_IF_ERROR(expression of type Result<...>): leaves the function with its error.
#define RETURN_IF_ERROR(expr) RETURN_IF_ERROR_(SEKISHO_CONCAT(sekisho_result_, __COUNTER__), expr)
#define RETURN_IF_ERROR_(tmp, expr)                                         \
  do {                                                                      \
    if (auto tmp = (expr); !tmp.has_value()) return std::move(tmp).error(); \
  } while (false)

// ASSIGN_OR_RETURN(auto x, expression): x is the value, or the function is left with the error.
#define ASSIGN_OR_RETURN(lhs, expr) \
  ASSIGN_OR_RETURN_(SEKISHO_CONCAT(sekisho_result_, __COUNTER__), lhs, expr)
#define ASSIGN_OR_RETURN_(tmp, lhs, expr)              \
  auto tmp = (expr);                                   \
  if (!tmp.has_value()) return std::move(tmp).error(); \
  lhs = std::move(tmp).value()
