// What a command leaves when it is killed outright, kept in mind by this machine: so that `status`
// can name it, and the way on (ATTACKS F20, Z3).
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

struct Remainder {
  std::string id;       // jti of the seal, or a random one of an opening
  std::string request;  // jti of it; empty when it is not known
  std::string target;   // absolute: the package that was to be made, or the directory
  bool is_opening = false;
};

// Notes it in `directory` (Session::directory) while the work goes on. Best effort: work is not
// refused because a note could not be made. It stays when the process is killed, and no longer than
// what it names: FindRemainders forgets it then.
class RemainderNote {
 public:
  RemainderNote(const std::string& directory, const Remainder& remainder);
  RemainderNote(const RemainderNote&) = delete;
  RemainderNote& operator=(const RemainderNote&) = delete;
  ~RemainderNote();

 private:
  std::string path_;
};

// What is noted and still there: a temporary file or a staging directory whose writer has ended.
// Forgets the others.
std::vector<Remainder> FindRemainders(Session& session);

// One sentence and the step that deals with it.
struct RemainderText {
  std::string sentence;
  Next next;
};
RemainderText Describe(const Session& session, const Remainder& remainder);

}  // namespace sekisho
