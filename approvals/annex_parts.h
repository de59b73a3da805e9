// Which annex parts a statement of each kind has, how large they may be, and who reads them: one
// closed table. A core's `annex` has parts of its kind only, and each that is required; no reader
// takes more of a part than the table allows. docs/formats/annex.md is the same table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "approvals/kinds.h"

namespace sekisho {

enum class AnnexReaders {
  kDirectory,           // the directory key: every member who has keys
  kDirectoryAndEscrow,  // these, and the escrow keys of the charter
  kMember,              // the member whose card it is
  kConcerned,           // those concerned by the request: ReadersOf (workflow/requests/requests.h)
};

struct AnnexPartRule {
  Kind kind;
  const char* part;
  bool required;
  // Of what was committed to, without salt and encryption. 0: the part is read as a stream only,
  // and what it describes bounds it (workflow/requests/approved_manifest.h).
  uint64_t max_bytes;
  AnnexReaders readers;
};

// In the order of the table; none for a kind that has no annex.
std::span<const AnnexPartRule> AnnexPartsOf(Kind kind);

// Null when the kind has no such part.
const AnnexPartRule* FindAnnexPart(Kind kind, std::string_view part);

// The size of the largest envelope (the age file) in which `plain_bytes` of this part can lie: with
// the salt, and with a header that addresses as many readers as such a part may have.
uint64_t MaxEnvelopeBytes(const AnnexPartRule& rule, uint64_t plain_bytes);

}  // namespace sekisho
