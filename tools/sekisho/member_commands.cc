// sekisho member add | card | suspend | leave | list.
#include "base/files.h"
#include "base/message.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/people.h"

namespace sekisho {
namespace {

constexpr size_t kMaxCardBytes = 8 << 10;

struct AddArgs {
  NewMember member;
  std::string until, trained_until, card_file;
};
struct CardArgs {
  std::string id, card_file;
};
struct SuspendArgs {
  std::string id, reason;
};
struct IdArgs {
  std::string id;
};
struct NoArgs {};

Result<Card> ReadCard(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxCardBytes));
  auto card = ParseCard(text);
  if (!card) return card.error().WithContext(path);
  return card;
}

Result<int> Add(Context& context, const AddArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  NewMember member = args.member;
  ASSIGN_OR_RETURN(member.until, context.ReadOptionalTime("--until", args.until, DayEdge::kEnd));
  ASSIGN_OR_RETURN(member.trained_until,
                   context.ReadOptionalTime("--trained-until", args.trained_until, DayEdge::kEnd));
  if (!args.card_file.empty()) {
    ASSIGN_OR_RETURN(member.card, ReadCard(args.card_file));
  }
  ASSIGN_OR_RETURN(const std::string id, AddMember(*session, member));
  Reply reply("sekisho-member/1");
  reply.Id(id);
  reply.json["name"] = member.name;
  reply.json["keyless"] = !member.card.has_value();
  reply.Note(Message("{0} is now a member: {1}", {member.name, id}));
  if (!member.card) {
    reply.Note(Message("{0} has no keys: may carry, and signs nothing", {member.name}));
    reply.Next("sekisho member card " + id + " CARD");
  }
  return context.Print(reply);
}

Result<std::string> ShortIdOfMember(Session& session, const std::string& reference) {
  ASSIGN_OR_RETURN(const MemberRecord* const record, ResolveMember(session, reference));
  return ShortId(*record);
}

Result<int> SetNewCard(Context& context, const CardArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::string id, ShortIdOfMember(*session, args.id));
  ASSIGN_OR_RETURN(const Card card, ReadCard(args.card_file));
  RETURN_IF_ERROR(SetCard(*session, id, card));
  Reply reply("sekisho-member/1");
  reply.Id(id);
  reply.Note(Message("{0} has the keys of that card from now on", {id}));
  return context.Print(reply);
}

Result<int> SuspendMember(Context& context, const SuspendArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::string id, ShortIdOfMember(*session, args.id));
  RETURN_IF_ERROR(Suspend(*session, id, args.reason));
  Reply reply("sekisho-member/1");
  reply.Id(id);
  reply.Note(Message("{0} is suspended: nothing of theirs counts from now on", {id}));
  reply.Next("sekisho status");
  return context.Print(reply);
}

Result<int> MemberLeaves(Context& context, const IdArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::string id, ShortIdOfMember(*session, args.id));
  ASSIGN_OR_RETURN(const LeaveResult left, Leave(*session, id));
  Reply reply("sekisho-member/1");
  reply.Id(id);
  reply.json["held"] = left.held;
  reply.Note(Message("{0} has left", {id}));
  if (!left.held.empty()) {
    reply.Warn(Message("{0} still holds: {1}", {id, JoinWords(left.held)}));
    reply.Next("sekisho media return " + left.held.front());
  }
  return context.Print(reply);
}

Result<int> List(Context& context, const NoArgs&) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::vector<MemberLine> members, ListMembers(*session));
  Reply reply("sekisho-members/1");
  reply.json["members"] = Json::array();
  for (const MemberLine& member : members) {
    reply.json["members"].push_back({{"id", member.id},
                                     {"member", member.member},
                                     {"name", member.name},
                                     {"department", member.department},
                                     {"roles", member.roles},
                                     {"status", member.status},
                                     {"keyless", member.keyless}});
    reply.Line(JoinWords(
        {member.id, member.name, member.department.empty() ? "-" : member.department,
         JoinWords(member.roles, ","), member.status, member.keyless ? Message("no keys") : ""},
        "  "));
  }
  return context.Print(reply);
}

void DeclareAdd(Program& program, CLI::App* group) {
  auto [add, a] = program.Add<AddArgs>(group, "add", Message("register a member"), Add);
  add->add_option("--name", a.member.name, Message("kept confidential"))
      ->required()
      ->type_name("N");
  add->add_option("--dept", a.member.department, Message("the department"))->type_name("D");
  add->add_option("--role", a.member.roles,
                  Message("employee (default), supervisor, manager, security-officer, "
                          "privacy-officer, registrar, it, custodian, guard, auditor"))
      ->type_name("R");
  add->add_option("--employment", a.member.employment,
                  Message("officer, employee (default), contract, dispatched, part-time, "
                          "contractor, related-body, external"))
      ->type_name("E");
  add->add_option("--responsible", a.member.responsible, Message("who answers for an outsider"))
      ->type_name("ID");
  add->add_option("--until", a.until, Message("end of the employment or contract"))->type_name("T");
  add->add_option("--trained-until", a.trained_until, Message("training is valid until"))
      ->type_name("T");
  add->add_option("--card", a.card_file, Message("from: sekisho identity show --card"))
      ->type_name("CARD");
}

}  // namespace

void AddMemberCommands(Program& program) {
  CLI::App* const group = program.Group("member", Message("who belongs to the organisation"));
  DeclareAdd(program, group);
  auto [card, c] =
      program.Add<CardArgs>(group, "card", Message("give a member (new) keys"), SetNewCard);
  card->add_option("ID", c.id, Message("the member"))->required()->type_name("");
  card->add_option("CARD", c.card_file, Message("the card's file"))->required()->type_name("");
  auto [suspend, s] =
      program.Add<SuspendArgs>(group, "suspend", Message("stop a member at once"), SuspendMember);
  suspend->add_option("ID", s.id, Message("the member"))->required()->type_name("");
  suspend->add_option("--reason", s.reason, Message("why"))->required()->type_name("T");
  auto [leave, l] = program.Add<IdArgs>(
      group, "leave", Message("a member leaves; prints what they still hold"), MemberLeaves);
  leave->add_option("ID", l.id, Message("the member"))->required()->type_name("");
  program.Add<NoArgs>(group, "list", Message("all members"), List);
}

}  // namespace sekisho
