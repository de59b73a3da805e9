# cmake -DOUTPUT=FILE.cc -DLIST=FILE -P FoldVersion.cmake: the version of the fold, which is a hash of
# its sources: the files that LIST names, one a line, below the directory ROOT.
file(STRINGS ${LIST} sources)
set(hashes "")
foreach(source ${sources})
  file(SHA256 ${ROOT}/${source} hash)
  string(APPEND hashes "${source} ${hash}\n")
endforeach()
string(SHA256 version "${hashes}")
string(SUBSTRING ${version} 0 32 version)
set(text "// Made by cmake/FoldVersion.cmake.
#include \"workflow/kept/fold_version.h\"

namespace sekisho {

const char* const kFoldVersion = \"${version}\";

}  // namespace sekisho
")
file(WRITE ${OUTPUT} "${text}")
