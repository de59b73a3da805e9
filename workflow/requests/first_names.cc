#include "workflow/requests/first_names.h"

#include "base/text/message.h"

namespace sekisho {

void FirstNames::Add(const std::string& name) {
  if (++count_ <= shown_) first_ += (first_.empty() ? "" : ", ") + name;
}

std::string FirstNames::Text() const {
  if (count_ <= shown_) return first_;
  const std::string more = std::to_string(count_ - shown_);
  return of_ == Of::kFiles ? Message("{0} and {1} more there", {first_, more})
                           : Message("{0} and {1} more", {first_, more});
}

}  // namespace sekisho
