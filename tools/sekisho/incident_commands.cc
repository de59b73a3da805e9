// sekisho incident ack.
#include "base/text/message.h"
#include "tools/sekisho/program.h"
#include "workflow/media/media_acts.h"

namespace sekisho {
namespace {

struct LabelArgs {
  std::string label;
};

Result<int> Acknowledge(Context& context, const LabelArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const MediumLine line, AcknowledgeLoss(*session, args.label));
  Reply reply("sekisho-medium/1");
  reply.Id(line.id);
  reply.json["label"] = line.label;
  reply.json["state"] = line.state;
  reply.Note(Message("{0} is where it should be: the door is open to it again", {line.label}));
  return context.Print(reply);
}

}  // namespace

void AddIncidentCommands(Program& program) {
  CLI::App* const group = program.Group("incident", Message("what went wrong"));
  auto [ack, a] = program.Add<LabelArgs>(
      group, "ack", Message("answer for a medium that somebody reported lost"), Acknowledge);
  ack->add_option("LABEL", a.label, Message("the medium"))->required()->type_name("");
}

}  // namespace sekisho
