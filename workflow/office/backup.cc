#include "workflow/office/backup.h"

#include <unistd.h>

#include "base/files/files.h"
#include "base/json.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "ledger/copy.h"
#include "workflow/office/ledger_acts.h"
#include "workflow/state/store_path.h"

namespace sekisho {
namespace {

constexpr const char* kFormat = "sekisho-backup/1";
constexpr size_t kMaxSidecarBytes = 4096;

std::string SidecarOf(const std::string& path) { return path + ".json"; }

Error NoBackup(const std::string& path, const std::string& why) {
  return Fail(ErrorCode::kVerdict, Message("{0} is no whole backup: {1}", {path, why}),
              next::InWords(Message("use another backup")));
}

// Everything in it is read again. `expected` is on the way.
Result<TreeHead> ReadWhole(const std::string& path, const std::optional<TreeHead>& expected,
                           const Digest& genesis) {
  const auto read = ReadCopy(path, expected);
  // No database any more, or one that contradicts itself.
  if (!read &&
      (read.error().code == ErrorCode::kMalformed || read.error().code == ErrorCode::kVerdict))
    return NoBackup(path, Message("it is cut off or damaged"));  // defence: none, it is not read
  RETURN_IF_ERROR(read);
  const CopyReport& copy = *read;
  if (Sha256(AsBytes(copy.first)) != genesis)
    // defence: F7-11
    return NoBackup(path, Message("it belongs to another organisation"));
  // defence: F7-12
  if (!copy.found.clean()) return NoBackup(path, copy.found.problems.front());
  return TreeHead{copy.found.size, copy.found.root};
}

struct Sidecar {
  Digest genesis{};
  TreeHead head;
};

Result<Sidecar> ReadSidecar(const std::string& path) {
  const auto text = ReadTextFile(SidecarOf(path), kMaxSidecarBytes);
  if (!text && text.error().code == ErrorCode::kNotFound)
    return Fail(
        ErrorCode::kNotFound,
        Message("{0} is not beside it: what it is a copy of is not known", {SidecarOf(path)}),
        next::InWords(Message("use another backup")));
  if (!text) return text.error();
  const auto json = ParseJson(*text);
  Sidecar sidecar;
  const auto is_of = [&](const char* name, Digest& digest) {
    const auto hex = GetString(*json, name);
    const auto read = hex ? DigestFromHex(*hex) : Result<Digest>(Error{});
    if (read) digest = *read;
    return read.has_value();
  };
  const auto size = json ? GetInt(*json, "size", 1, INT64_MAX) : Result<int64_t>(Error{});
  const bool is_whole =
      size && is_of("genesis", sidecar.genesis) && is_of("root", sidecar.head.root);
  if (is_whole) sidecar.head.size = static_cast<uint64_t>(*size);
  if (!is_whole || GetString(*json, "format").value_or("") != kFormat)
    // defence: F7-13, else sidecar
    return NoBackup(path, Message("{0} is not understood", {SidecarOf(path)}));
  return sidecar;
}

Result<void> WriteSidecar(const std::string& path, const Digest& genesis, const TreeHead& head,
                          Time made) {
  const Json json = {{"format", kFormat},
                     {"genesis", HexEncode(genesis)},
                     {"size", head.size},
                     {"root", HexEncode(head.root)},
                     {"made", FormatTime(made)}};
  return WriteFileAtomic(SidecarOf(path), AsBytes(WriteJson(json) + "\n"),
                         TempFile::Existing::kRefuse, OutputMode());
}

// What this machine has seen is in the backup, or something that somebody relies on is missing.
Result<void> CheckNothingIsMissing(const Setting& setting, const Pin& pin, const TreeHead& backup,
                                   std::optional<TreeHead>& seen) {
  ASSIGN_OR_RETURN(seen, KnownHead(setting, pin));
  if (!seen || seen->size <= backup.size) return {};
  return Fail(
      ErrorCode::kVerdict,
      Message("the backup ends with statement {0}, and this machine has seen {1}: {2} would "
              "be missing",
              {std::to_string(backup.size), std::to_string(seen->size),
               std::to_string(seen->size - backup.size)}),
      next::InWords(Message("look for a newer one, also with others; what is missing was signed "
                            "and may be relied on")));  // defence: F7-14, else {}
}

}  // namespace

Result<Backup> BackUpLedger(const Setting& setting, const World& world, const std::string& path) {
  ASSIGN_OR_RETURN(const Pin pin, ReadPin(setting.state_dir));
  if (PathExists(SidecarOf(path)))
    return Fail(ErrorCode::kExists, Message("{0} exists already", {SidecarOf(path)}),
                next::ChooseOtherOutput());
  TreeHead seen;
  {
    ASSIGN_OR_RETURN(const auto session, Session::Open(setting, world));
    ASSIGN_OR_RETURN(seen, session->index().Head());
  }
  const std::string store = PathOfStore(setting.store.empty() ? pin.store : setting.store);
  RETURN_IF_ERROR(CopyLedger(store, path));
  auto head = ReadWhole(path, seen, pin.genesis);
  auto written = head ? WriteSidecar(path, pin.genesis, *head, world.clock->Now())
                      : Result<void>(head.error());
  if (!written) {
    unlink(path.c_str());
    return written.error();
  }
  return Backup{path, SidecarOf(path), *head};
}

Result<Backup> RestoreLedger(const Setting& setting, const World&, const std::string& path) {
  ASSIGN_OR_RETURN(const Pin pin, ReadPin(setting.state_dir));
  const std::string store = PathOfStore(setting.store.empty() ? pin.store : setting.store);
  if (PathExists(store))
    return Fail(ErrorCode::kExists, Message("there is a ledger at {0}", {store}),
                next::InWords(Message("move it away first, and keep it")));
  RETURN_IF_ERROR(OpenForRead(path));
  ASSIGN_OR_RETURN(const Sidecar sidecar, ReadSidecar(path));
  if (sidecar.genesis != pin.genesis)
    return NoBackup(path, Message("it belongs to another organisation"));  // defence: F7-15
  ASSIGN_OR_RETURN(const TreeHead head, ReadWhole(path, sidecar.head, pin.genesis));
  if (!(head == sidecar.head))
    // defence: F7-16
    return NoBackup(path, Message("it is not what {0} says", {SidecarOf(path)}));
  std::optional<TreeHead> seen;
  RETURN_IF_ERROR(CheckNothingIsMissing(setting, pin, head, seen));
  if (seen) RETURN_IF_ERROR(ReadWhole(path, seen, pin.genesis));
  RETURN_IF_ERROR(CopyLedger(path, store));
  return Backup{store, SidecarOf(path), head};
}

}  // namespace sekisho
