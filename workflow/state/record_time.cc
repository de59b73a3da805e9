#include "workflow/state/record_time.h"

#include <algorithm>

namespace sekisho {

void RecordTime::Remember(const std::string& author, Time iat, ClockWord word, bool moves_floor) {
  const bool first = newest_ == Time{};
  const bool too_far = !first && iat > newest_ + kUnconfirmedLead;
  // Whoever could move no floor switches the question off for nobody else.
  if (too_far && (word != ClockWord::kConfirmed || !moves_floor)) return;
  newest_ = std::max(newest_, iat);
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

}  // namespace sekisho
