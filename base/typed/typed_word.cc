#include "base/typed/typed_word.h"

#include "base/text/code_word.h"
#include "base/text/fold_text.h"

namespace sekisho {

bool MeansCode(std::string_view typed, std::string_view code) {
  if (typed == code) return true;
  const std::string key = NameKeyWithoutBlanks(typed);
  return key == NameKeyWithoutBlanks(code) || key == NameKeyWithoutBlanks(CodeWord(code));
}

}  // namespace sekisho
