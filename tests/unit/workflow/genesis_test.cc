// The first statement of a record: which charter is believed, and what may come before it and right
// after it (ATTACKS C1).
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

class Genesis : public Record {
 protected:
  struct Begun {
    OrgState state;
    bool valid;
  };
  // What a machine makes of a first statement that it has pinned.
  Begun Begin(const Json& claims) {
    Words words;
    words.claims = claims;
    const Statement first = Sign("founder", Kind::kCharter, words);
    Begun begun{OrgState(first.hash), false};
    begun.valid = begun.state.Apply(0, first.token, OrgState::Signatures::kVerify).valid;
    return begun;
  }
  static Json Claims(const Json& body, int format = 1) {
    return Json{{"format", format}, {"body", body}};
  }
  Json Body() { return CharterToJson(state_->charter().charter); }
  // Of what the founder says, by somebody who has seen `young` only.
  bool Valid(OrgState young, Kind kind, const Words& words) {
    return young.Apply(1, Sign("founder", kind, words).token, OrgState::Signatures::kVerify).valid;
  }
};

TEST_F(Genesis, BelievesTheCharterThatWasPinned) {
  const Begun begun = Begin(Claims(Body()));
  EXPECT_TRUE(begun.valid);
  EXPECT_TRUE(begun.state.founded());
}

TEST_F(Genesis, HasABody) {
  const Begun begun = Begin(Json{{"format", 1}});
  EXPECT_FALSE(begun.valid);
  EXPECT_FALSE(begun.state.founded());
}

TEST_F(Genesis, IsSignedByTheOfficerWhomItNames) {
  Charter charter = state_->charter().charter;
  charter.roots.front().member = NewUuid7(clock_, random_);
  const Begun begun = Begin(Claims(CharterToJson(charter)));
  EXPECT_FALSE(begun.valid);
  EXPECT_FALSE(begun.state.founded());
}

TEST_F(Genesis, I13OfANewerFormatIsNotFollowed) {
  const Begun begun = Begin(Claims(Body(), 2));
  EXPECT_FALSE(begun.valid);
  EXPECT_FALSE(begun.state.founded());
  EXPECT_TRUE(begun.state.needs_newer_program());
}

TEST_F(Genesis, NothingComesBeforeIt) {
  EXPECT_FALSE(Valid(OrgState(Digest{1}), Kind::kMedium, Registering("USB-1")));
}

// The officer's key is in the charter; the officer is a member by the card.
TEST_F(Genesis, TheOfficersCardComesFirst) {
  OrgState young(state_->charter().digest);
  ASSERT_TRUE(young.Apply(0, state_->charter().token, OrgState::Signatures::kVerify).valid);
  const Json finding{{"statement", nullptr}, {"closed", false}};
  EXPECT_FALSE(Valid(young, Kind::kFinding, {"", finding, {}, {}, {}}));
  Words card = CardWords("founder", Member("founder").Now());
  card.jti = Id("founder");
  EXPECT_TRUE(Valid(young, Kind::kMemberCard, card));
}

}  // namespace
}  // namespace sekisho
