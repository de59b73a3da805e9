// How rows of the folded state become bytes and rows again. The format is nobody else's: whatever
// changes it, or the fold, changes the fold version, and kept rows of another version are made anew
// (workflow/kept/fold_version.h). One function, Fields, names the fields of a structure for both
// ways.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "approvals/statement.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/json.h"
#include "workflow/kept/kept_table.h"

namespace sekisho {

// The core at `index`, which a row names; DamagedRow when it is none.
Statement StatementAt(RowSource* source, uint64_t index);

template <typename T>
T ExpectOfRow(Result<T> read) {
  if (!read) ThrowDamagedRow();
  return *std::move(read);
}

class RowWriter {
 public:
  static constexpr bool kReads = false;
  template <typename... T>
  void operator()(T&... values) {
    (One(values), ...);
  }
  Bytes Take() { return std::move(out_); }
  RowSource* source() const { return nullptr; }

  void Number(uint64_t value);
  void Text(std::string_view text);
  template <typename T>
  void One(T& value);

 private:
  Bytes out_;
};

class RowReader {
 public:
  static constexpr bool kReads = true;
  // `source` gives the cores that a row names by their indexes.
  RowReader(ByteView in, RowSource* source) : in_(in), source_(source) {}
  template <typename... T>
  void operator()(T&... values) {
    (One(values), ...);
  }
  void ExpectEnd() const {
    if (!in_.empty()) ThrowDamagedRow();
  }
  RowSource* source() const { return source_; }

  uint64_t Number();
  std::string_view Text();
  template <typename T>
  void One(T& value);

 private:
  ByteView in_;
  RowSource* source_;
};

namespace row_codec {

template <typename T>
inline constexpr bool kIsVector = false;
template <typename T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <typename T>
inline constexpr bool kIsSet = false;
template <typename T>
inline constexpr bool kIsSet<std::set<T>> = true;
template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <typename T>
inline constexpr bool kIsPair = false;
template <typename A, typename B>
inline constexpr bool kIsPair<std::pair<A, B>> = true;
template <typename T>
inline constexpr bool kIsMap = false;
template <typename K, typename V>
inline constexpr bool kIsMap<std::map<K, V>> = true;

}  // namespace row_codec

template <typename T>
void RowWriter::One(T& value) {
  if constexpr (std::is_const_v<T>) {
    One(const_cast<std::remove_const_t<T>&>(value));  // elements of sets, keys of maps
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    Number(static_cast<uint64_t>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    Text(value);
  } else if constexpr (std::is_same_v<T, Digest>) {
    Text(AsText(value));
  } else if constexpr (std::is_same_v<T, Time>) {
    Number(static_cast<uint64_t>(value.time_since_epoch().count()));
  } else if constexpr (std::is_same_v<T, Json>) {
    Text(WriteJson(value));
  } else if constexpr (row_codec::kIsOptional<T>) {
    Number(value.has_value() ? 1 : 0);
    if (value) One(*value);
  } else if constexpr (row_codec::kIsPair<T>) {
    One(value.first);
    One(value.second);
  } else if constexpr (row_codec::kIsVector<T> || row_codec::kIsSet<T> || row_codec::kIsMap<T>) {
    Number(value.size());
    for (auto& one : value) One(one);
  } else {
    Fields(*this, value);
  }
}

template <typename T>
void RowReader::One(T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    const uint64_t number = Number();
    if (number > 1) ThrowDamagedRow();
    value = number == 1;
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    value = static_cast<T>(Number());
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = std::string(Text());
  } else if constexpr (std::is_same_v<T, Digest>) {
    const std::string_view bytes = Text();
    if (bytes.size() != value.size()) ThrowDamagedRow();
    std::copy(bytes.begin(), bytes.end(), value.begin());
  } else if constexpr (std::is_same_v<T, Time>) {
    value = Time(std::chrono::seconds(static_cast<int64_t>(Number())));
  } else if constexpr (std::is_same_v<T, Json>) {
    auto json = ParseJson(Text());
    if (!json) ThrowDamagedRow();
    value = *std::move(json);
  } else if constexpr (row_codec::kIsOptional<T>) {
    bool there = false;
    One(there);
    value.reset();
    if (there) One(value.emplace());
  } else if constexpr (row_codec::kIsPair<T>) {
    One(value.first);
    One(value.second);
  } else if constexpr (row_codec::kIsVector<T>) {
    value.clear();
    for (uint64_t left = Number(); left > 0; --left) One(value.emplace_back());
  } else if constexpr (row_codec::kIsSet<T>) {
    value.clear();
    for (uint64_t left = Number(); left > 0; --left) {
      typename T::value_type one{};
      One(one);
      value.insert(std::move(one));
    }
  } else if constexpr (row_codec::kIsMap<T>) {
    value.clear();
    for (uint64_t left = Number(); left > 0; --left) {
      std::pair<typename T::key_type, typename T::mapped_type> one{};
      One(one);
      value.insert(std::move(one));
    }
  } else {
    Fields(*this, value);
  }
}

}  // namespace sekisho
