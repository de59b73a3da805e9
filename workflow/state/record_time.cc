#include "workflow/state/record_time.h"

#include <algorithm>

namespace sekisho {

void RecordTime::Remember(const std::string& author, Time iat, ClockWord word, bool moves_floor) {
  const bool first = newest_ == Time{};
  const bool too_far = !first && iat > newest_ + kUnconfirmedLead;
  // Whoever could move no floor switches the question off for nobody else.
  if (too_far && (word != ClockWord::kConfirmed || !moves_floor)) return;
  Raise(author, iat);
  // What nobody looked at says how late it is for the next clock, and moves no time.
  if (!moves_floor || word == ClockWord::kUnconfirmed) return;
  if (author == leader_) {
    leading_ = std::max(leading_, iat);
  } else if (iat > leading_) {
    floor_ = leading_;
    leading_ = iat;
    leader_ = author;
  } else {
    floor_ = std::max(floor_, iat);
  }
}

namespace {

Time NotFarAfter(Time time, Time office) {
  return office == Time{} ? time : std::min(time, office + kUnconfirmedLead);
}

}  // namespace

Time RecordTime::KnownWithout(const std::string& author) const {
  const Time others = author == newest_by_ ? newest_of_another_ : newest_;
  return NotFarAfter(others, OfficeWithout(author));
}

Time RecordTime::Settled() const {
  return NotFarAfter(newest_, floor_ == Time{} ? leading_ : floor_);
}

void RecordTime::Raise(const std::string& author, Time iat) {
  if (author == newest_by_) {
    newest_ = std::max(newest_, iat);
  } else if (iat > newest_) {
    newest_of_another_ = newest_;
    newest_ = iat;
    newest_by_ = author;
  } else {
    newest_of_another_ = std::max(newest_of_another_, iat);
  }
}

}  // namespace sekisho
