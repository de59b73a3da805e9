// The table of next steps: the sentence of each, and whom it is addressed to. Included by
// next_words.cc alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/text/message_id.h"
#include "base/text/next_steps.h"
#include "tools/speech/next_words.h"

namespace sekisho {

using enum Addressee;

struct NextRow {
  NextCode code;
  Addressee to;
  const char* sentence;
};

constexpr bool HasSlot(std::string_view sentence, size_t slot) {
  for (size_t i = 0; i + 2 < sentence.size(); ++i)
    if (sentence[i] == '{' && sentence[i + 1] == static_cast<char>('0' + slot) &&
        sentence[i + 2] == '}')
      return true;
  return false;
}

// The sentence of a step says each of its arguments, as {0}, {1}... in their order, and no other:
// a table in which one does not is refused by the compiler.
template <NextCode kCode, NextArg... kArgs>
consteval NextRow Says(const Step<kCode, kArgs...>&, Addressee to, const char* sentence) {
  for (size_t slot = 0; slot < 10; ++slot)
    if (HasSlot(sentence, slot) != (slot < sizeof...(kArgs)))
      throw "a sentence with other slots than its step has arguments";
  return {kCode, to, sentence};
}

// A bare command needs no mark for the catalogue.
inline constexpr NextRow kNextRows[] = {
    // Advice without a command.
    Says(next::InWords, kAsker, "{0}"),
    // Requests and their permits.
    Says(next::SubmitNew, kAsker,
         MessageId("submit a new request (to see this one: sekisho show {0})")),
    Says(next::ReadReason, kAsker, MessageId("the reason: sekisho show {0}")),
    Says(next::AskForDays, kAsker,
         MessageId("ask for a shorter one: sekisho request PATH --until +{0}d ...")),
    Says(next::NameLaterEnd, kAsker,
         MessageId("it begins now or at --from; name a later day: --until +7d")),
    Says(next::AskForOtherHolder, kAsker,
         MessageId(
             "submit a new request with another holder: sekisho request PATH --holder ID ...")),
    Says(
        next::AskForMedium, kAsker,
        MessageId("submit a new request for that medium: sekisho request PATH --medium LABEL ...")),
    Says(next::SomebodyElseAsks, kSomebody,
         MessageId("somebody else has to ask (to see this request: sekisho show {0})")),
    Says(next::ShowApprovedMedium, kAsker, MessageId("which one it is: sekisho show {0}")),
    Says(next::RequesterSeals, kRequester,
         MessageId("the requester has to seal it (who that is: sekisho status {0})")),
    Says(next::SomebodyElseSeals, kSealer,
         MessageId("somebody other than the requester and the holder has to seal it (who they are: "
                   "sekisho status {0})")),
    Says(next::StationSeals, kSealer,
         MessageId("seal it at a sealing station (to list them: sekisho member list)")),
    Says(next::ShowWhoCanApprove, kApprover, MessageId("who can approve: sekisho status {0}")),
    Says(next::SomebodyElseApproves, kApprover,
         MessageId("somebody else approves: sekisho status {0}")),
    Says(next::AskApproverAgain, kAsker, MessageId("ask the approver again: sekisho status {0}")),
    Says(next::RoleApproves, kApprover,
         MessageId("somebody with the role approves: sekisho status {0}")),
    Says(next::ShowWhatIsMissing, kAsker, MessageId("what is missing: sekisho status {0}")),
    Says(next::ShowStatus, kAsker, "sekisho status {0}"),
    Says(next::ListRequests, kAsker, "sekisho status"),
    Says(next::ShowRequest, kAsker, "sekisho show {0}"),
    Says(next::HaveItShared, kSomebody, MessageId("ask {1} to let you read it: sekisho share {0}")),
    Says(next::Deny, kAsker, "sekisho deny {0} --reason TEXT"),
    Says(next::Withdraw, kAsker, "sekisho withdraw {0}"),
    Says(next::Revoke, kAsker, "sekisho revoke {0} --reason TEXT"),
    Says(next::NameRecipient, kAsker, "sekisho request PATH --to RECIPIENT ..."),
    Says(next::NameMedium, kAsker, "sekisho request PATH --medium LABEL ..."),
    Says(next::NamePurpose, kAsker, "sekisho request PATH --purpose TEXT ..."),
    Says(next::NameBasis, kAsker, "sekisho request PATH --third-party NAME --basis TEXT ..."),
    Says(next::NameKeyFile, kAsker, "sekisho request ... --to passphrase --key-out FILE"),
    Says(next::NameKeyPassphrase, kAsker,
         "sekisho request ... --to passphrase --key-passphrase-file FILE"),
    Says(next::HandKeyOver, kAsker, "sekisho key-handover {0} --to-name NAME --by WAY"),
    Says(next::AskSomebodyWhoMay, kSomebody, MessageId("ask somebody who may: {0}")),
    Says(next::GiveRole, kRegistrar,
         MessageId("nobody can now; a role is given with: sekisho member move")),
    Says(next::NameEarlierUntil, kAsker,
         MessageId("name that day or an earlier one, or leave --until out")),
    Says(next::NameLaterDay, kAsker, MessageId("name a later day")),
    Says(next::NameThatDayOrEarlier, kAsker,
         MessageId("name that day or an earlier one: --due DATE")),
    Says(next::NameEarlierDue, kAsker, MessageId("name an earlier day: --due DATE")),
    Says(next::WriteDate, kAsker, MessageId("write it as +7d, 2026-12-01 or R8.12.1")),
    Says(next::AddReason, kAsker, MessageId("add --reason TEXT")),
    Says(next::WriteSomething, kAsker, MessageId("write something, or leave it out")),
    Says(next::ShortenText, kAsker, MessageId("shorten it, and run the command again")),
    Says(next::NameClass, kAsker, MessageId("the classes: {0}")),
    Says(next::NameKind, kAsker, MessageId("the kinds are: {0}")),
    Says(next::NameRole, kAsker, MessageId("the roles are: {0}")),
    Says(next::NameWay, kAsker, MessageId("one of: in-person, phone, post, mail, other")),
    Says(next::CheckRecipient, kAsker,
         MessageId("check it against what the recipient sent: something is wrong or missing")),
    Says(next::LeaveKeysOut, kAsker,
         MessageId("leave them out with --exclude NAME; if they are what has to go out, "
                   "--include-keys, which the approver is shown")),
    Says(next::NameFileOrDirectory, kAsker,
         MessageId("name a file, or a directory that is not empty")),
    Says(next::QuoteBlanks, kAsker,
         MessageId("put a name with blanks in quotes: \"budget 2026.xlsx\"")),
    // Clocks.
    Says(next::SetClock, kAsker, MessageId("set the clock of this machine")),
    Says(next::WaitOrCheckClock, kAsker, MessageId("wait, or check the clock of this machine")),
    Says(next::SetClockOrSayRight, kAsker,
         MessageId("set the clock; if it is right, run the same command with --clock-is-right")),
    // The charter.
    Says(next::ShowCharter, kAsker, "sekisho charter show"),
    Says(next::ShowClouds, kAsker, MessageId("approved clouds: sekisho charter show")),
    Says(next::ShowClasses, kAsker, MessageId("what each class allows: sekisho charter show")),
    Says(next::OfficerSeesCharter, kOfficer,
         MessageId("an officer looks at it: sekisho charter show")),
    Says(next::StartFromCharter, kAsker,
         MessageId("start from the charter in force: sekisho charter show")),
    Says(next::OthersSignCharter, kOfficer,
         MessageId("another officer or deputy signs it: sekisho charter cosign")),
    Says(next::ReplaceRootsFirst, kAsker,
         MessageId("replace the roots first; the new roots then change the rest")),
    Says(next::MakeRecoveryRoot, kOfficer, MessageId("make one when the charter is renewed")),
    Says(next::MakeEscrowKeys, kOfficer, MessageId("make two when the charter is renewed")),
    Says(next::LeaveScanOut, kOfficer, MessageId("set 'scan' to false, or leave it out")),
    Says(next::AllowNoDirectories, kOfficer,
         MessageId("set 'directory-media' to false, or 'wipe-on-return' to emptied")),
    Says(next::AddMemberOrChangeSealer, kRegistrar,
         MessageId("add a member, or change 'sealed-by'")),
    Says(next::AddStationOrChangeSealer, kRegistrar, MessageId("add one, or change 'sealed-by'")),
    // Members and their keys.
    Says(next::ShowWhoIsWho, kAsker, MessageId("who is who: sekisho member list")),
    Says(next::ShowRoles, kAsker, MessageId("who holds which role: sekisho member list")),
    Says(next::ListRecipients, kAsker, MessageId("who may receive it: sekisho member list")),
    Says(next::SomebodyElse, kSomebody, MessageId("somebody else does it: sekisho member list")),
    Says(next::SomebodyStillHere, kSomebody, MessageId("somebody still here can do it")),
    Says(next::PersonWithOffice, kSomebody, MessageId("a person with the office has to do it")),
    Says(next::TwoOthers, kSomebody, MessageId("two others have to do it: sekisho member list")),
    Says(next::EnterTraining, kRegistrar,
         MessageId("a registrar enters it: sekisho member move ID --trained-until DATE")),
    Says(next::RegistrarAddsKeys, kRegistrar,
         MessageId("a registrar adds keys: sekisho member card ID CARD")),
    Says(next::AddSomebody, kRegistrar,
         MessageId("add somebody with the role: sekisho member add --name N --role R --dept D")),
    Says(next::AddOneMore, kRegistrar,
         MessageId(
             "add one more person with the role: sekisho member add --name N --role R --dept D")),
    Says(next::MakeIdentity, kAsker, "sekisho identity new"),
    Says(next::WriteCard, kAsker, "sekisho identity show --card FILE"),
    Says(next::MakeNewIdentity, kAsker,
         MessageId("try again; a forgotten passphrase cannot be recovered: make a new identity "
                   "(sekisho identity new), and give its card to the registrar")),
    Says(next::ListMembers, kAsker, "sekisho member list"),
    Says(next::ShowWhoIsWhatSince, kAsker,
         MessageId("who is what, and since when: sekisho member list")),
    Says(next::NamePeopleByNumber, kAsker,
         MessageId("name people by their numbers (sekisho member list), and have the store looked "
                   "at: sekisho ledger verify")),
    Says(next::AddMember, kAsker, "sekisho member add --name NAME"),
    Says(next::AddMemberWithCard, kAsker,
         "sekisho member add --name N --dept D --role R --card CARD"),
    Says(next::AddResponsible, kAsker, "sekisho member add --responsible P1 ..."),
    Says(next::ChangeMember, kAsker,
         "sekisho member move ID --dept D --role R --name NAME --trained-until DATE"),
    Says(next::NameMember, kAsker, "sekisho member move ID --name NAME"),
    Says(next::TellApartOrChange, kAsker,
         MessageId("add something that tells the two apart, or change that one: sekisho member "
                   "move {0} --name NAME")),
    Says(next::GiveOfficeFirst, kAsker,
         MessageId("give one of them the office first: sekisho member move ID --role R")),
    Says(next::GiveCard, kRegistrar, "sekisho member card {0} CARD"),
    Says(next::ReplaceKeys, kAsker, "sekisho member rekey {0} CARD"),
    Says(next::NoCommandForRootKeys, kOfficer,
         MessageId("this version has no command for that; the charter: sekisho charter show")),
    Says(next::GiveRegistrarCard, kAsker,
         MessageId("give the registrar a card: sekisho identity show --card FILE")),
    Says(next::ProposeAgain, kAsker,
         MessageId("have it proposed again; the record: sekisho ledger verify")),
    Says(next::FoundWithNames, kAsker, "sekisho init --org NAME --officer NAME"),
    Says(next::AskOfficerForFingerprint, kAsker,
         MessageId("the officer reads it to you: it is what sekisho init printed")),
    Says(next::Join, kAsker, "sekisho join --store FILE --genesis FINGERPRINT"),
    Says(next::SpellName, kAsker,
         MessageId("a name has letters of one alphabet, no brackets, commas or colons, and is no "
                   "number like P3")),
    Says(next::NameByNumber, kAsker, MessageId("name one by the number, as in {0}")),
    // Media.
    Says(next::ListMedia, kAsker, "sekisho media list"),
    Says(next::RegisterMedium, kAsker,
         MessageId("register it with: sekisho media register DEVICE --label LABEL")),
    Says(next::RegisterUnderNewLabel, kAsker,
         MessageId("to use the medium again, register it under a new label")),
    Says(next::NameMediumAlone, kAsker,
         MessageId("name the medium alone, or a directory made for it: sekisho media register "
                   "/media/STICK --label LABEL")),
    Says(next::ShowMedium, kAsker, MessageId("see it with: sekisho media show {0}")),
    Says(next::CheckOutFirst, kAsker,
         MessageId("a check-out comes first: sekisho media checkout {0}")),
    Says(next::TakeBack, kAsker, MessageId("take it back with: sekisho media return {0}")),
    Says(next::TakeBackOrReportLost, kAsker,
         MessageId(
             "take it back with: sekisho media return {0}, or report it: sekisho media lost {0}")),
    Says(next::ReportLossFirst, kAsker, MessageId("a loss comes first: sekisho media lost {0}")),
    Says(next::ReportFound, kAsker, MessageId("report it found with: sekisho media found {0}")),
    Says(next::PrepareMedium, kAsker, MessageId("prepare it: sekisho media prepare {0} DEVICE")),
    Says(next::WipeMedium, kAsker, MessageId("wipe it: sekisho wipe")),
    Says(next::WipeMediumWithFreeSpace, kAsker,
         MessageId("wipe it, with its free space: sekisho wipe")),
    Says(next::GiveMediumToIt, kAsker,
         MessageId("the medium may have been tampered with: give it to IT (sekisho media list)")),
    Says(next::ChooseRegisteredMedium, kAsker, MessageId("registered media: sekisho media list")),
    Says(next::RegisterStick, kAsker, "sekisho media register /media/STICK --label LABEL"),
    Says(next::PutTagBack, kAsker, "sekisho media register {0} --label {1}"),
    Says(next::OtherLabel, kAsker, MessageId("another medium gets another label")),
    Says(next::PrepareIfFormatted, kAsker,
         MessageId("if it was formatted: sekisho media prepare {0} DEVICE; another medium gets "
                   "another label")),
    Says(next::CheckOut, kAsker, "sekisho media checkout {0} --to {1} --request {2} --due {3}"),
    Says(next::TakeBackFrom, kCustodian, "sekisho media return {0} {1}"),
    Says(
        next::TakeBackThenTag, kCustodian,
        MessageId("take it back without looking, then put its tag back: sekisho media return {0}")),
    Says(next::TakeBackThenTagAt, kCustodian,
         MessageId("take it back without looking, then put its tag back: sekisho media return {0} "
                   "&& sekisho media register {1} --label {0}")),
    Says(next::HandOutAndTakeBack, kCustodian,
         MessageId("hand it out and take it back first: sekisho media show {0}")),
    Says(next::ShowWhatLiesOn, kAsker,
         MessageId("what lies on it: sekisho gate {0} --detail (to return it once more it goes out "
                   "first: sekisho media checkout {1})")),
    Says(next::ShowWhichMedium, kAsker, MessageId("see which medium it is: sekisho gate {0}")),
    Says(next::AnswerForLoss, kSomebody,
         MessageId("who has seen {0} answers for it: sekisho incident ack {0} (by {1})")),
    Says(next::CleanMedium, kAsker, "sekisho media clean {0}"),
    Says(next::CleanMediumAt, kAsker, "sekisho media clean {0} /media/STICK"),
    Says(next::HaveMediumWiped, kAsker, MessageId("have the medium wiped: sekisho wipe {0}")),
    Says(next::WipeFiles, kAsker, MessageId("wipe its files: sekisho wipe DIRECTORY")),
    Says(next::WipeFilesAndFreeSpace, kAsker,
         MessageId("wipe its files and its free space: sekisho wipe MOUNT --free-space MOUNT")),
    Says(next::WipeThenPrepare, kAsker,
         MessageId(
             "wipe it, then prepare it: sekisho wipe DEVICE && sekisho media prepare {0} DEVICE")),
    Says(next::PlugIn, kAsker, MessageId("check the label, and plug {0} in")),
    Says(next::NameAllOfIt, kAsker, MessageId("name all of it: {0}")),
    Says(next::GiveItToSomebodyElse, kSomebody,
         MessageId("give it to somebody else: IT, the officer, a custodian or the guard")),
    Says(next::SayWhere, kAsker, MessageId("say where, as far as known: --place TEXT")),
    Says(next::SayWhen, kAsker,
         MessageId("name when it was seen last and when it was missed: --last-seen DATE "
                   "--found-missing DATE")),
    Says(next::ChooseOtherLabel, kAsker,
         MessageId("choose another; a directory without its tag is never known again")),
    Says(next::NameDevice, kAsker, MessageId("only devices are prepared")),
    Says(next::ListDevices, kAsker, "lsblk -o NAME,SIZE,MODEL,SERIAL"),
    Says(next::WipeOneByOne, kAsker,
         MessageId("wipe one medium after the other: each gets its own certificate")),
    // The record.
    Says(next::VerifyLedger, kAsker, "sekisho ledger verify"),
    Says(next::LookIntoRecord, kAsker, MessageId("look into the record: sekisho ledger verify")),
    Says(next::VerifyWhereItIs, kAsker,
         MessageId("nothing was added; to see where it is: sekisho ledger verify")),
    Says(next::VerifyTheRest, kAsker, MessageId("what else is wrong: sekisho ledger verify")),
    Says(next::NameLedgerFile, kAsker,
         MessageId("name the ledger's own file; to make a new one: sekisho init")),
    Says(next::GetCheckpoint, kAsker, "sekisho ledger verify --json"),
    Says(next::ShowErasures, kAsker, "sekisho ledger log --kind annex-erased"),
    Says(next::ShowWipes, kAsker, "sekisho ledger log --kind wipe"),
    Says(next::NameAsInLog, kAsker,
         MessageId("name it as R7, M2, P3 or by a medium's label: sekisho ledger log")),
    // Wipes.
    Says(next::VerifyCertificate, kAsker, "sekisho-wipe verify-certificate CERTIFICATE.json"),
    Says(next::AskForCertificateAsIssued, kAsker,
         MessageId("ask whoever gave it to you for the certificate as it was issued")),
    Says(next::WipeFreeSpaceAsRoot, kAsker, "sudo sekisho-wipe --free-space MOUNTPOINT"),
    Says(next::PlanDevice, kAsker, "sekisho-wipe --dry-run {0}"),
    Says(next::MoveAwayOrWipeWithout, kAsker,
         MessageId("move it away; or without a certificate: sekisho-wipe {0}")),
    // Sealing, packages and the gate.
    Says(next::Seal, kAsker, "sekisho seal {0}"),
    Says(next::SealTo, kAsker, "sekisho seal {0} -o {1}"),
    Says(next::Resume, kAsker, "sekisho seal {0} --resume"),
    Says(next::ResumeTo, kAsker, "sekisho seal {0} --resume -o {1}"),
    Says(next::FixThenResume, kAsker,
         MessageId("fix this, then run: sekisho seal {0} --resume -o {1}")),
    Says(next::ResumeOrVoid, kAsker,
         MessageId("it was sealed but for its last step: sekisho seal {0} --resume -o {1}; if it "
                   "is not wanted: sekisho seal-void {0} --reason TEXT")),
    Says(next::PlugInThenSeal, kAsker,
         MessageId("plug in {0} and name a file on it: sekisho seal {1} -o {2}")),
    Says(next::PlugInThenResume, kAsker,
         MessageId("plug in {0} and name a file on it: sekisho seal {1} --resume -o {2}")),
    Says(next::GetMediumThenSeal, kAsker,
         MessageId("get {0} from {1}, then: sekisho seal {2} -o {3}")),
    Says(next::RequesterSealsIt, kRequester, MessageId("the requester has to seal it: {0}")),
    Says(next::PutBackOrNameBase, kAsker,
         MessageId("put it back, or name the directory that it is in now: sekisho seal {0} --base "
                   "DIR ...")),
    Says(next::RestoreOrAsk, kAsker,
         MessageId("restore the approved files, or submit a new request: sekisho request ... (what "
                   "was approved: sekisho show {0})")),
    Says(next::VoidSeal, kAsker, "sekisho seal-void {0} --reason TEXT"),
    Says(next::VoidSealNotFinished, kAsker,
         MessageId("it cannot be finished: sekisho seal-void {0} --reason TEXT")),
    Says(next::NamePlaceOrVoid, kAsker,
         MessageId(
             "name the place with -o; if the file is lost: sekisho seal-void {0} --reason TEXT")),
    Says(next::NameSealToVoid, kAsker,
         MessageId("which ones: sekisho status {0}; then: sekisho seal-void {0} --seal SEAL "
                   "--reason TEXT")),
    Says(next::ListPackage, kAsker,
         MessageId("nothing was opened; what is in it: sekisho list {0}")),
    Says(next::NameOwnAddress, kAsker,
         MessageId("it is for somebody else; to see your address: sekisho identity recipient")),
    Says(next::NamePathsForGate, kAsker, "sekisho gate PATH..."),
    Says(next::GetSnapshot, kAsker, "sekisho gate snapshot -o FILE"),
    Says(next::GetSnapshotAndReport, kAsker,
         MessageId("get a new one, and tell the security officer: sekisho gate snapshot -o FILE")),
    Says(next::MoveAwayOrNoCompanion, kAsker,
         MessageId("move it away, or seal with --no-companion")),
    Says(next::ChooseOtherOutput, kAsker, MessageId("choose another name with -o")),
    Says(next::DoNotUseFile, kAsker,
         MessageId("ask the sender, and tell the security officer: do not use this file")),
    Says(next::CheckRightFile, kAsker,
         MessageId("check that it is the right file; if it is what you were sent, do not use it, "
                   "and ask the sender")),
    Says(next::StartOver, kAsker,
         MessageId("tell the security officer, then start over: mv {0} {0}.damaged")),
    Says(next::RemoveTree, kAsker, "rm -r -- {0}"),
    Says(next::UseLargeFileSystem, kAsker,
         MessageId("use a medium with exFAT or ext4, or split the request")),
    Says(next::MakeRoomThere, kAsker, MessageId("make room there, or ask for another medium")),
    // Of every failure of its kind.
    Says(next::ReadHelp, kAsker, "sekisho --help"),
    Says(next::CheckName, kAsker, MessageId("check the name")),
    Says(next::ChooseOtherName, kAsker, MessageId("choose another name")),
    Says(next::MakeRoom, kAsker, MessageId("make room, and run the command again")),
    Says(next::CheckItExists, kAsker, MessageId("check that it exists and that you may use it")),
    Says(next::RunAgain, kAsker, MessageId("run the command again")),
    Says(next::TellOfficer, kAsker, MessageId("tell the security officer")),
    Says(next::CheckWhatIsNamed, kAsker,
         MessageId("nothing was changed; check what is named, then run the command again")),
    // Founding, joining and the machine.
    Says(next::FoundElsewhere, kAsker,
         MessageId("set SEKISHO_STATE_DIR to another directory to found a second one")),
    Says(next::JoinElsewhere, kAsker,
         MessageId("set SEKISHO_STATE_DIR to another directory to join a second one")),
    Says(next::AskForFingerprintAgain, kAsker,
         MessageId("ask the officer for the fingerprint again, by another way")),
    Says(next::AskWhichLedger, kAsker,
         MessageId("ask the officer which ledger is the right one; do not use this one")),
    Says(next::ListGroups, kAsker, "getent group"),
    Says(next::FixFile, kAsker, MessageId("fix the file, or have IT fix it")),
    Says(next::NameStore, kAsker, MessageId("set SEKISHO_STORE, or give --store FILE")),
    Says(next::NameStoreFile, kAsker, MessageId("give the path of a file with --store")),
    Says(next::UseJoinedLedger, kAsker,
         MessageId("use the ledger of the organisation that was joined: --store FILE")),
    Says(next::InstallNewest, kAsker,
         MessageId("install the newest version, then run the same command again")),
    Says(next::ChangeMode, kAsker, "chmod {0} {1}"),
};

consteval bool EachHasOneRow() {
  std::array<int, static_cast<size_t>(NextCode::kEnd)> rows{};
  for (const NextRow& row : kNextRows) ++rows[static_cast<size_t>(row.code)];
  return rows[0] == 0 && std::all_of(rows.begin() + 1, rows.end(), [](int n) { return n == 1; });
}
static_assert(EachHasOneRow(), "a step without a sentence, or with two");

}  // namespace sekisho
