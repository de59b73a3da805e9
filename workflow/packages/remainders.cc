#include "workflow/packages/remainders.h"

#include <unistd.h>

#include <boost/filesystem.hpp>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/package/package_recovery.h"
#include "workflow/packages/seal_step.h"

namespace sekisho {
namespace {

constexpr std::string_view kPrefix = "remainder-";
constexpr size_t kMaxBytes = 64 << 10;  // a path, in hexadecimal

std::string NotePath(const std::string& directory, const std::string& id) {
  return directory + "/" + std::string(kPrefix) + id;
}

Result<Remainder> ReadNote(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxBytes));
  ASSIGN_OR_RETURN(const Json json, ParseJson(text));
  Remainder remainder;
  remainder.id = BaseNameOf(path).substr(kPrefix.size());
  ASSIGN_OR_RETURN(remainder.request, GetString(json, "request"));
  ASSIGN_OR_RETURN(const std::string target, GetString(json, "target"));
  ASSIGN_OR_RETURN(const Bytes raw, HexDecode(target));  // paths are bytes
  remainder.target = AsText(raw);
  ASSIGN_OR_RETURN(remainder.is_opening, GetBool(json, "opening"));
  // A command is made of it, for people to copy.
  if (remainder.is_opening && !BaseNameOf(remainder.target).starts_with(".sekisho-"))
    return Fail(ErrorCode::kMalformed, "no note of ours");  // defence: none, it is only left unsaid
  return remainder;
}

std::vector<std::string> Notes(const std::string& directory) {
  std::vector<std::string> paths;
  boost::system::error_code error;
  for (boost::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error))
    if (it->path().filename().string().starts_with(kPrefix)) paths.push_back(it->path().string());
  return paths;
}

enum class Whereabouts { kThere, kGone, kBusy };

// One on a medium that is not plugged in cannot be told from one that is gone: it is kept in mind
// as long as its directory is away.
Whereabouts WhereIs(const Remainder& remainder) {
  if (remainder.is_opening)
    return PathExists(remainder.target) ? Whereabouts::kThere : Whereabouts::kGone;
  if (IsAbsent(DirectoryOf(remainder.target))) return Whereabouts::kThere;
  const auto leftover = Leftover::Open(remainder.target, remainder.id);
  if (leftover) return Whereabouts::kThere;
  return leftover.error().code == ErrorCode::kExists ? Whereabouts::kBusy : Whereabouts::kGone;
}

}  // namespace

RemainderNote::RemainderNote(const std::string& directory, const Remainder& remainder)
    : path_(NotePath(directory, remainder.id)) {
  const Json json{{"request", remainder.request},
                  {"target", HexEncode(AsBytes(remainder.target))},
                  {"opening", remainder.is_opening}};
  (void)WriteFileAtomic(path_, AsBytes(WriteJson(json)), TempFile::Existing::kReplace).has_value();
}

// After an error something may be left for `--resume`, too: what is there is looked for.
RemainderNote::~RemainderNote() {
  const auto remainder = ReadNote(path_);
  if (!remainder || WhereIs(*remainder) == Whereabouts::kGone) unlink(path_.c_str());
}

std::vector<Remainder> FindRemainders(Session& session) {
  std::vector<Remainder> found;
  for (const std::string& path : Notes(session.directory())) {
    const auto remainder = ReadNote(path);
    if (!remainder) continue;
    const Whereabouts where = WhereIs(*remainder);
    if (where == Whereabouts::kThere) found.push_back(*remainder);
    if (where == Whereabouts::kGone) unlink(path.c_str());
  }
  return found;
}

RemainderText Describe(const Session& session, const Remainder& remainder) {
  if (remainder.is_opening)
    return {
        Message("opening a package was cut off: decrypted files are in {0}", {remainder.target}),
        next::RemoveTree(remainder.target)};
  const RequestRecord* const request = session.state().FindRequest(remainder.request);
  const std::string id = request == nullptr ? remainder.request : ShortId(*request);
  bool recorded = false;
  if (request != nullptr)
    for (const SealRecord& seal : request->seals)
      recorded = recorded || (seal.jti == remainder.id && !seal.voided);
  const Next next =
      request == nullptr
          ? Next()
          : NextSeal(*request, recorded ? SealStep::kResume : SealStep::kSeal, remainder.target);
  return {recorded
              ? Message("sealing {0} was cut off before its last step; it is recorded, and {1} "
                        "is to be finished",
                        {id, remainder.target})
              : Message("sealing {0} was cut off before it was recorded: begin again, which "
                        "removes what is left in {1}",
                        {id, DirectoryOf(remainder.target)}),
          next};
}

}  // namespace sekisho
