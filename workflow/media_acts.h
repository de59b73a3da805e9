// The register of media: registering, checking out, taking back, losing, finding, listing.
#pragma once

#include <string>
#include <vector>

#include "workflow/session.h"

namespace sekisho {

struct MediumLine {
  std::string id;  // M2
  std::string label;
  std::string kind;  // mount, directory
  std::string state;
  std::string holder;   // name, while out
  std::string request;  // R7, while out
  std::optional<Time> due;
  bool overdue = false;
};

struct Registered {
  std::string id;  // M2
  std::string label;
  std::string kind;
  std::string path;
  std::vector<std::string> notes;  // what could not be read, what a directory means
  bool tag_put_back = false;       // it was registered already, and its tag was gone
};

// DEVICE (mounted), mount point or directory. Writes the tag, then the statement; without the
// statement the tag is removed again. A medium that has this label already and has lost its tag
// gets it back (workflow/missing_tag.h). kRefused when the running system or the session's own
// files are on it.
Result<Registered> RegisterMedium(Session& session, const std::string& target,
                                  const std::string& label);

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
// kRefused by whoever took it out, and when what was plugged in is another medium.
Result<Returned> ReturnMedium(Session& session, const ReturnOptions& options);

struct LossOptions {
  std::string label;
  Time last_seen{};
  Time found_missing{};
  std::string place;
};
Result<MediumLine> ReportLoss(Session& session, const LossOptions& options);
Result<MediumLine> ReportFound(Session& session, const std::string& label);

std::vector<MediumLine> ListMedia(Session& session, bool only_overdue);
Result<const MediumRecord*> ResolveMedium(Session& session, const std::string& reference);
MediumLine LineOf(Session& session, const MediumRecord& medium);

// The registered medium that `path` lies on, looked at and compared with the register.
struct MediumAtHand {
  std::string root;                      // its directory
  const MediumRecord* medium = nullptr;  // null: a tag that the register does not know
  bool recognised = false;
  std::string sentence;  // which, how recognised, or what differs
};
// None when there is no tag at or above `path`.
Result<std::optional<MediumAtHand>> FindMediumAtHand(const OrgState& state,
                                                     const std::string& path);

// The registered media that an unmounted `device` may be, by its hardware alone: usually one or
// none, several where serial numbers repeat.
Result<std::vector<const MediumRecord*>> FindMediaOfDevice(const OrgState& state,
                                                           const std::string& device);

}  // namespace sekisho
