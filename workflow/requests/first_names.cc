#include "workflow/requests/first_names.h"

#include "base/text/message.h"

namespace sekisho {

void FirstNames::Add(const std::string& name) {
  if (++count_ <= shown_) first_ += (first_.empty() ? "" : ", ") + name;
}

std::string FirstNames::Text() const {
  if (count_ <= shown_) return first_;
  return Message("{0} and {1} more", {first_, std::to_string(count_ - shown_)});
}

}  // namespace sekisho
