#include "tools/speech/next_words.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "tools/speech/next_table.h"

namespace sekisho {
namespace {

using enum Addressee;

const NextRow* FindRow(const Next& next) {
  const auto* const row = std::find_if(std::begin(kNextRows), std::end(kNextRows),
                                       [&](const NextRow& one) { return one.code == next.code; });
  return row == std::end(kNextRows) ? nullptr : row;
}

// Of an argument that is not known, what has to be put there, as help pages call it.
const char* TypeName(NextArg arg) {
  switch (arg) {
    case NextArg::kRequest:
      return "REQUEST";
    case NextArg::kSeal:
      return "SEAL";
    case NextArg::kMember:
      return "ID";
    case NextArg::kLabel:
      return "LABEL";
    case NextArg::kPath:
      return "PATH";
    case NextArg::kDate:
      return "DATE";
    case NextArg::kCount:
    case NextArg::kNames:
    case NextArg::kText:
      return "";
  }
  return "";
}

std::string TextOf(const NextValue& value) {
  if (value.text.empty()) return TypeName(value.arg);
  return value.arg == NextArg::kPath ? Quoted(value.text) : value.text;
}

// Message() takes its arguments one by one.
std::string Filled(const char* sentence, const std::vector<NextValue>& values) {
  const auto text = [&](size_t i) { return i < values.size() ? TextOf(values[i]) : std::string(); };
  switch (values.size()) {
    case 0:
      return Message(sentence);
    case 1:
      return Message(sentence, {text(0)});
    case 2:
      return Message(sentence, {text(0), text(1)});
    case 3:
      return Message(sentence, {text(0), text(1), text(2)});
    default:
      return Message(sentence, {text(0), text(1), text(2), text(3)});
  }
}

}  // namespace

std::string WordsOf(const Next& next) {
  const NextRow* const row = FindRow(next);
  return row == nullptr ? std::string() : Filled(row->sentence, next.values);
}

Addressee AddresseeOf(const Next& next) {
  const NextRow* const row = FindRow(next);
  return row == nullptr ? Addressee::kAsker : row->to;
}

const char* CodeOf(Addressee addressee) {
  switch (addressee) {
    case kAsker:
      return "";
    case kSomebody:
      return "somebody-else";
    case kRequester:
      return "requester";
    case kApprover:
      return "approver";
    case kSealer:
      return "sealer";
    case kRegistrar:
      return "registrar";
    case kCustodian:
      return "custodian";
    case kOfficer:
      return "security-officer";
  }
  return "";
}

}  // namespace sekisho
