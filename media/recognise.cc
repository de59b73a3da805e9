#include "media/recognise.h"

#include "base/text/message.h"

namespace sekisho {
namespace {

struct Compared {
  const char* field;
  std::optional<std::string> Hardware::*member;
};

constexpr Compared kCompared[] = {
    {"serial", &Hardware::serial},         {"vendor_id", &Hardware::vendor_id},
    {"product_id", &Hardware::product_id}, {"vendor", &Hardware::vendor},
    {"product", &Hardware::product},       {"fs_uuid", &Hardware::fs_uuid},
};

std::string NameForPeople(const std::string& field) {
  if (field == "tag") return Message("tag");
  if (field == "serial") return Message("serial number");
  if (field == "vendor_id") return Message("vendor's number");
  if (field == "product_id") return Message("product's number");
  if (field == "vendor") return Message("vendor");
  if (field == "product") return Message("product");
  return Message("file-system UUID");
}

void Compare(const std::string& field, const std::optional<std::string>& registered,
             const std::optional<std::string>& found, Recognition& out) {
  if (!registered) return;
  const std::string name = NameForPeople(field);
  if (!found) {
    out.mismatches.push_back(
        {field, MismatchKind::kUnread,
         Message("the {0} could not be read, the register says {1}", {name, *registered})});
  } else if (*found != *registered) {
    out.mismatches.push_back(
        {field, MismatchKind::kDiffers,
         Message("the {0} is {1}, the register says {2}", {name, *found, *registered})});
  }
}

void CompareKind(MediumKind registered, MediumKind found, Recognition& out) {
  if (registered == found) return;
  out.mismatches.push_back(
      {"kind", MismatchKind::kDiffers,
       found == MediumKind::kDirectory
           ? Message("this is a directory, the register says that the medium is a device")
           : Message("this is a device, the register says that the medium is a directory")});
}

}  // namespace

Recognition Recognise(const MediumIdentity& registered, const MediumIdentity& found) {
  Recognition out;
  CompareKind(registered.hardware.kind, found.hardware.kind, out);
  Compare("tag", registered.id, found.id, out);
  out.by_tag_only = true;
  for (const Compared& compared : kCompared) {
    const auto& recorded = registered.hardware.*(compared.member);
    if (recorded) out.by_tag_only = false;
    Compare(compared.field, recorded, found.hardware.*(compared.member), out);
  }
  // An identity without an id identifies nothing.
  out.recognised = registered.id.has_value() && out.mismatches.empty();
  return out;
}

bool MayBe(const Hardware& registered, const Hardware& found) {
  bool agrees = false;
  for (const Compared& compared : kCompared) {
    const auto& recorded = registered.*(compared.member);
    const auto& read = found.*(compared.member);
    // A device that has lost its serial number is not the one that had it: an image with a copy of
    // its UUID would pass.
    if (recorded && !read && compared.member == &Hardware::serial) return false;
    if (!recorded || !read) continue;
    if (*recorded != *read) return false;
    agrees =
        agrees || compared.member == &Hardware::serial || compared.member == &Hardware::fs_uuid;
  }
  if (registered.size_bytes && found.size_bytes && registered.size_bytes != found.size_bytes)
    return false;  // of another disk, or of a part of this one
  return agrees && registered.kind == found.kind;
}

std::string Recognition::Sentence() const {
  if (recognised)
    return by_tag_only ? Message("recognised by its tag only: a copied tag would not be noticed")
                       : Message("tag and hardware agree with the register");
  std::string sentence;
  for (const Mismatch& mismatch : mismatches)
    sentence += (sentence.empty() ? "" : Message("; ")) + mismatch.sentence;
  return sentence.empty() ? Message("the register does not say which medium it is") : sentence;
}

}  // namespace sekisho
