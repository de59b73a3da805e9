#include "base/text/look_alike.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "base/text/fold_text.h"

namespace sekisho {
namespace {

// The first of each line stands for the others. Kana that look like kanji or like one another, and
// kanji of names that are written in several ways (CJK Unified Ideographs, UTR #38, kZVariant and
// kSemanticVariant; Ideographic variants of family names in the koseki register).
constexpr std::u32string_view kLooks[] = {
    U"口ロ",     U"二ニ",   U"力カ",     U"夕タ",   U"卜ト",   U"八ハ", U"工エ", U"一ー―", U"千チ",
    U"三ミ",     U"又ヌ",   U"才オ",     U"へヘ",   U"りリ",   U"べベ", U"ぺペ", U"吉𠮷",  U"高髙",
    U"崎﨑嵜碕", U"辺邉邊", U"斎齋斉齊", U"浜濱濵", U"島嶋嶌", U"沢澤", U"広廣", U"国國",  U"真眞",
    U"恵惠",     U"竜龍",   U"桜櫻",     U"滝瀧",   U"富冨",   U"峰峯", U"関關", U"栄榮",  U"豊豐",
    U"徳德",     U"条條",   U"橋槗",     U"船舩",   U"柳栁",   U"曽曾", U"秋穐", U"館舘",  U"梅楳",
    U"亀龜",     U"寿壽",   U"与與",     U"万萬",   U"会會",   U"円圓", U"実實", U"蔵藏",  U"郷鄕",
    U"黒黑",     U"瀬瀨",   U"静靜",     U"緑綠",   U"弥彌",   U"桧檜", U"籠篭", U"薮藪"};

char32_t LookOf(char32_t c) {
  for (const std::u32string_view look : kLooks)
    if (look.find(c) != std::u32string_view::npos) return look.front();
  return c;
}

}  // namespace

std::string LookAlikeKey(std::string_view name) {
  const std::string key = NameKeyWithoutBlanks(name);
  std::string out;
  std::string_view rest = key;
  while (!rest.empty()) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t width =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                         static_cast<utf8proc_ssize_t>(rest.size()), &c);
    if (width <= 0) return key;  // not UTF-8: its own key
    rest.remove_prefix(static_cast<size_t>(width));
    std::array<utf8proc_uint8_t, 4> bytes{};
    const utf8proc_ssize_t wrote = utf8proc_encode_char(
        static_cast<utf8proc_int32_t>(LookOf(static_cast<char32_t>(c))), bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(wrote));
  }
  return out;
}

}  // namespace sekisho
