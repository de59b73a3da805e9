#include "libcrypt/package/package_format.h"

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/primitives/base64.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr std::string_view kEphemeralLabel = "sekisho/v1/ephemeral";
constexpr size_t kOwnStanzas = 2;
constexpr size_t kWrappedKeyBytes = 32;

Error NotAPackage(const std::string& why) {
  return Fail(ErrorCode::kVerdict, Message("not a sealed package: {0}", {why}));
}

bool IsOwnStanza(const Stanza& stanza, std::string_view type) {
  return stanza.type == type && stanza.args.size() == 1 && stanza.args[0] == kStanzaVersion;
}

Result<std::vector<std::string>> SplitPermit(ByteView body) {
  std::vector<std::string> tokens;
  std::string_view text = AsText(body);
  for (;;) {
    const size_t end = text.find('\n');
    tokens.emplace_back(text.substr(0, end));
    if (tokens.back().empty() || tokens.size() > kMaxPermitTokens)
      return NotAPackage(Message("its permit is not a list of tokens"));  // defence: D2-1
    if (end == std::string_view::npos) return tokens;
    text.remove_prefix(end + 1);
  }
}

Result<std::string> SealToken(ByteView body) {
  // defence: D6-1
  if (body.size() != kSealBodyBytes) return NotAPackage(Message("its seal is not 2048 bytes"));
  const auto padding = std::find(body.begin(), body.end(), 0);
  if (std::any_of(padding, body.end(), [](uint8_t b) { return b != 0; }))
    return NotAPackage(Message("the padding of its seal is not zero"));  // defence: I10-2
  return std::string(body.begin(), padding);
}

bool IsShare(std::string_view text) {
  const auto share = Base64Decode(text);
  return share && share->size() == sizeof(X25519PublicKey);
}

// Every stanza but the last two is X25519 with a share and 32 bytes; no two are the same.
Result<void> CheckRecipientShapes(const std::vector<Stanza>& stanzas, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const Stanza& stanza = stanzas[i];
    if (stanza.type != "X25519" || stanza.args.size() != 1 || !IsShare(stanza.args[0]) ||
        stanza.body.size() != kWrappedKeyBytes)
      // defence: D2-2
      return NotAPackage(Message("its header has a stanza that does not belong there"));
    for (size_t j = 0; j < i; ++j)
      if (stanzas[j].args == stanza.args)
        return NotAPackage(Message("its header has a stanza twice"));  // defence: D2-3
  }
  return {};
}

}  // namespace

Result<PackageHeader> ParsePackageHeader(ByteView file) {
  PackageHeader header;
  ASSIGN_OR_RETURN(header.age, ParseAgeHeader(file));
  const std::vector<Stanza>& stanzas = header.age.stanzas;
  if (stanzas.size() <= kOwnStanzas || !IsOwnStanza(stanzas.back(), kSealType) ||
      !IsOwnStanza(stanzas[stanzas.size() - 2], kPermitType))
    return NotAPackage(Message("it carries no permit and seal"));  // defence: D2-4
  header.recipient_stanzas = stanzas.size() - kOwnStanzas;
  if (header.recipient_stanzas > kMaxRecipients)
    return NotAPackage(Message("it has too many recipients"));  // defence: D2-5
  RETURN_IF_ERROR(CheckRecipientShapes(stanzas, header.recipient_stanzas));
  ASSIGN_OR_RETURN(header.permit, SplitPermit(stanzas[stanzas.size() - 2].body));
  ASSIGN_OR_RETURN(header.seal, SealToken(stanzas.back().body));
  header.prefix_bytes = header.age.stanza_bodies.back();
  header.seal_text_bytes = EncodeStanzaBody(stanzas.back().body).size();
  return header;
}

Result<Stanza> MakePermitStanza(const std::vector<std::string>& tokens) {
  if (tokens.empty() || tokens.size() > kMaxPermitTokens)
    return Fail(ErrorCode::kFailed, Message("a permit has 1 to 64 statements"));
  std::string body;
  for (const std::string& token : tokens) body += (body.empty() ? "" : "\n") + token;
  const ByteView bytes = AsBytes(body);
  return Stanza{
      std::string(kPermitType), {std::string(kStanzaVersion)}, Bytes(bytes.begin(), bytes.end())};
}

Result<Stanza> MakeSealStanza(std::string_view seal_token) {
  if (seal_token.size() > kSealBodyBytes)
    return Fail(ErrorCode::kFailed, Message("the seal does not fit its 2048 bytes"));
  Bytes body(seal_token.begin(), seal_token.end());
  body.resize(kSealBodyBytes);
  return Stanza{std::string(kSealType), {std::string(kStanzaVersion)}, std::move(body)};
}

Result<std::vector<Stanza>> MakeRecipientStanzas(ByteView file_key16, ByteView payload_nonce16,
                                                 const std::vector<X25519PublicKey>& recipients) {
  if (recipients.empty() || recipients.size() > kMaxRecipients)
    return Fail(ErrorCode::kFailed, Message("a package has 1 to 64 recipients"));
  std::vector<Stanza> stanzas;
  for (const X25519PublicKey& recipient : recipients) {
    if (std::count(recipients.begin(), recipients.end(), recipient) != 1)
      return Fail(ErrorCode::kFailed, Message("a recipient is named twice"));
    Bytes info(kEphemeralLabel.begin(), kEphemeralLabel.end());
    info.insert(info.end(), recipient.begin(), recipient.end());
    ZeroedArray<32> ephemeral;
    HkdfSha256(file_key16, payload_nonce16, info, ephemeral.bytes);
    ASSIGN_OR_RETURN(Stanza stanza, WrapX25519(file_key16, recipient, ephemeral.bytes));
    stanzas.push_back(std::move(stanza));
  }
  return stanzas;
}

Result<void> CheckRecipientStanzas(const PackageHeader& header, ByteView file_key16,
                                   ByteView payload_nonce16,
                                   const std::vector<X25519PublicKey>& recipients) {
  const Error differs =
      Fail(ErrorCode::kVerdict, Message("the package can be opened by somebody who was not "
                                        "approved, or not by everybody who was"));
  if (header.recipient_stanzas != recipients.size()) return differs;  // defence: D8-1
  ASSIGN_OR_RETURN(const std::vector<Stanza> stanzas,
                   MakeRecipientStanzas(file_key16, payload_nonce16, recipients));
  for (size_t i = 0; i < stanzas.size(); ++i)
    // defence: D8-2
    if (EncodeStanza(stanzas[i]) != EncodeStanza(header.age.stanzas[i])) return differs;
  return {};
}

}  // namespace sekisho
