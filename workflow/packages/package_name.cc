#include "workflow/packages/package_name.h"

#include <algorithm>

namespace sekisho {

std::string PackageName(const RequestRecord& request, size_t number) {
  return ShortId(request) + (number == 1 ? "" : "-" + std::to_string(number)) + ".age";
}

std::string PackageNameOf(const RequestRecord& request, const Digest& seal) {
  const auto& seals = request.seals;
  const auto it = std::find_if(seals.begin(), seals.end(),
                               [&](const SealRecord& one) { return one.hash == seal; });
  return PackageName(request, static_cast<size_t>(it - seals.begin()) + 1);
}

std::string NextPackageName(const RequestRecord& request) {
  return PackageName(request, request.seals.size() + 1);
}

}  // namespace sekisho
