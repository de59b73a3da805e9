// The sealed package: an age v1 file whose header carries the permit and the seal.
// docs/formats/package.md has it byte by byte; docs/design.md, section 5, says why.
//
//   age-encryption.org/v1
//   -> X25519 ...            one per approved recipient, then one per escrow recipient
//   -> sekisho-permit v1     the cores of the request and its approvals, joined by LF
//   -> sekisho-seal v1       2048 bytes: the seal core and zero padding
//   --- MAC
//   payload: nonce (16 bytes) and STREAM ciphertext of a pax tar
#pragma once

#include <string>
#include <vector>

#include "libcrypt/age/age_header.h"
#include "libcrypt/age/age_recipient.h"

namespace sekisho {

inline constexpr std::string_view kPermitType = "sekisho-permit";
inline constexpr std::string_view kSealType = "sekisho-seal";
inline constexpr std::string_view kStanzaVersion = "v1";
inline constexpr size_t kSealBodyBytes = 2048;
inline constexpr size_t kMerkleLeafBytes = 1 << 20;
inline constexpr size_t kMaxRecipients = 64;
inline constexpr size_t kMaxPermitTokens = 64;

struct PackageHeader {
  AgeHeader age;
  size_t recipient_stanzas = 0;
  std::vector<std::string> permit;  // the request's core first
  std::string seal;                 // the seal core; empty while the body is all zeros
  size_t prefix_bytes = 0;          // from the start through the seal stanza's argument line
  size_t seal_text_bytes = 0;       // the encoded seal body that follows
};

// Parses a package's header: exactly the stanzas above, in that order, nothing else (no grease).
// kVerdict for an age file that is not a sealed package; kMalformed for a broken header.
Result<PackageHeader> ParsePackageHeader(ByteView file);

// The two stanzas of ours. The permit: 1 to kMaxPermitTokens tokens. The seal token: at most
// kSealBodyBytes; empty makes a body of zeros. kFailed when they do not fit.
Result<Stanza> MakePermitStanza(const std::vector<std::string>& tokens);
Result<Stanza> MakeSealStanza(std::string_view seal_token);

// The X25519 stanzas of a package, in order of `recipients`. Their ephemeral secrets are derived
// from the file key, the payload nonce and the recipient, so that whoever has the file key can
// recompute every stanza and see that they address exactly these recipients and nobody else.
Result<std::vector<Stanza>> MakeRecipientStanzas(ByteView file_key16, ByteView payload_nonce16,
                                                 const std::vector<X25519PublicKey>& recipients);

// kVerdict unless the header's X25519 stanzas are exactly those for `recipients` (ATTACKS D8).
Result<void> CheckRecipientStanzas(const PackageHeader& header, ByteView file_key16,
                                   ByteView payload_nonce16,
                                   const std::vector<X25519PublicKey>& recipients);

}  // namespace sekisho
