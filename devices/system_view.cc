#include "devices/system_view.h"

#include <sys/sysmacros.h>

#include <charconv>

#include "base/files/real_path.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

bool ParseNumber(std::string_view text, uint32_t& out) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, out);
  return error == std::errc() && rest == end;
}

}  // namespace

DeviceNumber NumberOf(dev_t device) { return {major(device), minor(device)}; }

dev_t DeviceOf(DeviceNumber number) { return makedev(number.major, number.minor); }

std::string FormatDeviceNumber(DeviceNumber number) {
  return std::to_string(number.major) + ":" + std::to_string(number.minor);
}

Result<DeviceNumber> ParseDeviceNumber(std::string_view text) {
  const size_t colon = text.find(':');
  DeviceNumber number;
  if (colon == std::string_view::npos || !ParseNumber(text.substr(0, colon), number.major) ||
      !ParseNumber(text.substr(colon + 1), number.minor))
    // defence: G3-3
    return Fail(ErrorCode::kMalformed,
                Message("'{0}' is not a device number", {std::string(text.substr(0, 32))}));
  return number;
}

Result<std::string> SystemView::Resolve(const std::string& path) const {
  if (is_real()) return RealPath(path);
  ASSIGN_OR_RETURN(const std::string root, RealPath(root_));
  ASSIGN_OR_RETURN(const std::string real, RealPath(At(path)));
  if (real == root) return std::string("/");
  if (!real.starts_with(root + "/"))
    return Fail(ErrorCode::kNotFound, Message("cannot find {0}", {path}));
  return real.substr(root.size());
}

Result<std::string> SystemView::Read(const std::string& path, size_t max_bytes) const {
  ASSIGN_OR_RETURN(const UniqueFd fd, OpenForRead(At(path)));
  std::string text;
  Bytes buffer(1 << 16);
  while (true) {
    auto got = ReadFull(fd.get(), buffer);
    if (!got) return got.error().WithContext(path);
    text.append(AsText(ByteView(buffer).first(*got)));
    if (text.size() > max_bytes)
      return Fail(ErrorCode::kFailed,
                  Message("{0} is larger than {1} bytes", {path, std::to_string(max_bytes)}));
    if (*got < buffer.size()) return text;
  }
}

std::string SystemView::Attribute(const std::string& path) const {
  const auto text = Read(path, 1 << 16);
  return text ? CleanText(*text) : std::string();
}

}  // namespace sekisho
