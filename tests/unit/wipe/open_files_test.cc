#include "devices/open_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "temp_directory.h"

namespace sekisho {
namespace {

// A proc of our own: process 7 has `file` open, as its fdinfo says.
class OpenFilesTest : public TempDirectory {
 protected:
  void SetUp() override {
    Run("mkdir -p " + path("proc/7/fd") + " " + path("proc/7/fdinfo") + " " + path("proc/uptime"));
    Write("file", "x");
    Write("other", "x");
    Write("proc/7/comm", "edi\x1b[2Jtor\n");
  }
  void Opens(int number, const std::string& name, const std::string& flags) {
    const std::string fd = std::to_string(number);
    Run("ln -s " + path(name) + " " + path("proc/7/fd/" + fd));
    Write("proc/7/fdinfo/" + fd, "pos:\t0\nflags:\t" + flags + "\nmnt_id:\t29\n");
  }
  FileId Id(const std::string& name) {
    struct stat status {};
    EXPECT_EQ(stat(path(name).c_str(), &status), 0);
    return {status.st_dev, status.st_ino};
  }
  std::vector<Opener> OfFile() { return OpenFiles::Look(path("proc")).OfFile(Id("file")); }
};

TEST_F(OpenFilesTest, WhoReadsAndWhoWrites) {
  Opens(3, "file", "0100000");
  ASSERT_EQ(OfFile().size(), 1u);
  EXPECT_EQ(OfFile()[0], (Opener{"7", "edi\\x1b[2Jtor", false}));
  Opens(4, "file", "0102001");  // O_WRONLY | O_APPEND: the same process, once
  ASSERT_EQ(OfFile().size(), 1u);
  EXPECT_TRUE(OfFile()[0].writes);
  EXPECT_TRUE(OpenFiles::Look(path("proc")).OfFile(Id("other")).empty());
}

TEST_F(OpenFilesTest, ADescriptorOfANameAloneDoesNothing) {
  Opens(3, "file", "012000000");  // O_PATH
  EXPECT_TRUE(OfFile().empty());
}

TEST_F(OpenFilesTest, WhatIsNotSaidIsTakenForWriting) {
  Opens(3, "file", "0100000");
  Write("proc/7/fdinfo/3", "");
  ASSERT_EQ(OfFile().size(), 1u);
  EXPECT_TRUE(OfFile()[0].writes);
}

TEST_F(OpenFilesTest, ADescriptorThatIsClosedMeanwhileIsNoWriter) {
  Opens(3, "file", "0100000");
  Run("rm " + path("proc/7/fdinfo/3"));
  EXPECT_TRUE(OfFile().empty());
}

TEST_F(OpenFilesTest, DirectoriesAreInUseByWhoIsInThem) {
  Run("mkdir " + path("directory") + " && ln -s " + path("directory") + " " + path("proc/7/cwd"));
  const auto inside = OpenFiles::Look(path("proc")).OfFile(Id("directory"));
  ASSERT_EQ(inside.size(), 1u);
  EXPECT_FALSE(inside[0].writes);
}

// Deleted, and only this test's own descriptor still knows it.
TEST_F(OpenFilesTest, WhatWasDeletedIsInUseHoweverItIsHeld) {  // ATTACKS H5, H6
  const UniqueFd fd(open(path("other").c_str(), O_RDONLY | O_CLOEXEC));
  const dev_t device = Id("other").first;
  const std::string held = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(fd.get());
  const auto holders = [&] { return OpenFiles::Look(path("proc")).OfDeletedOn(device).size(); };
  for (const char* const place : {"fd/3", "cwd", "exe"}) {
    Run("ln -sfT " + held + " " + path("proc/7/") + place);
    Write("proc/7/fdinfo/3", "flags:\t012000000\n");  // O_PATH keeps it, too
    EXPECT_EQ(holders(), Exists("other") ? 0u : 1u);
    Run("rm -f " + path("other"));
    EXPECT_EQ(holders(), 1u) << place;
    EXPECT_TRUE(OpenFiles::Look(path("proc")).OfDeletedOn(device + 1).empty());
    Run("rm " + path("proc/7/") + place);
  }
  EXPECT_EQ(holders(), 0u);
}

TEST_F(OpenFilesTest, WhatWasDeletedIsInUseWhereItIsMapped) {  // ATTACKS H5, H6
  const UniqueFd fd(open(path("other").c_str(), O_RDONLY | O_CLOEXEC));
  const FileId id = Id("other");
  char line[128];
  (void)std::snprintf(line, sizeof line,
                      "00400000-0040b000 r--p 00000000 %02x:%02x %lu  /x (deleted)\n",
                      major(id.first), minor(id.first), static_cast<unsigned long>(id.second));
  Write("proc/7/maps", line);
  const auto holders = [&] { return OpenFiles::Look(path("proc")).OfDeletedOn(id.first).size(); };
  EXPECT_EQ(holders(), 1u);  // maps is believed where nothing else can be asked
  Run("mkdir " + path("proc/7/map_files") + " && ln -s /proc/" + std::to_string(getpid()) + "/fd/" +
      std::to_string(fd.get()) + " " + path("proc/7/map_files/400000-40b000"));
  EXPECT_EQ(holders(), 0u);  // it is only called so
  Run("rm " + path("other"));
  EXPECT_EQ(holders(), 1u);
}

TEST_F(OpenFilesTest, MappingsCountWritingWhenItReachesTheFile) {
  const FileId id = Id("file");
  char device[32];
  (void)std::snprintf(device, sizeof device, "%02x:%02x", major(id.first), minor(id.first));
  const auto map = [&](const std::string& access) {
    Write("proc/7/maps", "7f0000000000-7f0000001000 " + access + " 00000000 " + device + " " +
                             std::to_string(id.second) + "    /x y\n7f-80 rw-p 0 00:00 0 [heap]\n");
    return OfFile();
  };
  EXPECT_FALSE(map("r--s").at(0).writes);
  EXPECT_FALSE(map("rw-p").at(0).writes);  // a copy of its own
  EXPECT_TRUE(map("rw-s").at(0).writes);
}

TEST_F(OpenFilesTest, WhoWritesComesFirst) {
  Opens(3, "file", "0100000");
  Run("cp -r " + path("proc/7") + " " + path("proc/8"));
  Write("proc/8/fdinfo/3", "flags:\t0100002\n");
  ASSERT_EQ(OfFile().size(), 2u);
  EXPECT_EQ(OfFile()[0].process, "8");
  EXPECT_FALSE(OfFile()[1].writes);
}

TEST_F(OpenFilesTest, ItselfIsNotCounted) {
  Opens(3, "file", "0100002");
  Run("ln -s 7 " + path("proc/self"));
  EXPECT_TRUE(OfFile().empty());
}

TEST_F(OpenFilesTest, WhatCannotBeLookedAtIsSaid) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to look at all processes";
  EXPECT_TRUE(OpenFiles::Look(path("proc")).is_complete());
  Run("rmdir " + path("proc/7/fd") + " && touch " + path("proc/7/fd"));
  EXPECT_FALSE(OpenFiles::Look(path("proc")).is_complete());
  EXPECT_FALSE(OpenFiles::Look(path("nowhere")).is_complete());
}

// A real process, by the real proc.
TEST_F(OpenFilesTest, AnotherProcessIsFound) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const int fd = open(path("file").c_str(), O_RDWR | O_CLOEXEC);
    const int reader = open(path("other").c_str(), O_RDONLY | O_CLOEXEC);
    void* const mapped = mmap(nullptr, 1, PROT_READ, MAP_SHARED, reader, 0);
    close(reader);
    (void)!write(ready[1], fd >= 0 && mapped != MAP_FAILED ? "y" : "n", 1);
    for (;;) pause();
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  const OpenFiles found = OpenFiles::Look();
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  const auto writer = found.OfFile(Id("file"));
  ASSERT_EQ(writer.size(), 1u);
  EXPECT_EQ(writer[0].process, std::to_string(child));
  EXPECT_EQ(writer[0].command, "wipe_test");
  EXPECT_TRUE(writer[0].writes);
  const auto reader = found.OfFile(Id("other"));
  ASSERT_EQ(reader.size(), 1u);
  EXPECT_FALSE(reader[0].writes);
}

}  // namespace
}  // namespace sekisho
