#include "workflow/packages/permit_tokens.h"

#include <algorithm>

namespace sekisho {

std::vector<std::string> PermitTokens(const RequestRecord& request, const PermitVerdict& verdict) {
  std::vector<std::string> tokens = {request.statement.token};
  for (const ApprovalRecord& approval : request.approvals) {
    const StatementHeader& header = approval.statement.header;
    if (std::any_of(verdict.filled.begin(), verdict.filled.end(), [&](const FilledSlot& slot) {
          return slot.approval == header.jti && slot.approver == header.iss;
        }))
      tokens.push_back(approval.statement.token);
  }
  return tokens;
}

bool IsPermitOf(const OrgState& state, const RequestRecord& request, const SealRecord& seal,
                const std::vector<std::string>& permit) {
  if (!state.HasStatement(request.statement.hash)) return false;
  PermitQuestion question;
  question.ask = PermitAsk::kSeal;
  question.now = std::max(seal.iat, request.claims.from);
  question.person = seal.sealer;
  if (request.claims.destination == Destination::kMedium) question.medium = seal.claims.medium;
  return permit ==
         PermitTokens(request, JudgePermit(state.FactsBefore(request, seal.index), question));
}

}  // namespace sekisho
