#include "media/walk.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include <cstring>
#include <filesystem>

#include "media/tag.h"
#include "tests/unit/media/scratch.h"

namespace sekisho {
namespace {

struct Seen {
  std::vector<std::string> names;
  std::vector<EntryKind> kinds;
  std::vector<MediumEntry> entries;
  std::string content;  // of all files

  EntryKind Kind(const std::string& name) const {
    for (const MediumEntry& entry : entries)
      if (entry.name == name) return entry.kind;
    ADD_FAILURE() << name << " was not visited";
    return EntryKind::kUnreadable;
  }
};

class MediumWalk : public Scratch {
 protected:
  Seen Walked(const std::string& path, MediumWalkTop top = MediumWalkTop::kMediumRoot,
              const MediumWalkLimits& limits = {}) {
    Seen seen;
    const auto walked = WalkMedium(
        path, top,
        [&](const MediumEntry& entry, int fd) -> Result<void> {
          seen.names.push_back(entry.name);
          seen.kinds.push_back(entry.kind);
          seen.entries.push_back(entry);
          const bool is_open = fd >= 0;
          EXPECT_EQ(is_open, entry.kind == EntryKind::kFile || entry.kind == EntryKind::kTag);
          Bytes content(100);
          if (is_open) content.resize(ReadFull(fd, content).value_or(0));
          if (is_open) seen.content += AsText(content);
          return {};
        },
        limits);
    EXPECT_TRUE(walked) << walked.error().message;
    return seen;
  }

  // 64 KiB; false where the file system cannot do it, or tell it.
  bool SetAsideBehindTheEnd(const std::string& name) {
    const UniqueFd fd(open(Path(name).c_str(), O_RDWR | O_CLOEXEC));
    return fallocate(fd.get(), FALLOC_FL_KEEP_SIZE, 0, 64 << 10) == 0 &&
           LookBehindEnd(fd.get(), 1) != BehindEnd::kNotTold;
  }

  void MakeAttribute(const std::string& name) {
    ASSERT_EQ(setxattr(Path(name).c_str(), "user.hidden", "data", 4, 0), 0)
        << "the temporary directory's file system has no extended attributes: "
        << std::strerror(errno);
  }
};

TEST_F(MediumWalk, VisitsEverythingInOrder) {
  MakeFile(kTagName, "t\n");
  MakeFile("b/SEKISHO.TAG", "x");
  MakeFile("b.age", "y");
  MakeFile(".hidden", "z");
  MakeFile("\xff\x01", "raw");
  const Seen seen = Walked(directory_);
  EXPECT_EQ(seen.names, (std::vector<std::string>{"", ".hidden", "SEKISHO.TAG", "b",
                                                  "b/SEKISHO.TAG", "b.age", "\xff\x01"}));
  EXPECT_EQ(seen.kinds,
            (std::vector<EntryKind>{EntryKind::kDirectory, EntryKind::kFile, EntryKind::kTag,
                                    EntryKind::kDirectory, EntryKind::kFile, EntryKind::kFile,
                                    EntryKind::kFile}));
  EXPECT_EQ(seen.content, "zt\nxyraw");
  EXPECT_EQ(Walked(directory_, MediumWalkTop::kElsewhere).Kind(kTagName), EntryKind::kFile);
}

TEST_F(MediumWalk, NamesWhatIsNeitherFileNorDirectory) {  // ATTACKS G3
  MakeLink("link", "/etc/passwd");
  MakeLink("dangling", "nowhere");
  MakeLink("up", "..");
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  const UniqueFd fd(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, Path("socket").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const Seen seen = Walked(directory_);
  EXPECT_EQ(seen.entries.size(), 6u);
  EXPECT_EQ(seen.Kind("link"), EntryKind::kSymlink);
  EXPECT_EQ(seen.Kind("dangling"), EntryKind::kSymlink);
  EXPECT_EQ(seen.Kind("up"), EntryKind::kSymlink);
  EXPECT_EQ(seen.Kind("fifo"), EntryKind::kFifo);
  EXPECT_EQ(seen.Kind("socket"), EntryKind::kSocket);
  for (const EntryKind kind : {EntryKind::kSymlink, EntryKind::kFifo, EntryKind::kSocket})
    EXPECT_TRUE(IsForbidden(kind));
}

TEST_F(MediumWalk, ReportsAttributesAndEmptyDirectories) {  // ATTACKS G3
  MakeFile("file", "x");
  MakeDirectory("empty/er");
  MakeAttribute("file");
  MakeAttribute("empty");
  MakeAttribute("empty/er");
  ASSERT_EQ(setxattr(directory_.c_str(), "user.top", "", 0, 0), 0);
  const Seen seen = Walked(directory_);
  EXPECT_EQ(seen.kinds, (std::vector<EntryKind>{EntryKind::kDirectory, EntryKind::kDirectory,
                                                EntryKind::kEmptyDirectory, EntryKind::kFile}));
  EXPECT_EQ(seen.entries[0].attributes, std::vector<std::string>{"user.top"});
  for (size_t i = 1; i < 4; ++i)
    EXPECT_EQ(seen.entries[i].attributes, std::vector<std::string>{"user.hidden"});
}

TEST_F(MediumWalk, TellsSizesAndLinks) {  // ATTACKS G3: sparse tails
  MakeFile("a", "x");
  ASSERT_EQ(link(Path("a").c_str(), Path("b").c_str()), 0);
  ASSERT_EQ(truncate(Path("a").c_str(), 1 << 20), 0);
  const Seen seen = Walked(directory_);
  EXPECT_EQ(seen.entries[1].size, 1u << 20);
  EXPECT_LT(seen.entries[1].allocated_bytes, 1u << 20);
  EXPECT_EQ(seen.entries[1].links, 2u);
}

TEST_F(MediumWalk, KnowsTheFoldersOfTheSystemWhenTheyAreEmpty) {
  for (const char* name :
       {"lost+found", "System Volume Information", ".Trash-1000/files", ".Trash-1000/info",
        "$RECYCLE.BIN/S-1-5-21-1004336348-1177238915-682003330-1001", ".Spotlight-V100"})
    MakeDirectory(name);
  MakeFile(".fseventsd/no_log", "");
  const Seen seen = Walked(directory_);
  EXPECT_EQ(seen.entries.size(), 7u);
  for (size_t i = 1; i < seen.kinds.size(); ++i)
    EXPECT_EQ(seen.kinds[i], EntryKind::kSystemFolder) << seen.names[i];
  EXPECT_EQ(seen.entries[1].maker, SystemMaker::kWindows);
  // Below the root they are directories like any others.
  MakeDirectory("sub/lost+found");
  EXPECT_EQ(Walked(directory_).Kind("sub/lost+found"), EntryKind::kEmptyDirectory);
  EXPECT_EQ(Walked(directory_, MediumWalkTop::kElsewhere).Kind("lost+found"),
            EntryKind::kEmptyDirectory);
}

TEST_F(MediumWalk, IsNotFooledByFoldersThatLookLikeTheSystems) {  // ATTACKS G3
  MakeFile("lost+found/#12", "data");
  MakeDirectory(".Trash-1000/c2VjcmV0IGRhdGE");
  MakeDirectory("System Volume Information");
  MakeAttribute("System Volume Information");
  MakeDirectory("$RECYCLE.BIN/S-1-5-secret");
  MakeLink(".Spotlight-V100/x", "y");
  MakeDirectory(".Trash-secret");
  MakeFile(".fseventsd/no_log", "data");
  const Seen seen = Walked(directory_);
  for (const EntryKind kind : seen.kinds) EXPECT_NE(kind, EntryKind::kSystemFolder);
  EXPECT_EQ(seen.Kind("lost+found/#12"), EntryKind::kFile);
  for (const char* name : {".Trash-1000", "System Volume Information", "$RECYCLE.BIN",
                           ".Spotlight-V100", ".fseventsd"})
    EXPECT_EQ(seen.Kind(name), EntryKind::kSystemContent) << name;
  EXPECT_EQ(seen.Kind(".Trash-secret"), EntryKind::kEmptyDirectory);
}

constexpr std::string_view kWideGuid(
    "{\0006\0000\000D\000F\000C\0001\000C\000D\000-\0001\0002\0003\0004\000-"
    "\0001\0002\0003\0004\000"
    "-\0001\0002\0003\0004\000-\0000\0001\0002\0003\0004\0005\0006\0007\0008\0009\000A\000B\000}"
    "\000",
    76);
constexpr std::string_view kSettings("\x0c\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08", 12);
constexpr std::string_view kBinIni =
    "[.ShellClassInfo]\r\nCLSID={645FF040-5081-101B-9F08-00AA002F954E}\r\n"
    "LocalizedResourceName=@%SystemRoot%\\system32\\shell32.dll,-8964\r\n";
constexpr const char* kSid = "$RECYCLE.BIN/S-1-5-21-1004336348-1177238915-682003330-1001";

TEST_F(MediumWalk, WhatWindowsAndMacOsWriteCarriesNothing) {
  MakeFile("System Volume Information/WPSettings.dat", std::string(kSettings));
  MakeFile("System Volume Information/IndexerVolumeGuid", std::string(kWideGuid));
  MakeFile(std::string(kSid) + "/desktop.ini", std::string(kBinIni));
  MakeFile(".fseventsd/fseventsd-uuid", "60DFC1CD-1234-1234-1234-0123456789AB");
  MakeDirectory(".Trashes");
  const Seen seen = Walked(directory_);
  EXPECT_EQ(seen.entries.size(), 5u);
  for (size_t i = 1; i < seen.kinds.size(); ++i)
    EXPECT_EQ(seen.kinds[i], EntryKind::kSystemFolder) << seen.names[i];
}

TEST_F(MediumWalk, G14WhatWindowsAndMacOsWriteIsComparedToTheByte) {
  const std::string settings(kSettings), guid(kWideGuid), ini(kBinIni);
  const std::string uuid = "60DFC1CD-1234-1234-1234-0123456789AB";
  std::string other = settings, small = guid, wide = guid;
  other[1] = 1;
  small[7] = 'd';
  wide[3] = 1;
  const std::pair<std::string, std::string> kWrong[] = {
      {"System Volume Information/WPSettings.dat", settings + "x"},
      {"System Volume Information/WPSettings.dat", settings.substr(0, 11)},
      {"System Volume Information/WPSettings.dat", other},
      {"System Volume Information/wpsettings.dat", settings},
      {"System Volume Information/IndexerVolumeGuid", guid + std::string(2, '\0')},
      {"System Volume Information/IndexerVolumeGuid", small},
      {"System Volume Information/IndexerVolumeGuid", wide},
      {"System Volume Information/tracking.log", ""},
      {"System Volume Information/in/WPSettings.dat", settings},
      {"$RECYCLE.BIN/desktop.ini", ini + "x"},
      {"$RECYCLE.BIN/WPSettings.dat", settings},
      {std::string(kSid) + "/x", ini},
      {std::string(kSid) + "/S-1-5-21-1-2-3-4/desktop.ini", ini},
      {"$RECYCLE.BIN/S-1-5-21-01-2-3-4/desktop.ini", ini},
      {"$RECYCLE.BIN/S-1-5-21-1-2-3-4294967296/desktop.ini", ini},
      {".fseventsd/fseventsd-uuid", uuid + "\n"},
      {".fseventsd/fseventsd-uuid", "60dfc1cd-1234-1234-1234-0123456789ab"},
      {".Trashes/501/x", ""},
      {".DS_Store", ""},
      {"._R1.age", ""},
      {"Thumbs.db", "x"},
  };
  for (const auto& [name, content] : kWrong) {
    MakeFile(name, content);
    const std::string top = name.substr(0, name.find('/'));
    EXPECT_EQ(Walked(directory_).Kind(top), EntryKind::kSystemContent) << name;
    std::filesystem::remove_all(Path(top));
  }
}

TEST_F(MediumWalk, G14OfWhatSystemsMakeThereIsOneOfAKind) {
  MakeDirectory(".Trash-1000/files");
  MakeDirectory(".Trash-1001/files");
  MakeDirectory("$RECYCLE.BIN/S-1-5-21-1-2-3-4");
  EXPECT_EQ(Walked(directory_).Kind(".Trash-1000"), EntryKind::kSystemFolder);
  EXPECT_EQ(Walked(directory_).Kind(".Trash-1001"), EntryKind::kSystemContent);
  EXPECT_EQ(Walked(directory_).Kind("$RECYCLE.BIN"), EntryKind::kSystemFolder);
  MakeDirectory("$RECYCLE.BIN/S-1-5-21-1-2-3-5");
  EXPECT_EQ(Walked(directory_).Kind("$RECYCLE.BIN"), EntryKind::kSystemContent);
}

TEST_F(MediumWalk, G14AKnownFileHasOneName) {
  const std::string name = "System Volume Information/WPSettings.dat";
  MakeFile(name, std::string(kSettings));
  ASSERT_EQ(link(Path(name).c_str(), Path("other").c_str()), 0);
  EXPECT_EQ(Walked(directory_).Kind("System Volume Information"), EntryKind::kSystemContent);
}

TEST_F(MediumWalk, G14AKnownFileHasNothingBehindItsEnd) {
  const std::string name = "System Volume Information/WPSettings.dat";
  MakeFile(name, std::string(kSettings));
  EXPECT_EQ(Walked(directory_).Kind("System Volume Information"), EntryKind::kSystemFolder);
  if (!SetAsideBehindTheEnd(name)) GTEST_SKIP() << "the file system tells nothing of blocks";
  EXPECT_EQ(Walked(directory_).Kind("System Volume Information"), EntryKind::kSystemContent);
}

TEST_F(MediumWalk, TellsBlocksBehindTheEnd) {  // ATTACKS I10
  MakeFile("file", "content");
  EXPECT_NE(Walked(directory_).entries[1].behind_end, BehindEnd::kBlocks);
  if (!SetAsideBehindTheEnd("file")) GTEST_SKIP() << "the file system tells nothing of blocks";
  EXPECT_EQ(Walked(directory_).entries[1].behind_end, BehindEnd::kBlocks);
}

TEST_F(MediumWalk, TellsAttributesOfEveryNamespace) {  // ATTACKS I10
  MakeFile("file", "content");
  const std::string acl(
      "\x02\0\0\0\x01\0\x06\0\xff\xff\xff\xff\x02\0\x07\0ABCD\x04\0\x04\0\xff\xff\xff\xff"
      "\x10\0\x07\0\xff\xff\xff\xff\x20\0\x04\0\xff\xff\xff\xff",
      44);
  if (setxattr(Path("file").c_str(), "system.posix_acl_access", acl.data(), acl.size(), 0) != 0)
    GTEST_SKIP() << "there are no access lists here: " << std::strerror(errno);
  EXPECT_EQ(Walked(directory_).entries[1].attributes,
            std::vector<std::string>{"system.posix_acl_access"});
}

TEST_F(MediumWalk, IsBounded) {
  MakeFile("1/2/3/file", "x");
  const Seen seen =
      Walked(directory_, MediumWalkTop::kMediumRoot, {.max_depth = 2, .max_entries = 4});
  EXPECT_EQ(seen.Kind("1/2/3"), EntryKind::kTooDeep);
  EXPECT_EQ(seen.entries.size(), 4u);
  MakeFile("2", "x");
  const auto visit = [](const MediumEntry&, int) -> Result<void> { return {}; };
  EXPECT_EQ(
      WalkMedium(directory_, MediumWalkTop::kMediumRoot, visit, {.max_entries = 4}).error().code,
      ErrorCode::kFailed);
  EXPECT_TRUE(WalkMedium(directory_, MediumWalkTop::kMediumRoot, visit, {.max_entries = 5}));
}

TEST_F(MediumWalk, TakesASingleFileOrWhateverItIsGiven) {
  MakeFile("file", "content");
  const Seen file = Walked(Path("file"));
  EXPECT_EQ(file.names, std::vector<std::string>{"file"});
  EXPECT_EQ(file.content, "content");
  MakeLink("link", ".");
  EXPECT_EQ(Walked(Path("link")).kinds, std::vector<EntryKind>{EntryKind::kSymlink});
  EXPECT_EQ(Walked(Path("link/")).kinds, std::vector<EntryKind>{EntryKind::kSymlink});
  const auto visit = [](const MediumEntry&, int) -> Result<void> { return {}; };
  EXPECT_EQ(WalkMedium(Path("none"), MediumWalkTop::kElsewhere, visit).error().code,
            ErrorCode::kNotFound);
}

TEST_F(MediumWalk, StopsAtTheVisitorsErrorAndAtReplacedEntries) {  // ATTACKS G7
  MakeFile("a", "x");
  MakeFile("b", "x");
  size_t visits = 0;
  const auto refuse = [&](const MediumEntry&, int) -> Result<void> {
    return ++visits == 2 ? Result<void>(Fail(ErrorCode::kVerdict, "no")) : Result<void>();
  };
  EXPECT_EQ(WalkMedium(directory_, MediumWalkTop::kElsewhere, refuse).error().code,
            ErrorCode::kVerdict);
  EXPECT_EQ(visits, 2u);
  // Removed between listing and looking: said, not passed over.
  Seen seen;
  const auto remove = [&](const MediumEntry& entry, int) -> Result<void> {
    seen.entries.push_back(entry);
    unlink(Path("b").c_str());
    return {};
  };
  MakeFile("b", "x");
  ASSERT_TRUE(
      WalkMedium(directory_, MediumWalkTop::kElsewhere, [&](const MediumEntry& entry, int fd) {
        return entry.name == "a" ? remove(entry, fd)
                                 : (seen.entries.push_back(entry), Result<void>());
      }));
  EXPECT_EQ(seen.Kind("b"), EntryKind::kUnreadable);
}

}  // namespace
}  // namespace sekisho
