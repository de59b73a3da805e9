#include "workflow/media/wipe_need.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {

void TakeUpNeed(const ClassRule& rule, WipeNeed& need) {
  if (rule.wipe_on_return <= need.word) return;
  need.word = rule.wipe_on_return;
  need.class_id = rule.id;
  need.binds = !rule.wipe_grade.has_value();
}

void MeetNeed(MediumEvent event, WipeNeed& need) {
  const bool met = event == MediumEvent::kWipe ||
                   (event == MediumEvent::kEmpty && need.word == WipeOnReturn::kEmptied);
  if (met) need = {};
}

Result<void> CheckNeedIsMet(const MediumRecord& medium) {
  const std::string& label = medium.claims.label;
  switch (medium.need.word) {
    case WipeOnReturn::kNone:
      return {};
    case WipeOnReturn::kEmptied:
      // defence: G6-12, else {}
      return Fail(ErrorCode::kRefused,
                  Message("{0} carried {1}: it must be emptied before it goes out again",
                          {label, medium.need.class_id}),
                  medium.claims.medium_kind == "directory" ? next::WipeFiles()
                                                           : next::WipeFilesAndFreeSpace());
    case WipeOnReturn::kWiped:
      // defence: G6-13, else {}
      return Fail(
          ErrorCode::kRefused,
          Message("{0} carried {1}: the whole device must be wiped before it goes out again",
                  {label, medium.need.class_id}),
          next::WipeThenPrepare(label));
  }
  return {};
}

}  // namespace sekisho
