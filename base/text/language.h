// The language that people are spoken to in: which catalogue Message() looks into.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace sekisho {

// Chooses a catalogue by LC_ALL, LC_MESSAGES, LANG and LANGUAGE, as gettext does; none (English)
// where there is none for it. Catalogues lie beside this program: ../locale where it was built,
// ../share/locale where it is installed; no variable names another place. To be called once, when
// main begins, before there are threads. Of the process's locale only LC_MESSAGES is changed.
void SpeakUsersLanguage();

// "ja"; empty for English.
const std::string& UsersLanguage();

// The languages that are wanted, the first one first ("ja"), up to English. `variable` is the
// environment: empty for what is not set. LANGUAGE counts where a locale other than C is chosen;
// that locale need not be installed.
std::vector<std::string> LanguagesWanted(
    const std::function<std::string(const char* name)>& variable);

}  // namespace sekisho
