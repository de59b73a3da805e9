#include "workflow/mandatory_text.h"

#include "base/fold_text.h"
#include "base/message.h"

namespace sekisho {

Result<void> NeedReason(const std::string& reason) {
  if (HasVisibleText(reason)) return {};
  return Fail(ErrorCode::kUsage, Message("a reason is needed"), Message("add --reason TEXT"));
}

Result<void> NeedTextIfAny(const std::string& text, const std::string& what) {
  if (text.empty() || HasVisibleText(text)) return {};
  return Fail(ErrorCode::kUsage, Message("{0} says nothing: it holds blanks only", {what}),
              Message("write something, or leave it out"));
}

}  // namespace sekisho
