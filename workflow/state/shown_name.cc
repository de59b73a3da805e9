#include "workflow/state/shown_name.h"

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/plain_name.h"
#include "base/text/record_number.h"

namespace sekisho {

// Views put the number and the department beside a name, and numbers stand for names that cannot be
// read: what looks like either would be taken for it.
Result<void> CheckIsAName(const std::string& name) {
  if (name.size() > kMaxShownNameBytes)
    return Fail(ErrorCode::kUsage,
                Message("the name is longer than {0} bytes", {std::to_string(kMaxShownNameBytes)}),
                Message("give the name that the office calls the person by"));
  const std::string key = NameKey(name);
  if (!IsRecordNumber(key) && IsPlainName(name)) return {};
  return Fail(ErrorCode::kUsage,
              Message("'{0}' would be taken for something else than a name", {name}),
              next::SpellName());
}

Result<void> CheckReadsAsAName(const std::string& name, const std::string& whose) {
  if (CheckIsAName(name)) return {};
  return Fail(ErrorCode::kVerdict,
              Message("the name of {0} would be taken for something else than a name", {whose}),
              next::VerifyLedger());  // defence: I2-3, else {}
}

}  // namespace sekisho
