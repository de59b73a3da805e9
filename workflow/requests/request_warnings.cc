#include "workflow/requests/request_warnings.h"

#include "base/text/message.h"
#include "libcrypt/archive/portable_names.h"

namespace sekisho {
namespace {

constexpr size_t kMaxNamed = 5;
constexpr uint64_t kFatFileBytes = 0xFFFFFFFF;

}  // namespace

void RequestWarnings::Look(const WalkEntry& entry) {
  bytes_ += entry.size;
  const NameProblem problem = ProblemOnWindows(entry.name);
  if (problem == NameProblem::kNone) return;
  if (++names_ <= kMaxNamed)
    first_.push_back(Message("'{0}' {1}", {entry.name, Message(DescribeProblem(problem))}));
}

std::vector<std::string> RequestWarnings::Sentences() const {
  std::vector<std::string> sentences = first_;
  if (names_ > kMaxNamed)
    sentences.push_back(names_ - kMaxNamed == 1 ? Message("one more name is not for Windows")
                                                : Message("{0} more names are not for Windows",
                                                          {std::to_string(names_ - kMaxNamed)}));
  if (fs_type_ == "vfat" && bytes_ >= kFatFileBytes)
    sentences.push_back(
        Message("the medium has FAT, which holds no file of 4 GiB: the package will not fit"));
  return sentences;
}

}  // namespace sekisho
