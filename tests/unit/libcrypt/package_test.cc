// What a package is, and what is refused as one.
#include <gtest/gtest.h>

#include "libcrypt/age/age_stream.h"
#include "libcrypt/primitives/base64.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/libcrypt/package_fixture.h"

namespace sekisho {
namespace {

using Package = PackageFixture;

TEST_F(Package, RoundTrips) {
  const auto facts = Make("p", Plan());
  ASSERT_TRUE(facts) << facts.error().message;
  const auto inspected = Inspect("p");
  ASSERT_TRUE(inspected) << inspected.error().message;
  EXPECT_EQ(inspected->facts, *facts);
  EXPECT_EQ(inspected->header.seal, "v4.public.seal");
  EXPECT_EQ(inspected->header.permit, Plan().permit);
  EXPECT_EQ(inspected->header.recipient_stanzas, 2u);
  for (const X25519Identity* one : {&alice_, &escrow_}) {
    auto opened = Open("p", *one);
    ASSERT_TRUE(opened) << opened.error().message;
    const auto plaintext = ReadWhole((*opened)->plaintext());
    ASSERT_TRUE(plaintext);
    EXPECT_EQ(*plaintext, Archive("the plan"));
    EXPECT_EQ((*opened)->Facts(), *facts);
    EXPECT_TRUE((*opened)->CheckRecipients(Plan().recipients));
  }
  const auto refused = Open("p", mallory_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNoMatch);
}

TEST_F(Package, StockAgeOpensIt) {
  if (!scratch_.Shell("command -v age >/dev/null"))
    GTEST_SKIP() << "there is no age (scripts/bootstrap)";
  ASSERT_TRUE(Make("p", Plan()));
  const SecretBytes key = alice_.Encode();
  scratch_.Write("alice.id", key.Expose());
  EXPECT_TRUE(scratch_.Shell("age -d -i alice.id p | tar -xOf - plan.txt | grep -qx 'the plan'"));
}

TEST_F(Package, DetectsRecipientsOtherThanTheApprovedOnes) {  // ATTACKS D8
  const auto a = alice_.recipient();
  const auto b = bob_.recipient();
  const auto e = escrow_.recipient();
  const auto m = mallory_.recipient();
  const std::vector<X25519PublicKey> approved = {a, b, e};
  const std::vector<std::vector<X25519PublicKey>> others = {
      {a, b, e, m}, {m, a, b, e}, {a, b, m, e}, {a, e},    {b, e},
      {e},          {m, b, e},    {a, m, e},    {b, a, e}, {e, b, a}};
  for (size_t i = 0; i < others.size(); ++i) {
    const std::string name = "p" + std::to_string(i);
    ASSERT_TRUE(Make(name, {others[i], Plan().permit}));
    const auto opened = Open(name, escrow_);
    ASSERT_TRUE(opened);
    const auto checked = (*opened)->CheckRecipients(approved);
    ASSERT_FALSE(checked) << i;
    EXPECT_EQ(checked.error().code, ErrorCode::kVerdict);
    EXPECT_TRUE((*opened)->CheckRecipients(others[i])) << i;
  }
}

TEST_F(Package, KnowsWhomAStanzaAddresses) {
  ASSERT_TRUE(Make("p", Plan()));
  const auto opened = Open("p", alice_);
  ASSERT_TRUE(opened);
  EXPECT_TRUE((*opened)->Addresses(0, alice_.recipient()));
  EXPECT_TRUE((*opened)->Addresses(1, escrow_.recipient()));
  EXPECT_FALSE((*opened)->Addresses(0, escrow_.recipient()));
  EXPECT_FALSE((*opened)->Addresses(2, alice_.recipient()));
}

TEST_F(Package, RefusesPlansThatCannotBe) {
  const auto a = alice_.recipient();
  for (const PackagePlan& plan :
       {PackagePlan{{}, Plan().permit}, PackagePlan{{a, a}, Plan().permit},
        PackagePlan{{X25519PublicKey{}}, Plan().permit}, PackagePlan{{a}, {}},
        PackagePlan{{a}, std::vector<std::string>(65, "t")},
        PackagePlan{std::vector<X25519PublicKey>(65, a), Plan().permit},
        PackagePlan{{a}, {std::string(kMaxAgeHeaderBytes, 'a')}}}) {
    EXPECT_FALSE(Make("p", plan));
    EXPECT_TRUE(OnlyContains(""));
  }
  EXPECT_FALSE(Make("p", Plan(), "text", std::string(kSealBodyBytes + 1, 's')));
  EXPECT_TRUE(OnlyContains(""));
  EXPECT_TRUE(Make("p", Plan(), "text", std::string(kSealBodyBytes, 's')));
}

// Somebody who has the file key makes a header with a MAC that fits.
TEST_F(Package, DetectsAHeaderMadeAnewByARecipient) {  // ATTACKS D2, D8
  const PackageFacts facts = *Make("p", Plan());
  const Bytes file = Load("p");
  const std::vector<Stanza> good = StanzasOf(file);
  AgeKeys keys;
  keys.identities = {&alice_};
  const SecretBytes file_key = *UnlockHeader(*ParseAgeHeader(file), keys);
  const Stanza hidden = *WrapX25519(file_key.Expose(), mallory_.recipient(), Pattern(32));
  ASSERT_TRUE(OpenBytes(Rehead(file, good, alice_), alice_));

  const std::vector<std::vector<Stanza>> readable = {{hidden, good[0], good[1], good[2], good[3]},
                                                     {good[0], hidden, good[1], good[2], good[3]},
                                                     {good[0], good[2], good[3]},
                                                     {good[1], good[0], good[2], good[3]}};
  for (const std::vector<Stanza>& stanzas : readable) {
    const Bytes changed = Rehead(file, stanzas, alice_);
    const auto opened = OpenBytes(changed, alice_);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_FALSE((*opened)->CheckRecipients(Plan().recipients));
    const auto inspected = InspectBytes(changed);
    ASSERT_TRUE(inspected);
    EXPECT_NE(inspected->facts.prefix, facts.prefix);  // what the seal signed
    EXPECT_EQ(inspected->facts.root, facts.root);
  }
  const std::vector<std::vector<Stanza>> refused = {
      {good[0], good[0], good[1], good[2], good[3]},  // twice
      {good[0], good[1], {"grease", {}, {}}, good[2], good[3]},
      {good[0], good[1], good[2], good[3], hidden},  // behind the seal
      {good[0], good[1], good[2], hidden, good[3]},
      {good[0], good[1], good[3], good[2]},  // seal before permit
      {good[0], good[1], good[2], good[2], good[3]},
      {good[0], good[1], good[2], good[3], good[3]},
      {good[0], good[1], good[2]},  // no seal
      {good[0], good[1], good[3]},  // no permit
      {good[0], good[1]}};
  for (size_t i = 0; i < refused.size(); ++i) {
    const Bytes changed = Rehead(file, refused[i], alice_);
    EXPECT_EQ(RefusalOf(InspectBytes(changed)), ErrorCode::kVerdict) << i;
    EXPECT_EQ(RefusalOf(OpenBytes(changed, alice_)), ErrorCode::kVerdict) << i;
  }
}

TEST_F(Package, DetectsPermitAndSealOfAnother) {  // ATTACKS D3
  PackagePlan other_plan = Plan();
  other_plan.permit = {"v4.public.another"};
  const PackageFacts facts = *Make("p", Plan());
  const PackageFacts other_facts = *Make("q", other_plan, "other", "v4.public.other-seal");
  const std::vector<Stanza> p = StanzasOf(Load("p"));
  const std::vector<Stanza> q = StanzasOf(Load("q"));
  // With the MAC as it was, nobody opens it; with a new one, the facts are not the seal's.
  for (const std::vector<Stanza>& stanzas : {std::vector<Stanza>{p[0], p[1], q[2], p[3]},
                                             {p[0], p[1], p[2], q[3]},
                                             {p[0], p[1], q[2], q[3]}}) {
    const Bytes file = Load("p");
    const AgeHeader header = *ParseAgeHeader(file);
    Bytes stale = ToBytes(EncodeHeaderWithoutMac(stanzas) + EncodeMacTail(header.mac));
    stale.insert(stale.end(), file.begin() + static_cast<ptrdiff_t>(header.size), file.end());
    EXPECT_EQ(OpenBytes(stale, alice_).error().code, ErrorCode::kHeaderMac);
    const auto inspected = InspectBytes(Rehead(file, stanzas, alice_));
    ASSERT_TRUE(inspected);
    EXPECT_NE(inspected->facts, other_facts);
    const bool same_permit = stanzas[2].body == p[2].body;
    EXPECT_EQ(inspected->facts == facts, same_permit);  // the prefix covers all but the seal itself
    EXPECT_EQ(inspected->header.seal == "v4.public.seal", stanzas[3].body == p[3].body);
  }
}

TEST_F(Package, RefusesEveryOtherSpellingOfItsHeader) {  // ATTACKS D4
  ASSERT_TRUE(Make("p", Plan()));
  const std::string text(AsText(Load("p")));
  const size_t header_bytes = ParseAgeHeader(AsBytes(text))->size;
  const auto refused = [&](const std::string& changed) {
    const auto inspected = InspectBytes(AsBytes(changed));
    return !inspected && (inspected.error().code == ErrorCode::kMalformed ||
                          inspected.error().code == ErrorCode::kVerdict);
  };
  const std::string header = text.substr(0, header_bytes);
  // Behind the last line feed the payload begins: there every byte is as good as another.
  for (size_t at = 0; (at = header.find('\n', at)) < header_bytes - 1; ++at) {
    EXPECT_TRUE(refused(std::string(text).insert(at, "\r"))) << "CR at " << at;
    EXPECT_TRUE(refused(std::string(text).insert(at, " "))) << "space at " << at;
    EXPECT_TRUE(refused(std::string(text).insert(at, "="))) << "padding at " << at;
    EXPECT_TRUE(refused(std::string(text).insert(at, "\n"))) << "empty line at " << at;
    EXPECT_TRUE(refused(std::string(text).erase(at, 1))) << "joined lines at " << at;
  }
  for (size_t at = 0; (at = header.find(' ', at)) != std::string::npos; at += 2)
    EXPECT_TRUE(refused(std::string(text).insert(at, " "))) << "double space at " << at;
}

// The permit's body is a multiple of 48 bytes here, so that its short line is an empty one.
TEST_F(Package, RefusesAMissingShortLine) {  // ATTACKS D4
  ASSERT_TRUE(Make("p", {Plan().recipients, {std::string(96, 't')}}));
  std::string text(AsText(Load("p")));
  const size_t empty_line = text.find("\n\n-> sekisho-seal");
  ASSERT_NE(empty_line, std::string::npos);
  text.erase(empty_line, 1);
  EXPECT_FALSE(InspectBytes(AsBytes(text)));
}

TEST_F(Package, RefusesWrongBodyLengths) {  // ATTACKS D6
  ASSERT_TRUE(Make("p", Plan()));
  const Bytes file = Load("p");
  for (size_t i = 0; i < 4; ++i)
    for (const int difference : {-1, 1, 16, 2048}) {
      if (i == 2) continue;  // the permit is as long as it is
      std::vector<Stanza> stanzas = StanzasOf(file);
      stanzas[i].body.resize(stanzas[i].body.size() + static_cast<size_t>(difference));
      EXPECT_EQ(RefusalOf(InspectBytes(Rehead(file, stanzas, escrow_))), ErrorCode::kVerdict)
          << i << " " << difference;
    }
  std::vector<Stanza> padded = StanzasOf(file);
  padded[3].body.back() = 'x';
  EXPECT_EQ(RefusalOf(InspectBytes(Rehead(file, padded, escrow_))), ErrorCode::kVerdict);
  for (const std::string permit : {"", "\n", "a\n", "\na", "a\n\nb"}) {
    std::vector<Stanza> stanzas = StanzasOf(file);
    stanzas[2].body = ToBytes(permit);
    EXPECT_EQ(RefusalOf(InspectBytes(Rehead(file, stanzas, escrow_))), ErrorCode::kVerdict);
  }
}

TEST_F(Package, NoticesEveryChangedLengthAndByte) {  // ATTACKS D1
  const PackageFacts facts = *Make("p", Plan());
  const Bytes file = Load("p");
  const size_t header_bytes = ParseAgeHeader(file)->size;
  for (size_t cut = 0; cut < file.size(); cut += cut < header_bytes ? 97 : 61) {
    const auto inspected = InspectBytes(ByteView(file).first(cut));
    EXPECT_TRUE(!inspected || inspected->facts != facts) << cut;
  }
  Bytes longer = file;
  longer.push_back(0);
  const auto extended = InspectBytes(longer);
  EXPECT_TRUE(!extended || extended->facts != facts);
  for (size_t at = header_bytes; at < file.size(); at += 37) {
    Bytes changed = file;
    changed[at] ^= 0x80;
    const auto inspected = InspectBytes(changed);
    ASSERT_TRUE(inspected);
    EXPECT_NE(inspected->facts, facts) << at;
    auto opened = OpenBytes(changed, alice_);
    ASSERT_TRUE(opened);
    EXPECT_EQ(ReadWhole((*opened)->plaintext()).error().code, ErrorCode::kPayload) << at;
  }
}

// Where the payload cannot end, whatever its bytes.
TEST_F(Package, RefusesImpossibleLengths) {  // ATTACKS D1
  ASSERT_TRUE(Make("p", Plan()));
  const Bytes file = Load("p");
  const size_t nonce = ParseAgeHeader(file)->size;
  for (const size_t payload : {size_t{0}, size_t{15}, size_t{16}, size_t{31}})
    EXPECT_EQ(RefusalOf(InspectBytes(ByteView(file).first(nonce + payload))), ErrorCode::kVerdict)
        << payload;
  for (const size_t payload : {size_t{0}, size_t{15}})
    EXPECT_EQ(RefusalOf(OpenBytes(ByteView(file).first(nonce + payload), alice_)),
              ErrorCode::kPayload)
        << payload;
}

TEST_F(Package, RefusesMoreRecipientsThanAPlanHas) {  // ATTACKS D2
  ASSERT_TRUE(Make("p", Plan()));
  const Bytes file = Load("p");
  std::vector<Stanza> stanzas = StanzasOf(file);
  while (stanzas.size() < kMaxRecipients + 2) {
    Stanza another = stanzas[0];
    Bytes share(32);
    random_.Fill(share);
    another.args = {Base64Encode(share)};
    stanzas.insert(stanzas.begin() + 1, another);
  }
  EXPECT_TRUE(InspectBytes(Rehead(file, stanzas, alice_)));
  stanzas.insert(stanzas.begin() + 1, stanzas[0]);
  stanzas[1].args = {Base64Encode(Bytes(32, 7))};
  EXPECT_EQ(RefusalOf(InspectBytes(Rehead(file, stanzas, alice_))), ErrorCode::kVerdict);
}

TEST_F(Package, RefusesOtherAgeFiles) {  // ATTACKS G1
  const Bytes plain = *EncryptTo({alice_.recipient()}, AsBytes("text"), random_);
  EXPECT_EQ(InspectBytes(plain).error().code, ErrorCode::kVerdict);
  EXPECT_EQ(OpenBytes(plain, alice_).error().code, ErrorCode::kVerdict);
  EXPECT_EQ(InspectBytes(AsBytes("hello")).error().code, ErrorCode::kMalformed);
  EXPECT_EQ(InspectBytes({}).error().code, ErrorCode::kMalformed);
}

}  // namespace
}  // namespace sekisho
