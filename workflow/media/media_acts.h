// The register of media: registering, checking out, taking back, losing, finding, listing.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

struct MediumLine {
  std::string id;  // M2
  std::string label;
  std::string kind;  // mount, directory
  std::string state;
  std::string holder;        // name; from its check-out until somebody else takes it back
  std::string holder_id;     // P3; likewise
  std::string holder_shown;  // "田中 (総務, P3)"; likewise
  std::string request;       // R7; likewise
  std::optional<Time> due;
  std::optional<Time> wiped_whole;  // the whole device, and it has not been out since
  std::string needs;  // what it has to become before it goes out again: emptied, wiped
  bool overdue = false;
  std::vector<std::string> loss_reported_by;  // names, of reports nobody has answered
};

struct Registered {
  std::string id;  // M2
  std::string label;
  std::string kind;
  std::string path;
  std::vector<std::string> notes;  // what could not be read, what a directory means
  bool tag_put_back = false;       // it was registered already, and its tag was gone
  bool changed = true;             // false: it was so already, and nothing was written
};

// DEVICE (mounted), mount point or directory. Writes the tag, then the statement; without the
// statement the tag is removed again. A medium that has this label already and has lost its tag
// gets it back (workflow/media/missing_tag.h); one that has both is left as it is. kRefused when it
// has another label already, and when the running system or the session's own files are on it.
Result<Registered> RegisterMedium(Session& session, const std::string& target,
                                  const std::string& label);

// How long after a permit's end its medium may be due: later is a slip of the year.

// kUsage, naming where it begins, when `path` is only a part of a medium.
Result<void> CheckIsAllOfIt(const OrgState& state, const std::string& path);

struct CheckoutOptions {
  std::string label;
  std::string to;       // member reference
  std::string request;  // request reference
  Time due{};
};
Result<MediumLine> CheckoutMedium(Session& session, const CheckoutOptions& options);

struct ReturnOptions {
  std::string label;
  std::string target;  // empty: where it is mounted is not looked at
  bool unreadable = false;
};
struct Returned {
  MediumLine medium;
  std::string root;  // its directory; empty when it was not looked at
  uint64_t packages = 0;
  uint64_t strangers = 0;
  std::vector<std::string> notes;
};
// kRefused by whoever carries it, asked for its permit or sealed onto it, and when what was plugged
// in is another medium.
Result<Returned> ReturnMedium(Session& session, const ReturnOptions& options);

struct LossOptions {
  std::string label;
  Time last_seen{};
  Time found_missing{};
  std::string place;
};
struct LossReported {
  MediumLine line;
  bool changed = true;  // false: the asker said the same before, and nothing since
};
// By holder, requester, sealer, IT, guard, custodian or officer it is lost; by anybody else it
// stays what it is, and is stopped at the door until one of those confirms, or answers.
Result<LossReported> ReportLoss(Session& session, const LossOptions& options);
// It relieves nobody: what was out is its carrier's until somebody else takes it back.
Result<MediumLine> ReportFound(Session& session, const std::string& label);
// Answers every reported loss of a medium: it is where it should be. kRefused for who carries it.
Result<MediumLine> AcknowledgeLoss(Session& session, const std::string& label);

// Whether the state machine allows it; its hints name this medium.
Result<void> CheckPossible(const MediumRecord& medium, MediumEvent event);

std::vector<MediumLine> ListMedia(Session& session, bool only_overdue);
MediumLine LineOf(Session& session, const MediumRecord& medium);

}  // namespace sekisho
