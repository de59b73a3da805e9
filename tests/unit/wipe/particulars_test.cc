#include "wipe/report/particulars.h"

#include <gtest/gtest.h>

#include <set>

namespace sekisho {
namespace {

TEST(Particulars, EveryFieldIsReadAndWritten) {
  Json json = Json::object();
  for (const ParticularField& field : ParticularFields())
    json[field.key] = std::string("x") + field.key;
  EXPECT_EQ(json.size(), ParticularFields().size());
  const auto particulars = ParseParticulars(WriteJson(json));
  ASSERT_TRUE(particulars) << particulars.error().message;
  EXPECT_EQ(ParticularsJson(*particulars), json);
  EXPECT_EQ(*ReadParticulars(json), *particulars);
  std::set<std::string> texts;
  for (const ParticularField& field : ParticularFields()) texts.insert((*particulars).*field.text);
  EXPECT_EQ(texts.size(), ParticularFields().size());
}

TEST(Particulars, AnyFieldMayBeLeftOutByPeopleAndNoneInAReport) {
  const auto particulars = ParseParticulars(R"({"place": "本社 3 階"})");
  ASSERT_TRUE(particulars);
  EXPECT_EQ(particulars->place, "本社 3 階");
  EXPECT_EQ(particulars->operator_name, "");
  Json json = ParticularsJson(*particulars);
  ASSERT_TRUE(ReadParticulars(json));
  json.erase("note");
  EXPECT_FALSE(ReadParticulars(json));
  json["note"] = "";
  json["extra"] = "";
  EXPECT_FALSE(ReadParticulars(json));
}

// A name of blanks would print an empty line where one to fill in by hand belongs.
TEST(Particulars, WhatNobodySeesIsNotGiven) {
  for (const char* const nothing : {" ", "\u3000", "\u200b", "\u3164", "\t"})
    EXPECT_EQ(*ParticularText("operator", nothing), "") << nothing;
  EXPECT_EQ(*ParticularText("operator", "佐藤"), "佐藤");
}

TEST(Particulars, RefusesUnknownFieldsAndAnythingButShortText) {
  for (const std::string& text :
       {std::string(R"({"opertor": "x"})"), std::string(R"({"operator": 7})"),
        std::string(R"({"operator": null})"), std::string("[]"), std::string("{"),
        R"({"note": ")" + std::string(kMaxParticularBytes + 1, 'x') + "\"}"}) {
    const auto particulars = ParseParticulars(text);
    ASSERT_FALSE(particulars) << text;
    EXPECT_EQ(particulars.error().code, ErrorCode::kMalformed) << text;
  }
  EXPECT_TRUE(ParseParticulars(R"({"note": ")" + std::string(kMaxParticularBytes, 'x') + "\"}"));
}

TEST(Particulars, NothingInThemActsOnATerminal) {  // ATTACKS Z2
  const auto particulars = ParseParticulars(R"({"operator": "a\u001b[2J\u202eb"})");
  ASSERT_TRUE(particulars);
  EXPECT_EQ(particulars->operator_name, "a\\x1b[2J\\u{202e}b");
  // Unescaped in a report, it is not one of ours.
  Json json = ParticularsJson(*particulars);
  json["operator"] = "\x1b[2J";
  EXPECT_FALSE(ReadParticulars(json));
}

}  // namespace
}  // namespace sekisho
