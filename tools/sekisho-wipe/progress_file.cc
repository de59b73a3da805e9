#include "tools/sekisho-wipe/progress_file.h"

#include <unistd.h>

#include <cerrno>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"
#include "tools/sekisho-wipe/terminal.h"

namespace sekisho {
namespace {

std::vector<DeviceTask> TasksOf(const DevicePlan& plan) {
  std::vector<DeviceTask> tasks;
  for (const PlannedDevice& planned : plan.devices)
    tasks.push_back(TaskOf(planned, plan.request.method));
  return tasks;
}

Result<void> CheckAreToldApart(const DevicePlan& plan, const std::vector<DeviceTask>& tasks) {
  for (size_t i = 0; i < tasks.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (tasks[i] == tasks[j])
        return Fail(ErrorCode::kUsage,
                    Message("{0} and {1} cannot be told apart by what they say of themselves",
                            {plan.devices[j].device.path, plan.devices[i].device.path}),
                    Message("wipe one after the other, each with a state file of its own"));
  return {};
}

Error NotOfThese(const std::string& path) {
  return Fail(ErrorCode::kRefused, Message("{0} is about other devices, or another method", {path}),
              Message("name the same devices as before, or start over: rm {0}", {Quoted(path)}));
}

Result<SavedProgress> TakeUp(const std::string& path, const std::vector<DeviceTask>& tasks) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxSavedProgressBytes));
  const auto found = ParseSavedProgress(text);
  if (!found)
    return Fail(found.error().code, path + ": " + found.error().message,
                Message("name a file that is not there yet with --state"));
  if (found->devices.size() != tasks.size()) return NotOfThese(path);
  SavedProgress progress;
  progress.started = found->started;
  for (const DeviceTask& task : tasks) {
    const int place = FindSaved(*found, task);
    if (place < 0) return NotOfThese(path);
    progress.devices.push_back(found->devices[static_cast<size_t>(place)]);
    ++progress.devices.back().runs;
  }
  return progress;
}

SavedProgress Anew(const std::vector<DeviceTask>& tasks, Random& random, Time now) {
  SavedProgress progress;
  progress.started = now;
  for (const DeviceTask& task : tasks) {
    SavedDevice device;
    device.task = task;
    random.Fill(device.seed);
    progress.devices.push_back(std::move(device));
  }
  return progress;
}

}  // namespace

ProgressFile::ProgressFile(ProgressFile&& other) noexcept
    : path_(std::move(other.path_)), saved_(std::move(other.saved_)) {}

Result<ProgressFile> ProgressFile::Open(const std::string& path, const DevicePlan& plan,
                                        Random& random, const Clock& clock) {
  ProgressFile file;
  file.path_ = path;
  const std::vector<DeviceTask> tasks = TasksOf(plan);
  if (!path.empty()) RETURN_IF_ERROR(CheckAreToldApart(plan, tasks));
  if (path.empty() || IsAbsent(path)) {
    file.saved_ = Anew(tasks, random, clock.Now());
    return file;
  }
  ASSIGN_OR_RETURN(file.saved_, TakeUp(path, tasks));
  return file;
}

Result<void> ProgressFile::Save() {
  if (path_.empty()) return {};
  return WriteFileAtomic(path_, AsBytes(SavedProgressText(saved_)), TempFile::Existing::kReplace);
}

Result<void> ProgressFile::Begin() { return Save(); }

void ProgressFile::Reached(size_t place, const OverwriteState& state) {
  const std::lock_guard lock(mutex_);
  saved_.devices[place].reached = state;
  if (auto saved = Save(); !saved && kept_) kept_ = saved;
}

Result<void> ProgressFile::End(bool keep) {
  if (path_.empty()) return {};
  if (!keep && unlink(path_.c_str()) != 0 && errno != ENOENT)
    return SystemError(Message("cannot remove {0}", {path_}), errno);
  return keep ? kept_ : Result<void>();
}

}  // namespace sekisho
