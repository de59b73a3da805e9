#include "workflow/kept/row_codec.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {

Error DamagedRowError() {
  return Fail(ErrorCode::kFailed, Message("what this machine has kept of the record is damaged"),
              next::VerifyLedger());
}

void ThrowDamagedRow() { throw DamagedRow(DamagedRowError()); }

Statement StatementAt(RowSource* source, uint64_t index) {
  if (source == nullptr) ThrowDamagedRow();
  return ExpectOfRow(ParseStatement(source->Token(index)));
}

// Seven bits a byte, the lowest first; the eighth says that more come.
void RowWriter::Number(uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<uint8_t>(value) | 0x80);
  out_.push_back(static_cast<uint8_t>(value));
}

void RowWriter::Text(std::string_view text) {
  Number(text.size());
  out_.insert(out_.end(), text.begin(), text.end());
}

uint64_t RowReader::Number() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in_.empty(); shift += 7) {
    const uint8_t byte = in_.front();
    in_ = in_.subspan(1);
    value |= uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
  ThrowDamagedRow();
}

std::string_view RowReader::Text() {
  const uint64_t size = Number();
  if (size > in_.size()) ThrowDamagedRow();
  const std::string_view text = AsText(in_.first(size));
  in_ = in_.subspan(size);
  return text;
}

}  // namespace sekisho
