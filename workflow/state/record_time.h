// The time of the record itself, carried along by the fold (docs/design.md, section 6, Time).
#pragma once

#include <string>

#include "base/clock.h"

namespace sekisho {

// A clock this far ahead of the newest statement moves no floor unless somebody confirmed it: it
// cannot be told from a quiet office.
inline constexpr std::chrono::days kUnconfirmedLead{14};

// What a statement says about the clock that dated it ("clock" in every core).
enum class ClockWord { kNothing, kConfirmed, kUnconfirmed };

class RecordTime {
 public:
  // A valid statement of a person. `moves_floor`: an officer, registrar or manager.
  void Remember(const std::string& author, Time iat, ClockWord word, bool moves_floor);

  // Time does not go back behind this: the latest that two of those persons have signed, each at it
  // or after it. Not the latest of all: one wrong or malicious clock must not end everybody's
  // permits.
  Time floor() const { return floor_; }
  // The latest of all, but of those that are too far ahead to be believed. What a clock is compared
  // with before it signs.
  Time newest() const { return newest_; }
  // What is known of the time without `author`: the latest that anybody else has signed, but not
  // more than kUnconfirmedLead later than anybody else who moves the floor, where somebody does:
  // one without office moves no power by dating ahead (ATTACKS I15). Zero when nobody else has
  // signed.
  Time KnownWithout(const std::string& author) const;
  // The latest that anybody else who moves the floor has signed. Zero when nobody has.
  Time OfficeWithout(const std::string& author) const {
    return author == leader_ ? floor_ : leading_;
  }
  // What was said until now, likewise: not more than kUnconfirmedLead after the floor.
  Time Settled() const;

  // For keeping it (workflow/kept/row_codec.h): all of it, or it does not compile.
  template <typename Io>
  friend void Fields(Io& io, RecordTime& time) {
    auto& [newest, newest_by, newest_of_another, leader, leading, floor] = time;
    io(newest, newest_by, newest_of_another, leader, leading, floor);
  }

 private:
  void Raise(const std::string& author, Time iat);

  Time newest_{};
  std::string newest_by_;
  Time newest_of_another_{};
  std::string leader_;  // of those who move the floor, who has signed the latest time
  Time leading_{};
  Time floor_{};  // the latest of anybody else of them
};

}  // namespace sekisho
