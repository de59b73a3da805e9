#include "approvals/charter/charter_templates.h"

#include <string>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr std::string_view kNames[] = {"small-office", "company", "municipality"};

constexpr std::string_view kSmallOffice =
    R"toml(# Small office: a few people, one officer. Everything that is not public needs one approval by a
# manager; the strictest class needs two people.
profile = "company"
zone = "+09:00"
skew-seconds = 300
snapshot-max-hours = 24
young-key-days = 7
min-tool = "0.1.0"
duty-text = "1"
departments = []   # empty: free
mail-domains = []  # empty: any

[[class]]
id = "公開"
approvals = []
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 365
approval-max-days = 365
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "none"
wipe-on-disposal = "clear"
offline-days = 30
retention-days = 1825

[[class]]
id = "社内限"
approvals = [{ roles = ["manager"] }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 90
approval-max-days = 30
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "none"
wipe-on-disposal = "clear"
offline-days = 14
retention-days = 1825

[[class]]
id = "秘"
approvals = [{ roles = ["manager"] }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 30
approval-max-days = 30
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "emptied"
wipe-on-disposal = "clear"
offline-days = 7
retention-days = 1825

[[class]]
id = "極秘"
approvals = [{ roles = ["manager"] }, { roles = ["security-officer"] }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 14
approval-max-days = 14
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "emptied"
wipe-on-disposal = "clear"
offline-days = 3
retention-days = 1825
)toml";

constexpr std::string_view kCompany =
    R"toml(# Company: departments approve for themselves; the strictest class is sealed by somebody else, on real
# media, for members and registered partners.
profile = "company"
zone = "+09:00"
skew-seconds = 300
snapshot-max-hours = 24
young-key-days = 7
min-tool = "0.1.0"
duty-text = "1"
departments = []
mail-domains = []

[[class]]
id = "公開"
approvals = []
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 365
approval-max-days = 365
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "none"
wipe-on-disposal = "clear"
offline-days = 30
retention-days = 1825

[[class]]
id = "社内限"
approvals = [{ roles = ["manager"], department = "same" }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 90
approval-max-days = 30
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "none"
wipe-on-disposal = "clear"
offline-days = 14
retention-days = 1825

[[class]]
id = "秘"
approvals = [{ roles = ["manager"], department = "same" }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 30
approval-max-days = 30
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "emptied"
wipe-on-disposal = "clear"
offline-days = 7
retention-days = 1825

[[class]]
id = "極秘"
approvals = [{ roles = ["manager"], department = "same" }, { roles = ["security-officer"] }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium"]
recipients = "partners"
max-days = 14
approval-max-days = 14
sealed-by = "other-person"
training = true
directory-media = false
wipe-on-return = "wiped"
wipe-on-disposal = "purge"
offline-days = 3
retention-days = 1825
)toml";

constexpr std::string_view kMunicipality =
    R"toml(# Municipality (public body): follows a basic policy on information security with a standard of
# countermeasures. Where a measure cannot be taken, an exemption (適用除外) with 対策要件, 理由 and
# 対応計画 is asked for: sekisho exempt request. Losses are judged by the thresholds for public
# bodies. The four classes take the place of the standard's confidentiality levels; rename them to
# the standard's own words where it has them.
profile = "public-body"
zone = "+09:00"
skew-seconds = 300
snapshot-max-hours = 12
young-key-days = 7
min-tool = "0.1.0"
duty-text = "1"
departments = []
mail-domains = []

# 機密性1: open to everybody
[[class]]
id = "公開"
approvals = []
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail", "cloud"]
recipients = "any"
max-days = 365
approval-max-days = 365
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "none"
wipe-on-disposal = "clear"
offline-days = 30
retention-days = 1825

# 機密性2: within the body and those who work for it
[[class]]
id = "社内限"
approvals = [{ roles = ["manager"], department = "same" }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail"]
recipients = "any"
max-days = 90
approval-max-days = 30
sealed-by = "requester"
training = false
directory-media = true
wipe-on-return = "none"
wipe-on-disposal = "clear"
offline-days = 7
retention-days = 1825

# 機密性3: on registered media or by mail, to members and registered partners
[[class]]
id = "秘"
approvals = [{ roles = ["manager"], department = "same" }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium", "mail"]
recipients = "partners"
max-days = 30
approval-max-days = 14
sealed-by = "requester"
training = true
directory-media = false
wipe-on-return = "emptied"
wipe-on-disposal = "clear"
offline-days = 3
retention-days = 3650

# 機密性3 with special care: by medium only, sealed by somebody else
[[class]]
id = "極秘"
approvals = [{ roles = ["manager"], department = "same" }, { roles = ["security-officer"] }]
personal-data = [{ roles = ["security-officer", "privacy-officer"] }]
third-party = [{ roles = ["security-officer"] }]
destinations = ["medium"]
recipients = "partners"
max-days = 7
approval-max-days = 7
sealed-by = "other-person"
training = true
directory-media = false
wipe-on-return = "wiped"
wipe-on-disposal = "purge"
offline-days = 0
retention-days = 3650
)toml";

}  // namespace

std::span<const std::string_view> CharterTemplateNames() { return kNames; }

Result<std::string_view> CharterTemplate(std::string_view name) {
  if (name == kNames[0]) return kSmallOffice;
  if (name == kNames[1]) return kCompany;
  if (name == kNames[2]) return kMunicipality;
  return Fail(ErrorCode::kUsage, Message("there is no charter template '{0}'", {std::string(name)}),
              Message("one of: {0}", {"small-office, company, municipality"}));
}

}  // namespace sekisho
