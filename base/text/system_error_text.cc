#include "base/text/system_error_text.h"

#include <array>
#include <cstring>

#include "base/text/message.h"
#include "base/text/message_id.h"

namespace sekisho {
namespace {

// glibc's sentences, for our catalogue: its own one is on few machines (libc-l10n). What is not
// among them stays English.
[[maybe_unused]] constexpr std::array kInCatalogue = {
    MessageId("Operation not permitted"),
    MessageId("No such file or directory"),
    MessageId("Interrupted system call"),
    MessageId("Input/output error"),
    MessageId("No such device or address"),
    MessageId("Argument list too long"),
    MessageId("Bad file descriptor"),
    MessageId("Resource temporarily unavailable"),
    MessageId("Cannot allocate memory"),
    MessageId("Permission denied"),
    MessageId("Device or resource busy"),
    MessageId("File exists"),
    MessageId("Invalid cross-device link"),
    MessageId("No such device"),
    MessageId("Not a directory"),
    MessageId("Is a directory"),
    MessageId("Invalid argument"),
    MessageId("Too many open files in system"),
    MessageId("Too many open files"),
    MessageId("Inappropriate ioctl for device"),
    MessageId("Text file busy"),
    MessageId("File too large"),
    MessageId("No space left on device"),
    MessageId("Illegal seek"),
    MessageId("Read-only file system"),
    MessageId("Too many links"),
    MessageId("Broken pipe"),
    MessageId("File name too long"),
    MessageId("Function not implemented"),
    MessageId("Directory not empty"),
    MessageId("Too many levels of symbolic links"),
    MessageId("Operation not supported"),
    MessageId("Connection timed out"),
    MessageId("Stale file handle"),
    MessageId("Structure needs cleaning"),
    MessageId("Remote I/O error"),
    MessageId("Disk quota exceeded"),
    MessageId("No medium found"),
    MessageId("Wrong medium type"),
    MessageId("Numerical result out of range"),
};

}  // namespace

std::string SystemErrorText(int error_number) {
  const char* const known = strerrordesc_np(error_number);
  return known == nullptr ? Message("error {0}", {std::to_string(error_number)}) : Message(known);
}

}  // namespace sekisho
