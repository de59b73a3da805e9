#include "workflow/requests/passphrase_recipient.h"
#include "workflow/media/medium_at_hand.h"
#include "workflow/requests/request_details.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/typed/typed_word.h"

namespace sekisho {
namespace {

constexpr std::array<const char*, 5> kWays = {"in-person", "phone", "post", "mail", "other"};

}  // namespace

Result<RecipientKeyFile> RecipientKeyFile::Make(Session& session, const std::string& path,
                                                const SecretBytes& passphrase) {
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand,
                   FindMediumAtHand(session.state(), AbsolutePath(path)));
  if (at_hand)
    return Fail(ErrorCode::kRefused,
                Message("{0} is on a medium: the key must not travel with the package", {path}),
                next::NameKeyFile());  // defence: G10-1
  if (PathExists(path))
    return Fail(ErrorCode::kExists, Message("{0} exists already", {path}), next::NameKeyFile());
  const World& world = session.world();
  Identity identity;
  identity.age.push_back(X25519Identity::Generate(*world.random));
  RETURN_IF_ERROR(
      WriteIdentityFile(path, identity, &passphrase, world.clock->Now(), *world.random));
  return RecipientKeyFile(path, EncodeRecipient(identity.recipient()));
}

RecipientKeyFile::RecipientKeyFile(RecipientKeyFile&& other) noexcept
    : path_(std::move(other.path_)),
      recipient_(std::move(other.recipient_)),
      armed_(std::exchange(other.armed_, false)) {}

RecipientKeyFile::~RecipientKeyFile() {
  if (armed_) unlink(path_.c_str());
}

std::string DefaultKeyFile(const std::vector<std::string>& paths) {
  std::string name = paths.empty() ? "" : BaseNameOf(AbsolutePath(paths.front()));
  if (name.empty() || name == "." || name == "/") name = "request";
  return name + ".key.age";
}

Result<HandoverWay> ParseHandoverWay(const std::string& text) {
  const auto found = std::find_if(kWays.begin(), kWays.end(),
                                  [&](const auto& way) { return MeansCode(text, way); });
  if (found == kWays.end())
    return Fail(ErrorCode::kUsage, Message("'{0}' is no way to hand over a key", {text}),
                next::NameWay());
  return static_cast<HandoverWay>(found - kWays.begin());
}

Result<void> RecordHandover(Session& session, const RequestRecord& request, const std::string& name,
                            HandoverWay way) {
  const RequestDetails details = ReadDetails(session, request);
  if (details.damage) return *details.damage;
  const auto& recipients = details.recipients;
  if (std::find(recipients.begin(), recipients.end(), kPassphraseRecipient) == recipients.end())
    return Fail(ErrorCode::kRefused,
                details.readable
                    ? Message("{0} has no recipient by passphrase", {ShortId(request)})
                    : Message("what {0} asks for is not for this identity", {ShortId(request)}),
                next::ShowRequest(ShortId(request)));  // defence: G10-2
  if (!HasVisibleText(name))
    return Fail(ErrorCode::kUsage, Message("who got the key is to be named"),
                next::HandKeyOver(ShortId(request)));
  Draft draft;
  draft.kind = Kind::kKeyHandover;
  draft.subject = request.id();
  draft.claims = Json{{"by", kWays[static_cast<size_t>(way)]}};
  ASSIGN_OR_RETURN(
      AnnexPart main,
      SealAnnex(AsBytes(WriteJson(Json{{"to", name}})),
                ReadersOf(session, request.claims, request.requester()), *session.world().random));
  draft.annexes.emplace_back("main", std::move(main));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

}  // namespace sekisho
