#include "workflow/packages/unfinished.h"

#include <algorithm>

#include "base/files/files.h"
#include "libcrypt/package/package_recovery.h"
#include "media/tag.h"
#include "workflow/packages/package_name.h"

namespace sekisho {

std::string Beside(const std::string& output) {
  std::string directory = OpenDirectory(output) ? output : DirectoryOf(output);
  if (!directory.ends_with('/')) directory += "/";
  return directory == "./" ? "" : directory;
}

std::string FreeName(const RequestRecord& request, const std::string& output) {
  if (!OpenDirectory(output) && !PathExists(output)) return output;
  const std::string front = Beside(output) + ShortId(request);
  std::string name = front + ".age";
  for (int number = 2; PathExists(name); ++number)
    name = front + "-" + std::to_string(number) + ".age";
  return name;
}

Result<std::vector<const SealRecord*>> FindUnfinished(const RequestRecord& request,
                                                      const std::string& output) {
  const std::string directory = OpenDirectory(output) ? output : DirectoryOf(output);
  ASSIGN_OR_RETURN(const std::vector<std::string> jtis, FindLeftovers(directory));
  std::vector<const SealRecord*> unfinished;
  for (const SealRecord& seal : request.seals)
    if (!seal.voided && std::find(jtis.begin(), jtis.end(), seal.jti) != jtis.end())
      unfinished.push_back(&seal);
  return unfinished;
}

std::string ResumeName(const RequestRecord& request, const SealRecord& seal,
                       const std::string& output) {
  if (!FindMediumRoot(output)) return FreeName(request, output);
  return Beside(output) + PackageNameOf(request, seal.hash);
}

}  // namespace sekisho
