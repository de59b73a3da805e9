#include "workflow/media/gate_entry.h"

#include <algorithm>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "workflow/packages/companion.h"
#include "workflow/packages/key_material.h"

namespace sekisho {
namespace {

bool LooksLikeKeyFile(int fd) {
  Bytes front(kSniffedBytes);
  const auto got = ReadFullAt(fd, front, 0);
  return got && IsPrivateKey(ByteView(front).first(*got));
}

// What is said of a file that is no package: of what was meant for a companion, what is wrong with
// it, unless a seal beside it turns out to list it.
std::string WhyNoPackage(const std::string& path, int fd, const Error& error) {
  const bool named = BaseNameOf(path) == kCompanionName;
  const bool text = CompanionDigest(fd).has_value();
  if (named && text) return Message("it explains a package, and none that passes here lists it");
  if (named) return Message("it is not the text that sekisho writes into a file of this name");
  if (text)
    return Message("it explains a package, but not under the name {0}",
                   {std::string(kCompanionName)});
  return error.message;
}

// Not by its whole name: that could say anything.
std::string AttributeText(const std::string& name) {
  if (name.starts_with("system.posix_acl")) return Message("it has an access list (ACL)");
  return Message("it has extended attributes of the namespace {0}",
                 {name.substr(0, std::min<size_t>(name.find('.'), 16))});
}

std::string SystemContentText(const MediumEntry& entry) {
  return Message("what {0} keeps for itself on a medium, and it can hold anything",
                 {NameOf(entry.maker)});
}

}  // namespace

const char* WhatCode(EntryKind kind) {
  switch (kind) {
    case EntryKind::kFile:
      return MessageId("file");
    case EntryKind::kTag:
      return MessageId("tag");
    case EntryKind::kDirectory:
      return MessageId("directory");
    case EntryKind::kSystemFolder:
      return MessageId("system-folder");
    case EntryKind::kSystemContent:
      return MessageId("system-content");
    case EntryKind::kEmptyDirectory:
      return MessageId("empty-directory");
    case EntryKind::kSymlink:
      return MessageId("symlink");
    case EntryKind::kMount:
      return MessageId("mount");
    default:
      return MessageId("special");
  }
}

Reason NotReadable(const std::string& why) {
  return {"unreadable", Message("not readable for you: {0}", {why})};
}

std::vector<Reason> JudgeEntry(const MediumEntry& entry, bool on_medium) {
  std::vector<Reason> reasons;
  const bool is_device = entry.kind == EntryKind::kDevice && entry.is_top;
  if (entry.kind == EntryKind::kUnreadable)
    reasons.push_back(NotReadable(entry.problem));  // defence: G3-4
  else if (entry.kind == EntryKind::kSystemContent)
    reasons.push_back({"system-content", SystemContentText(entry)});  // defence: G14-4
  else if (IsForbidden(entry.kind))
    reasons.push_back({"forbidden", is_device ? Message("a device; to judge what is on it, mount "
                                                        "it and name the directory")
                                              : DescribeKind(entry.kind)});  // defence: G3-8
  else if (entry.kind == EntryKind::kDirectory && !entry.is_top && on_medium)
    reasons.push_back({"folder", Message("a folder: its name can say anything, and packages lie in "
                                         "none")});  // defence: G14-5
  // Extended attributes can carry anything out, on whatever they hang.
  if (!entry.attributes.empty())
    // defence: G3-6
    reasons.push_back({"attributes", AttributeText(entry.attributes.front())});
  const bool is_file = entry.kind == EntryKind::kFile || entry.kind == EntryKind::kTag;
  if (is_file && entry.links > 1 && on_medium)
    reasons.push_back({"several-names", Message("it has {0} names: one file has one name",
                                                {std::to_string(entry.links)})});  // defence: G14-6
  if (entry.behind_end == BehindEnd::kBlocks)
    // defence: G14-7
    reasons.push_back({"behind-end", Message("there are blocks behind its end, and they can hold "
                                             "anything")});
  return reasons;
}

std::vector<Reason> JudgeNoPackage(const std::string& path, int fd, const Error& error) {
  if (error.code == ErrorCode::kIo) return {NotReadable(error.message)};  // defence: G3-5, else {}
  std::vector<Reason> reasons;
  reasons.push_back({"not-a-package", WhyNoPackage(path, fd, error)});  // defence: G1-1
  if (LooksLikeKeyFile(fd))
    reasons.push_back({"key-file", Message("it looks like a key: keys travel by another way")});
  return reasons;
}

std::string RecordedCode(const std::string& code) {
  static constexpr std::string_view kUnrecorded[] = {
      "behind-end",    "folder",         "part-only", "partition",
      "several-names", "system-content", "wrong-name"};
  const bool is_new =
      std::find(std::begin(kUnrecorded), std::end(kUnrecorded), code) != std::end(kUnrecorded);
  return is_new ? "forbidden" : code;
}

}  // namespace sekisho
