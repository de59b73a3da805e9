#include "workflow/requests/mandatory_text.h"

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {

Result<void> NeedReason(const std::string& reason) {
  if (HasVisibleText(reason)) return {};
  return Fail(ErrorCode::kUsage, Message("a reason is needed"), next::AddReason());
}

Result<void> NeedTextIfAny(const std::string& text, const std::string& what) {
  if (text.empty() || HasVisibleText(text)) return {};
  return Fail(ErrorCode::kUsage, Message("{0} says nothing: it holds blanks only", {what}),
              next::WriteSomething());
}

}  // namespace sekisho
