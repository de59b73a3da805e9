#include "libcrypt/age/age_header.h"

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/keys/secret_bytes.h"
#include "libcrypt/primitives/base64.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kColumns = 64;
constexpr size_t kBytesPerLine = kColumns / 4 * 3;

Error Bad(const char* why) {
  return Fail(ErrorCode::kMalformed, Message("not a valid age header: {0}", {Message(why)}));
}

// Walks the header line by line; every line ends with a single LF.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  Result<std::string_view> Next() {
    const size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) return Bad("it ends in the middle");
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    return line;
  }
  std::string_view Peek(size_t size) const { return text_.substr(at_, size); }
  size_t offset() const { return at_; }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

Result<std::vector<std::string>> ParseArguments(std::string_view line) {
  std::vector<std::string> args(1);
  for (char c : line) {
    if (c == ' ') {
      args.emplace_back();
    } else if (c > 0x20 && c < 0x7f) {
      args.back().push_back(c);
    } else {
      return Bad("a stanza's argument has a character that is not allowed");
    }
  }
  for (const std::string& arg : args)
    if (arg.empty()) return Bad("a stanza has an empty argument");
  return args;
}

Result<Bytes> ParseBody(LineReader& lines) {
  Bytes body;
  for (;;) {
    ASSIGN_OR_RETURN(const std::string_view line, lines.Next());
    if (line.size() > kColumns) return Bad("a stanza's line is too long");
    const auto bytes = Base64Decode(line);
    if (!bytes) return Bad("a stanza's body is not canonical base64");
    body.insert(body.end(), bytes->begin(), bytes->end());
    if (line.size() < kColumns) return body;
  }
}

Result<Stanza> ParseStanza(LineReader& lines, size_t& body_offset) {
  ASSIGN_OR_RETURN(const std::string_view line, lines.Next());
  if (!line.starts_with("-> ")) return Bad("a stanza does not begin with ->");
  ASSIGN_OR_RETURN(std::vector<std::string> args, ParseArguments(line.substr(3)));
  Stanza stanza;
  stanza.type = std::move(args.front());
  stanza.args.assign(std::make_move_iterator(args.begin() + 1),
                     std::make_move_iterator(args.end()));
  body_offset = lines.offset();
  ASSIGN_OR_RETURN(stanza.body, ParseBody(lines));
  return stanza;
}

Result<Digest> ParseMac(std::string_view line) {
  if (!line.starts_with("--- ")) return Bad("its MAC line is missing");
  const auto bytes = Base64Decode(line.substr(4));
  Digest mac;
  if (!bytes || bytes->size() != mac.size()) return Bad("its MAC is not canonical");
  std::copy(bytes->begin(), bytes->end(), mac.begin());
  return mac;
}

}  // namespace

std::string EncodeStanzaLine(const Stanza& stanza) {
  std::string line = "-> " + stanza.type;
  for (const std::string& arg : stanza.args) line += " " + arg;
  return line + "\n";
}

std::string EncodeStanzaBody(ByteView body) {
  std::string text;
  for (;;) {
    const size_t count = std::min(body.size(), kBytesPerLine);
    text += Base64Encode(body.first(count));
    text += '\n';
    body = body.subspan(count);
    if (count < kBytesPerLine) return text;
  }
}

std::string EncodeStanza(const Stanza& stanza) {
  return EncodeStanzaLine(stanza) + EncodeStanzaBody(stanza.body);
}

std::string EncodeHeaderWithoutMac(const std::vector<Stanza>& stanzas) {
  std::string text(kAgeVersionLine);
  for (const Stanza& stanza : stanzas) text += EncodeStanza(stanza);
  return text + "---";
}

std::string EncodeMacTail(const Digest& mac) { return " " + Base64Encode(mac) + "\n"; }

Result<AgeHeader> ParseAgeHeader(ByteView file) {
  const std::string_view text = AsText(file.first(std::min(file.size(), kMaxAgeHeaderBytes)));
  if (!text.starts_with(kAgeVersionLine))
    return Fail(ErrorCode::kMalformed, Message("not an age file: its first line is not age's"));
  LineReader lines(text);
  RETURN_IF_ERROR(lines.Next());
  AgeHeader header;
  while (lines.Peek(3) != "---") {
    if (header.stanzas.size() == kMaxAgeStanzas) return Bad("it has too many stanzas");
    size_t body_offset = 0;
    ASSIGN_OR_RETURN(Stanza stanza, ParseStanza(lines, body_offset));
    header.stanzas.push_back(std::move(stanza));
    header.stanza_bodies.push_back(body_offset);
  }
  if (header.stanzas.empty()) return Bad("it is addressed to nobody");
  header.covered = text.substr(0, lines.offset() + 3);
  ASSIGN_OR_RETURN(const std::string_view mac_line, lines.Next());
  ASSIGN_OR_RETURN(header.mac, ParseMac(mac_line));
  header.size = lines.offset();
  return header;
}

Digest HeaderMac(ByteView file_key16, std::string_view covered) {
  ZeroedArray<32> key;
  HkdfSha256(file_key16, {}, AsBytes("header"), key.bytes);
  return HmacSha256(key.bytes, AsBytes(covered));
}

Result<void> VerifyHeaderMac(const AgeHeader& header, ByteView file_key16) {
  if (!ConstantTimeEqual(HeaderMac(file_key16, header.covered), header.mac))
    return Fail(ErrorCode::kHeaderMac, Message("the header's MAC does not match: it was changed"));
  return {};
}

}  // namespace sekisho
