// sekisho member add | card | rekey | move | suspend | reinstate | leave | list, and consent.
#include <unistd.h>

#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"
#include "tools/sekisho/confirm.h"
#include "tools/sekisho/member_words.h"
#include "tools/sekisho/next_step.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/office/people.h"
#include "workflow/state/resolve.h"

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
struct ReasonArgs {
  std::string id, reason;
};
struct MoveArgs {
  std::string id, until, trained_until;
  MemberChange change;
};
struct LeaveArgs {
  std::string id, confirm;
};
struct SuspendArgs {
  std::string id, reason, confirm;
};
struct IdArgs {
  std::string id;
};
struct ListArgs {
  bool all = false;
};

Result<Card> ReadCard(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxCardBytes));
  auto card = ParseCard(text);
  if (!card) return card.error().WithContext(path);
  return card;
}

bool AsksForTraining(const Charter& charter) {
  return std::any_of(charter.classes.begin(), charter.classes.end(),
                     [](const ClassRule& rule) { return rule.training; });
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
  ASSIGN_OR_RETURN(const Outcome outcome, AddMember(*session, member));
  Reply reply("sekisho-member/1");
  reply.json["name"] = member.name;
  reply.json["keyless"] = !member.card.has_value();
  TellOutcome(outcome, Message("{0} is now a member: {1}", {member.name, outcome.id}), reply);
  if (const auto same = Namesakes(*session, member.name); same.size() > 1)
    reply.Warn(
        Message("two have this name, and are named with department and number from now on: "
                "{0}",
                {JoinWords(same)}));
  if (!member.trained_until && AsksForTraining(session->state().charter().charter))
    reply.Note(
        Message("no training is entered: classes that ask for it stay closed until: sekisho member "
                "move {0} "
                "--trained-until DATE",
                {outcome.proposed ? "ID" : outcome.id}));
  if (!member.card && !outcome.proposed) {
    reply.Note(Message("{0} has no keys: may carry, and signs nothing", {member.name}));
    reply.Next("sekisho member card " + outcome.id + " CARD");
  }
  return context.Print(reply);
}

Result<std::string> ShortIdOfMember(Session& session, const std::string& reference) {
  ASSIGN_OR_RETURN(const MemberRecord* const record, ResolveMember(session, reference));
  return ShortId(*record);
}

// card and rekey differ in one function.
template <Result<Outcome> (*kAct)(Session&, const std::string&, const Card&)>
Result<int> SetNewCard(Context& context, const CardArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::string id, ShortIdOfMember(*session, args.id));
  ASSIGN_OR_RETURN(const Card card, ReadCard(args.card_file));
  ASSIGN_OR_RETURN(const Outcome outcome, kAct(*session, id, card));
  Reply reply("sekisho-member/1");
  TellOutcome(outcome, Message("{0} has the keys of that card from now on", {id}), reply);
  return context.Print(reply);
}

Result<int> MoveMember(Context& context, const MoveArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::string id, ShortIdOfMember(*session, args.id));
  MemberChange change = args.change;
  ASSIGN_OR_RETURN(change.until, context.ReadOptionalTime("--until", args.until, DayEdge::kEnd));
  ASSIGN_OR_RETURN(change.trained_until,
                   context.ReadOptionalTime("--trained-until", args.trained_until, DayEdge::kEnd));
  ASSIGN_OR_RETURN(const Outcome outcome, Move(*session, id, change));
  Reply reply("sekisho-member/1");
  TellOutcome(outcome, Message("{0} was changed", {id}), reply);
  return context.Print(reply);
}

// The name as typed; as it is recorded when it is the same in another width, or without the blank
// between its parts.
std::string NameMeant(const std::string& typed, const std::string& name) {
  return NameKeyWithoutBlanks(typed) == NameKeyWithoutBlanks(name) ? name : typed;
}

// Urgent: nobody is asked. A name that is given all the same has to be the right one.
Result<int> SuspendMember(Context& context, const SuspendArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(*session, args.id));
  const std::string id = ShortId(*member), name = session->NameOf(member->id);
  if (!args.confirm.empty())
    RETURN_IF_ERROR(ConfirmByName(
        context, Message("{0} is to be suspended.", {id}), name, NameMeant(args.confirm, name),
        "sekisho member suspend " + id + " --reason " + Quoted(args.reason)));
  ASSIGN_OR_RETURN(const bool changed, Suspend(*session, id, args.reason));
  Reply reply("sekisho-member/1");
  reply.Id(id);
  reply.json["changed"] = changed;
  reply.Note(changed ? Message("{0} is suspended: nothing of theirs counts from now on", {id})
                     : Message("{0} is suspended already: nothing was recorded", {id}));
  reply.Next("sekisho status");
  return context.Print(reply);
}

Result<int> Reinstate(Context& context, const ReasonArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::string id, ShortIdOfMember(*session, args.id));
  ASSIGN_OR_RETURN(const Outcome outcome, ReinstateMember(*session, id, args.reason));
  Reply reply("sekisho-member/1");
  TellOutcome(outcome, Message("{0} is active again", {id}), reply);
  return context.Print(reply);
}

Result<int> MemberLeaves(Context& context, const LeaveArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(*session, args.id));
  const std::string id = ShortId(*member), name = session->NameOf(member->id);
  if (member->Now().status == MemberStatus::kLeft) {
    Reply reply("sekisho-member/1");
    reply.Id(id);
    reply.json["changed"] = false;
    reply.Note(Message("{0} has left already: nothing was recorded", {id}));
    return context.Print(reply);
  }
  RETURN_IF_ERROR(CheckMayLeave(*session, *member));
  RETURN_IF_ERROR(ConfirmByName(context, Message("{0} leaves for good.", {id}), name,
                                NameMeant(args.confirm, name), "sekisho member leave " + id));
  ASSIGN_OR_RETURN(const LeaveResult left, Leave(*session, id));
  Reply reply("sekisho-member/1");
  reply.Id(id);
  reply.json["held"] = left.held;
  reply.Note(Message("{0} has left", {id}));
  if (!left.held.empty()) {
    reply.Warn(Message("{0} still holds: {1}", {id, JoinWords(left.held)}));
    TellNext(*session,
             {"sekisho media return " + left.held.front(), WhoMaySign(*session, Kind::kReturn)},
             reply);
  }
  return context.Print(reply);
}

Result<int> List(Context& context, const ListArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::vector<MemberLine> members, ListMembers(*session));
  Reply reply("sekisho-members/1");
  reply.json["members"] = Json::array();
  for (const MemberLine& member : members) {
    reply.json["members"].push_back(MemberJson(member, session->zone()));
    reply.Line(MemberText(member, session->zone()));
    if (args.all) RETURN_IF_ERROR(TellWords(*session, member.member, reply));
  }
  reply.json["proposals"] = Json::array();
  for (const ProposalLine& proposal : OpenProposals(*session)) {
    reply.json["proposals"].push_back(ProposalJson(proposal, session->zone()));
    for (const std::string& line : ProposalText(proposal, session->zone())) reply.Line(line);
  }
  return context.Print(reply);
}

Result<int> ConsentTo(Context& context, const IdArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const ProposalRecord* const proposal, ResolveProposal(*session, args.id));
  const ProposalLine line = DescribeProposal(*session, *proposal);
  Reply reply("sekisho-consent/1");
  // To a person before anything is signed; to a program a note like others, so that an error stays
  // the first line of stderr.
  const auto show = [&] {
    std::string text;
    for (const std::string& shown : ProposalText(line, session->zone())) {
      text += SafeForTerminal(shown) + "\n";
      if (isatty(STDERR_FILENO) == 0) reply.Note(shown);
    }
    if (isatty(STDERR_FILENO) != 0 && !context.json()) PrintToStderr(text);
  };
  ASSIGN_OR_RETURN(const std::string member, Consent(*session, *proposal, show));
  reply.Id(line.id);
  reply.json["member"] = member;
  reply.json["proposal"] = ProposalJson(line, session->zone());
  reply.Note(Message("you consented to {0}: it holds for {1} from now on", {line.id, member}));
  return context.Print(reply);
}

void DeclareAdd(Program& program, CLI::App* group) {
  auto [add, a] = program.Add<AddArgs>(group, "add", Message("register a member"), Add);
  add->add_option("--name", a.member.name, Message("kept confidential"))
      ->required()
      ->type_name("NAME");
  add->add_option("--dept", a.member.department, Message("the department"))
      ->type_name("DEPARTMENT");
  add->add_option("--role", a.member.roles,
                  Message("employee (default), supervisor, manager, security-officer, "
                          "privacy-officer, registrar, it, custodian, guard, auditor"))
      ->type_name("ROLE");
  add->add_option("--employment", a.member.employment,
                  Message("officer, employee (default), contract, dispatched, part-time, "
                          "contractor, related-body, external"))
      ->type_name("EMPLOYMENT");
  add->add_option("--responsible", a.member.responsible, Message("who answers for an outsider"))
      ->type_name("ID");
  add->add_option("--until", a.until, Message("end of the employment or contract"))
      ->type_name("DATE");
  add->add_option("--trained-until", a.trained_until, Message("training is valid until"))
      ->type_name("DATE");
  add->add_option("--card", a.card_file, Message("from: sekisho identity show --card"))
      ->type_name("CARD");
  program.TakesPath(a.card_file);
}

void DeclareCards(Program& program, CLI::App* group) {
  auto [card, c] = program.Add<CardArgs>(group, "card", Message("give a member their first keys"),
                                         SetNewCard<GiveKeys>);
  card->add_option("ID", c.id, Message("the member"))->required()->type_name("");
  card->add_option("CARD", c.card_file, Message("the card's file"))->required()->type_name("");
  program.TakesPath(c.card_file);
  auto [rekey, r] = program.Add<CardArgs>(
      group, "rekey", Message("give a member other keys; takes two"), SetNewCard<ChangeKeys>);
  rekey->add_option("ID", r.id, Message("the member"))->required()->type_name("");
  rekey->add_option("CARD", r.card_file, Message("the card's file"))->required()->type_name("");
  program.TakesPath(r.card_file);
  auto [move, m] = program.Add<MoveArgs>(
      group, "move",
      Message("another department, role, name or date; what gives power or a name takes two"),
      MoveMember);
  move->add_option("ID", m.id, Message("the member"))->required()->type_name("");
  move->add_option("--dept", m.change.department, Message("the new department"))
      ->type_name("DEPARTMENT");
  move->add_option("--role", m.change.roles, Message("all roles from now on"))->type_name("ROLE");
  move->add_option("--name", m.change.name, Message("the new name; kept confidential"))
      ->type_name("NAME");
  move->add_option("--trained-until", m.trained_until, Message("training is valid until"))
      ->type_name("DATE");
  move->add_option("--until", m.until, Message("the employment or contract ends"))
      ->type_name("DATE");
}

void DeclareStatus(Program& program, CLI::App* group) {
  auto [suspend, s] =
      program.Add<SuspendArgs>(group, "suspend", Message("stop a member at once"), SuspendMember);
  suspend->add_option("ID", s.id, Message("the member"))->required()->type_name("");
  suspend->add_option("--reason", s.reason, Message("why"))->required()->type_name("TEXT");
  suspend->add_option("--confirm", s.confirm, Message("the member's name, to be sure"))
      ->type_name("NAME");
  auto [again, r] = program.Add<ReasonArgs>(
      group, "reinstate", Message("let a suspended member work again; takes two"), Reinstate);
  again->add_option("ID", r.id, Message("the member"))->required()->type_name("");
  again->add_option("--reason", r.reason, Message("why"))->required()->type_name("TEXT");
  auto [leave, l] = program.Add<LeaveArgs>(
      group, "leave", Message("a member leaves; prints what they still hold"), MemberLeaves);
  leave->add_option("ID", l.id, Message("the member"))->required()->type_name("");
  leave->add_option("--confirm", l.confirm, Message("the member's name, where nobody is asked"))
      ->type_name("NAME");
}

}  // namespace

void AddMemberCommands(Program& program) {
  CLI::App* const group = program.Group("member", Message("who belongs to the organisation"));
  DeclareAdd(program, group);
  DeclareCards(program, group);
  DeclareStatus(program, group);
  auto [list, l] = program.Add<ListArgs>(
      group, "list", Message("all members, and what waits for a second person"), List);
  list->add_flag("--all", l.all, Message("also why somebody was suspended, and who said so"));
  auto [consent, c] = program.Add<IdArgs>(
      "consent", Message("as the second person, say yes to what was proposed"), ConsentTo);
  consent->add_option("ID", c.id, Message("the proposal (W1)"))->required()->type_name("");
}

}  // namespace sekisho
