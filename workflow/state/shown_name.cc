#include "workflow/state/shown_name.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/office/people.h"

namespace sekisho {

Result<void> CheckReadsAsAName(const std::string& name, const std::string& whose) {
  if (CheckIsAName(name)) return {};
  return Fail(ErrorCode::kVerdict,
              Message("the name of {0} would be taken for something else than a name", {whose}),
              next::VerifyLedger());  // defence: I2-3, else {}
}

}  // namespace sekisho
