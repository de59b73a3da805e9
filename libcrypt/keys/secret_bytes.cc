#include "libcrypt/keys/secret_bytes.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {

SecretBytes::SecretBytes(size_t size) : size_(size) {
  if (size == 0) return;
  if (sodium_init() < 0) std::abort();
  data_ = static_cast<uint8_t*>(sodium_malloc(size));
  if (data_ == nullptr) throw std::bad_alloc();
  sodium_memzero(data_, size);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

SecretBytes::~SecretBytes() { sodium_free(data_); }

SecretBytes SecretBytes::CopyOf(ByteView bytes) {
  SecretBytes copy(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.data_);
  return copy;
}

SecretBytes SecretBytes::Generate(size_t size, Random& random) {
  SecretBytes secret(size);
  random.Fill(secret.ExposeForWriting());
  return secret;
}

void SecretBytes::Shorten(size_t size) {
  if (size >= size_) return;
  *this = CopyOf(Expose().first(size));
}

void Wipe(MutableBytes bytes) { sodium_memzero(bytes.data(), bytes.size()); }

void InitCrypto() {
  if (sodium_init() < 0) std::abort();
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  RestrictUmask();
}

Result<SecretBytes> ReadSecretFile(const std::string& path, size_t max_bytes) {
  ASSIGN_OR_RETURN(const UniqueFd fd, OpenForRead(path));
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return SystemError(Message("cannot look at {0}", {path}), errno);
  if (static_cast<uint64_t>(info.st_size) > max_bytes)
    return Fail(ErrorCode::kFailed,
                Message("{0} is larger than {1} bytes", {path, std::to_string(max_bytes)}));
  SecretBytes content(static_cast<size_t>(info.st_size));
  ASSIGN_OR_RETURN(const size_t got, ReadFull(fd.get(), content.ExposeForWriting()));
  content.Shorten(got);
  return content;
}

}  // namespace sekisho
