// sekisho media prepare: runs sekisho-prepare, and records what became of the medium.
#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "tools/cli/word_option.h"
#include "tools/sekisho/child.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/media/preparing.h"

namespace sekisho {
namespace {

constexpr const char* kPreparer = "sekisho-prepare";
constexpr size_t kMaxAnswerBytes = 64 << 10;

struct PrepareArgs {
  std::string label, device, type = "fat32";
  std::string confirmed;
};

std::vector<std::string> ArgumentsFor(const Context& context, const PrepareArgs& args,
                                      const PreparePlan& plan) {
  std::vector<std::string> out = {"--type=" + args.type, "--label=" + plan.label};
  if (!plan.serial.empty()) out.push_back("--serial=" + plan.serial);
  if (plan.size_bytes != 0) out.push_back("--size=" + std::to_string(plan.size_bytes));
  if (!args.confirmed.empty()) out.push_back("--confirm=" + args.confirmed);
  if (context.no_input()) out.emplace_back("--no-input");
  out.push_back("--typed= --type=" + args.type + " " + Quoted(args.label) + " " +
                Quoted(args.device));
  out.emplace_back("--");
  out.push_back(args.device);
  return out;
}

// Formatted and recorded, but for the tag: it can be put on by hand.
void TellNoTag(const PreparePlan& plan, const std::string& partition, Reply& reply) {
  reply.Note(Message("{0} has no tag yet", {plan.label}));
  reply.Next("sekisho media register " + Quoted(partition) + " --label " + plan.label);
}

Result<int> Prepare(Context& context, const PrepareArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const PreparePlan plan, PlanPreparing(*session, args.label, args.device));
  RETURN_IF_ERROR(session->CheckClock(Kind::kMediumState));
  for (const std::string& note : plan.notes) PrintToStderr(note + "\n");
  ASSIGN_OR_RETURN(const ChildResult made, RunBeside(kPreparer, ArgumentsFor(context, args, plan),
                                                     ChildStdout::kCapture, kMaxAnswerBytes));
  if (made.status != 0 || made.output.empty()) return made.status == 0 ? 1 : made.status;
  ASSIGN_OR_RETURN(const Json answer, ParseJson(made.output, kMaxAnswerBytes));
  ASSIGN_OR_RETURN(const std::string partition, GetString(answer, "partition"));
  auto prepared = RecordPrepared(*session, plan, answer.value("hardware", Json()));
  if (!prepared) return prepared.error().WithContext(Message("it was formatted, and not recorded"));
  ASSIGN_OR_RETURN(
      const ChildResult tagged,
      RunBeside(kPreparer, {"--tag=" + prepared->tag, "--", partition}, ChildStdout::kInherit, 0));
  Reply reply("sekisho-medium/1");
  reply.Id(prepared->medium.id);
  reply.json["label"] = plan.label;
  reply.json["state"] = prepared->medium.state;
  reply.json["path"] = partition;
  reply.json["type"] = args.type;
  reply.json["tag"] = tagged.status == 0;
  reply.json["notes"] = plan.notes;
  if (tagged.status != 0) {
    TellNoTag(plan, partition, reply);
    return context.Print(reply, tagged.status);
  }
  reply.Note(Message("{0} is prepared ({1} on {2}) and can go out again",
                     {plan.label, args.type, partition}));
  reply.Next("sekisho media checkout " + plan.label + " --to ID --request ID --due +7d");
  return context.Print(reply);
}

}  // namespace

void AddPrepareCommand(Program& program, CLI::App* media) {
  auto [prepare, p] = program.Add<PrepareArgs>(
      media, "prepare", Message("give a medium a new file system and a new tag"), Prepare);
  prepare->add_option("LABEL", p.label, Message("the medium: registered, emptied or wiped"))
      ->required()
      ->type_name("");
  prepare->add_option("DEVICE", p.device, Message("the whole device, not mounted"))
      ->required()
      ->type_name("");
  prepare->add_option("--type", p.type, Message("fat32, exfat or ext4"))
      ->type_name("TYPE")
      ->transform(OneOf({"fat32", "exfat", "ext4"}));
  prepare
      ->add_option("--confirm", p.confirmed,
                   Message("the device's name, its serial number or its image's name"))
      ->type_name("NAME");
}

}  // namespace sekisho
