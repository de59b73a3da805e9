// The textual header of an age v1 file (C2SP age specification, "Header"): stanzas and a MAC.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace sekisho {

inline constexpr std::string_view kAgeVersionLine = "age-encryption.org/v1\n";
inline constexpr size_t kMaxAgeHeaderBytes = 2 << 20;
// Trying a stanza costs a curve multiplication for each identity, before anything is authenticated.
inline constexpr size_t kMaxAgeStanzas = 1024;

struct Stanza {
  std::string type;               // the first argument, "X25519"
  std::vector<std::string> args;  // the arguments after the type
  Bytes body;
};

// "-> type args\n" and the body in lines of 64 columns, the last one shorter (or empty).
std::string EncodeStanza(const Stanza& stanza);
// Its first line alone, with the LF.
std::string EncodeStanzaLine(const Stanza& stanza);
// The body lines alone.
std::string EncodeStanzaBody(ByteView body);

struct AgeHeader {
  std::vector<Stanza> stanzas;
  Digest mac;
  std::string covered;                // the bytes the MAC covers: all up to and including "---"
  std::vector<size_t> stanza_bodies;  // offset of the first body byte of each stanza
  size_t size = 0;                    // the whole header, final LF included
};

// Parses the header at the front of `file`, which may go on after it. Accepts the canonical
// encoding only: 1 to kMaxAgeStanzas stanzas, at most kMaxAgeHeaderBytes. kMalformed otherwise,
// also when `file` ends within it.
Result<AgeHeader> ParseAgeHeader(ByteView file);

// The bytes the MAC covers, for a header that is being made.
std::string EncodeHeaderWithoutMac(const std::vector<Stanza>& stanzas);
// " " and the MAC and LF: what follows "---".
std::string EncodeMacTail(const Digest& mac);

// HMAC-SHA-256 under HKDF(file key, "header").
Digest HeaderMac(ByteView file_key16, std::string_view covered);
// kHeaderMac unless the header was made by somebody who has the file key.
Result<void> VerifyHeaderMac(const AgeHeader& header, ByteView file_key16);

}  // namespace sekisho
