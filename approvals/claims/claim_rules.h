// The closed lists: which claims a core of each kind has, how each is spelled, and how it is shown.
// One table (claim_lists.cc) for reading and for showing, so that nothing can be signed that people
// are not shown: a rule without a label does not compile, and every grammar has its renderer
// (view.cc). docs/formats/statement.md is the same list for people; a test keeps the two equal.
//
// The lists together are format 1. Which format applies is a matter of the record: the charter in
// force at a statement's index names it (docs/design.md, section 2).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "approvals/kinds.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/json.h"

namespace sekisho {

// The newest format that this program knows; a charter that names a higher one stops the fold.
inline constexpr int64_t kRecordFormat = 1;

// How a value is spelled. Each has one spelling only, so that spelling carries nothing.
enum class Grammar {
  kKind,         // of a statement
  kOrg,          // opaque id of the organisation
  kMember,       // id of a member: a UUIDv7
  kStatement,    // id of a statement: a UUIDv7
  kRequest,      // id of a request
  kMedium,       // id of a registration
  kTime,         // RFC 3339, whole seconds, at the organisation's offset
  kCharter,      // {version, digest}
  kHead,         // {size, root}
  kTool,         // [a-z-]{1,16}/N.N.N
  kDigest,       // 64 lower-case hexadecimal digits
  kDigests,      // `min` to `max` different ones, ascending
  kReference,    // the hash of a statement that the record has
  kReferences,   // `min` to `max` different ones, ascending
  kCount,        // an integer from `min` to `max`
  kBytes,        // an integer from 0 to 2^53
  kCounts,       // at most `max` of them, ascending
  kFlag,         // true or false
  kCode,         // one of `codes`
  kCodes,        // at most `max` different ones of `codes`, in the order of the list
  kSignKey,      // k4.public..., or empty
  kAgeKey,       // age1..., or empty
  kRecipients,   // `min` to `max` different age1...
  kWord,         // a name out of the charter: visible text, at most `max` bytes
  kDomain,       // of mail: lower-case letters, digits, hyphens and dots
  kLabel,        // of a medium: [A-Za-z0-9-]{1,32}
  kDestination,  // an object: docs/formats/statement.md
  kRoles,        // a list of {role, department, from, until}
  kHardware,     // an object: docs/formats/medium-tag.md
  kCharterBody,  // an object: docs/formats/charter.md
  kAct,          // the own claims of the kind that the claim `act` names
};

// Whether a claim may be null, or absent.
enum class Presence { kRequired, kNullable, kOptional };

// What the one-line form of a view says of a claim.
enum class OnLine {
  kNever,         // it identifies the statement, and differs in each
  kAlways,        //
  kUnusual,       // when the value is not `ordinary`
  kUnlessSigner,  // when it is somebody else than who signed
};

using CodeTest = bool (*)(std::string_view code);

// One claim. There is no constructor without grammar, label and line: nothing can be read that is
// not shown.
struct ClaimRule {
  std::string_view name;
  Grammar grammar;
  Presence presence;
  const char* label;  // what people read before the value; a msgid
  OnLine line;
  std::string_view ordinary;  // as JSON; of kUnusual
  int64_t min;
  int64_t max;
  std::span<const std::string_view> codes;

  consteval ClaimRule(std::string_view its_name, Grammar its_grammar, Presence its_presence,
                      const char* its_label, OnLine its_line,
                      std::string_view its_ordinary = "null", int64_t least = 0,
                      int64_t most = int64_t{1} << 53,
                      std::span<const std::string_view> its_codes = {})
      : name(its_name),
        grammar(its_grammar),
        presence(its_presence),
        label(its_label),
        line(its_line),
        ordinary(its_ordinary),
        min(least),
        max(most),
        codes(its_codes) {
    if (name.empty() || label == nullptr || *label == '\0')
      throw "a claim needs a name and a label";
  }
};

// The claims that cores of every kind have, and those of one kind, in the order in which they are
// shown.
std::span<const ClaimRule> CommonClaims();
std::span<const ClaimRule> OwnClaims(Kind kind);
// Of kinds that no command makes yet: later versions may still change the list.
bool IsDraft(Kind kind);

// Whether `claims`, the payload of a core of `kind`, holds exactly the claims of its lists, each
// within its grammar, and the annex parts of its kind. `zone` is the organisation's: times have its
// offset. kMalformed, naming the claim.
Result<void> CheckClaims(Kind kind, const Json& claims, ZoneOffset zone);

// The same where the organisation is not known: the offset is that of `iat`.
Result<void> CheckClaims(Kind kind, const Json& claims);

// The statements that `claims`, which passed CheckClaims, names by hash. A hash that the record
// does not have is no reference but 32 bytes of anything (ATTACKS I14): the fold refuses it.
std::vector<Digest> ReferencesOf(Kind kind, const Json& claims);

// Whether `value` is spelled as `rule` says; `claims` is the object it stands in. kMalformed.
Result<void> CheckClaim(const ClaimRule& rule, const Json& value, const Json& claims,
                        ZoneOffset zone);

}  // namespace sekisho
