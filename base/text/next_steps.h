// Every next step that a room can name: Fail(code, message, next::ShowStatus("R7")).
//
// A new one takes its code in base/text/next_code.h, a line here that says what its arguments are,
// and its sentence in tools/speech/next_table.h, without which that file does not compile.
#pragma once

#include <concepts>
#include <string>
#include <utility>

#include "base/text/next.h"
#include "base/text/next_code.h"

namespace sekisho {

template <NextCode kCode, NextArg... kArgs>
struct Step {
  template <typename... Texts>
  requires(sizeof...(Texts) == sizeof...(kArgs) &&
           (std::convertible_to<Texts, std::string> && ...)) Next
  operator()(Texts&&... texts) const {
    return {kCode, {NextValue{kArgs, std::string(std::forward<Texts>(texts))}...}};
  }
};

namespace next {

// Said for an argument that is filled in by whoever knows it (Next::With).
inline constexpr const char* kOpen = "";

// Advice without a command.
inline constexpr Step<NextCode::kInWords, NextArg::kText> InWords;

// Requests and their permits.
inline constexpr Step<NextCode::kSubmitNew, NextArg::kRequest> SubmitNew;
inline constexpr Step<NextCode::kReadReason, NextArg::kRequest> ReadReason;
inline constexpr Step<NextCode::kAskForDays, NextArg::kCount> AskForDays;
inline constexpr Step<NextCode::kNameLaterEnd> NameLaterEnd;
inline constexpr Step<NextCode::kAskForOtherHolder> AskForOtherHolder;
inline constexpr Step<NextCode::kAskForMedium> AskForMedium;
inline constexpr Step<NextCode::kSomebodyElseAsks, NextArg::kRequest> SomebodyElseAsks;
inline constexpr Step<NextCode::kShowApprovedMedium, NextArg::kRequest> ShowApprovedMedium;
inline constexpr Step<NextCode::kRequesterSeals, NextArg::kRequest> RequesterSeals;
inline constexpr Step<NextCode::kSomebodyElseSeals, NextArg::kRequest> SomebodyElseSeals;
inline constexpr Step<NextCode::kStationSeals> StationSeals;
inline constexpr Step<NextCode::kShowWhoCanApprove, NextArg::kRequest> ShowWhoCanApprove;
inline constexpr Step<NextCode::kSomebodyElseApproves, NextArg::kRequest> SomebodyElseApproves;
inline constexpr Step<NextCode::kAskApproverAgain, NextArg::kRequest> AskApproverAgain;
inline constexpr Step<NextCode::kRoleApproves, NextArg::kRequest> RoleApproves;
inline constexpr Step<NextCode::kShowWhatIsMissing, NextArg::kRequest> ShowWhatIsMissing;
inline constexpr Step<NextCode::kShowStatus, NextArg::kRequest> ShowStatus;
inline constexpr Step<NextCode::kListRequests> ListRequests;
inline constexpr Step<NextCode::kShowRequest, NextArg::kRequest> ShowRequest;
inline constexpr Step<NextCode::kHaveItShared, NextArg::kRequest, NextArg::kNames> HaveItShared;
inline constexpr Step<NextCode::kDeny, NextArg::kRequest> Deny;
inline constexpr Step<NextCode::kWithdraw, NextArg::kRequest> Withdraw;
inline constexpr Step<NextCode::kRevoke, NextArg::kRequest> Revoke;
inline constexpr Step<NextCode::kNameRecipient> NameRecipient;
inline constexpr Step<NextCode::kNameMedium> NameMedium;
inline constexpr Step<NextCode::kNamePurpose> NamePurpose;
inline constexpr Step<NextCode::kNameBasis> NameBasis;
inline constexpr Step<NextCode::kNameKeyFile> NameKeyFile;
inline constexpr Step<NextCode::kNameKeyPassphrase> NameKeyPassphrase;
inline constexpr Step<NextCode::kHandKeyOver, NextArg::kRequest> HandKeyOver;
inline constexpr Step<NextCode::kAskSomebodyWhoMay, NextArg::kNames> AskSomebodyWhoMay;
inline constexpr Step<NextCode::kGiveRole> GiveRole;
inline constexpr Step<NextCode::kNameEarlierUntil> NameEarlierUntil;
inline constexpr Step<NextCode::kNameLaterDay> NameLaterDay;
inline constexpr Step<NextCode::kNameThatDayOrEarlier> NameThatDayOrEarlier;
inline constexpr Step<NextCode::kNameEarlierDue> NameEarlierDue;
inline constexpr Step<NextCode::kWriteDate> WriteDate;
inline constexpr Step<NextCode::kAddReason> AddReason;
inline constexpr Step<NextCode::kWriteSomething> WriteSomething;
inline constexpr Step<NextCode::kShortenText> ShortenText;
inline constexpr Step<NextCode::kNameClass, NextArg::kNames> NameClass;
inline constexpr Step<NextCode::kNameKind, NextArg::kNames> NameKind;
inline constexpr Step<NextCode::kNameRole, NextArg::kNames> NameRole;
inline constexpr Step<NextCode::kNameWay> NameWay;
inline constexpr Step<NextCode::kCheckRecipient> CheckRecipient;
inline constexpr Step<NextCode::kLeaveKeysOut> LeaveKeysOut;
inline constexpr Step<NextCode::kNameFileOrDirectory> NameFileOrDirectory;
inline constexpr Step<NextCode::kQuoteBlanks> QuoteBlanks;

// Clocks.
inline constexpr Step<NextCode::kSetClock> SetClock;
inline constexpr Step<NextCode::kWaitOrCheckClock> WaitOrCheckClock;
inline constexpr Step<NextCode::kSetClockOrSayRight> SetClockOrSayRight;

// The charter.
inline constexpr Step<NextCode::kShowCharter> ShowCharter;
inline constexpr Step<NextCode::kShowClouds> ShowClouds;
inline constexpr Step<NextCode::kShowClasses> ShowClasses;
inline constexpr Step<NextCode::kOfficerSeesCharter> OfficerSeesCharter;
inline constexpr Step<NextCode::kStartFromCharter> StartFromCharter;
inline constexpr Step<NextCode::kOthersSignCharter> OthersSignCharter;
inline constexpr Step<NextCode::kReplaceRootsFirst> ReplaceRootsFirst;
inline constexpr Step<NextCode::kMakeRecoveryRoot> MakeRecoveryRoot;
inline constexpr Step<NextCode::kMakeEscrowKeys> MakeEscrowKeys;
inline constexpr Step<NextCode::kLeaveScanOut> LeaveScanOut;
inline constexpr Step<NextCode::kAllowNoDirectories> AllowNoDirectories;
inline constexpr Step<NextCode::kAddMemberOrChangeSealer> AddMemberOrChangeSealer;
inline constexpr Step<NextCode::kAddStationOrChangeSealer> AddStationOrChangeSealer;

// Members and their keys.
inline constexpr Step<NextCode::kShowWhoIsWho> ShowWhoIsWho;
inline constexpr Step<NextCode::kShowRoles> ShowRoles;
inline constexpr Step<NextCode::kListRecipients> ListRecipients;
inline constexpr Step<NextCode::kSomebodyElse> SomebodyElse;
inline constexpr Step<NextCode::kSomebodyStillHere> SomebodyStillHere;
inline constexpr Step<NextCode::kPersonWithOffice> PersonWithOffice;
inline constexpr Step<NextCode::kTwoOthers> TwoOthers;
inline constexpr Step<NextCode::kEnterTraining> EnterTraining;
inline constexpr Step<NextCode::kRegistrarAddsKeys> RegistrarAddsKeys;
inline constexpr Step<NextCode::kAddSomebody> AddSomebody;
inline constexpr Step<NextCode::kAddOneMore> AddOneMore;
inline constexpr Step<NextCode::kMakeIdentity> MakeIdentity;
inline constexpr Step<NextCode::kWriteCard> WriteCard;
inline constexpr Step<NextCode::kMakeNewIdentity> MakeNewIdentity;
inline constexpr Step<NextCode::kListMembers> ListMembers;
inline constexpr Step<NextCode::kShowWhoIsWhatSince> ShowWhoIsWhatSince;
inline constexpr Step<NextCode::kNamePeopleByNumber> NamePeopleByNumber;
inline constexpr Step<NextCode::kAddMember> AddMember;
inline constexpr Step<NextCode::kAddMemberWithCard> AddMemberWithCard;
inline constexpr Step<NextCode::kAddResponsible> AddResponsible;
inline constexpr Step<NextCode::kChangeMember> ChangeMember;
inline constexpr Step<NextCode::kNameMember> NameMember;
inline constexpr Step<NextCode::kTellApartOrChange, NextArg::kMember> TellApartOrChange;
inline constexpr Step<NextCode::kGiveOfficeFirst> GiveOfficeFirst;
inline constexpr Step<NextCode::kGiveCard, NextArg::kMember> GiveCard;
inline constexpr Step<NextCode::kReplaceKeys, NextArg::kMember> ReplaceKeys;
inline constexpr Step<NextCode::kNoCommandForRootKeys> NoCommandForRootKeys;
inline constexpr Step<NextCode::kGiveRegistrarCard> GiveRegistrarCard;
inline constexpr Step<NextCode::kProposeAgain> ProposeAgain;
inline constexpr Step<NextCode::kFoundWithNames> FoundWithNames;
inline constexpr Step<NextCode::kAskOfficerForFingerprint> AskOfficerForFingerprint;
inline constexpr Step<NextCode::kJoin> Join;
inline constexpr Step<NextCode::kSpellName> SpellName;
inline constexpr Step<NextCode::kNameByNumber, NextArg::kMember> NameByNumber;

// Media.
inline constexpr Step<NextCode::kListMedia> ListMedia;
inline constexpr Step<NextCode::kRegisterMedium> RegisterMedium;
inline constexpr Step<NextCode::kRegisterUnderNewLabel> RegisterUnderNewLabel;
inline constexpr Step<NextCode::kNameMediumAlone> NameMediumAlone;
inline constexpr Step<NextCode::kShowMedium, NextArg::kLabel> ShowMedium;
inline constexpr Step<NextCode::kCheckOutFirst, NextArg::kLabel> CheckOutFirst;
inline constexpr Step<NextCode::kTakeBack, NextArg::kLabel> TakeBack;
inline constexpr Step<NextCode::kTakeBackOrReportLost, NextArg::kLabel> TakeBackOrReportLost;
inline constexpr Step<NextCode::kReportLossFirst, NextArg::kLabel> ReportLossFirst;
inline constexpr Step<NextCode::kReportFound, NextArg::kLabel> ReportFound;
inline constexpr Step<NextCode::kPrepareMedium, NextArg::kLabel> PrepareMedium;
inline constexpr Step<NextCode::kWipeMedium> WipeMedium;
inline constexpr Step<NextCode::kWipeMediumWithFreeSpace> WipeMediumWithFreeSpace;
inline constexpr Step<NextCode::kGiveMediumToIt> GiveMediumToIt;
inline constexpr Step<NextCode::kChooseRegisteredMedium> ChooseRegisteredMedium;
inline constexpr Step<NextCode::kRegisterStick> RegisterStick;
inline constexpr Step<NextCode::kPutTagBack, NextArg::kPath, NextArg::kLabel> PutTagBack;
inline constexpr Step<NextCode::kOtherLabel> OtherLabel;
inline constexpr Step<NextCode::kPrepareIfFormatted, NextArg::kLabel> PrepareIfFormatted;
inline constexpr Step<NextCode::kCheckOut, NextArg::kLabel, NextArg::kMember, NextArg::kRequest,
                      NextArg::kDate>
    CheckOut;
inline constexpr Step<NextCode::kTakeBackFrom, NextArg::kLabel, NextArg::kPath> TakeBackFrom;
inline constexpr Step<NextCode::kTakeBackThenTag, NextArg::kLabel> TakeBackThenTag;
inline constexpr Step<NextCode::kTakeBackThenTagAt, NextArg::kLabel, NextArg::kPath>
    TakeBackThenTagAt;
inline constexpr Step<NextCode::kHandOutAndTakeBack, NextArg::kLabel> HandOutAndTakeBack;
inline constexpr Step<NextCode::kShowWhatLiesOn, NextArg::kPath, NextArg::kLabel> ShowWhatLiesOn;
inline constexpr Step<NextCode::kShowWhichMedium, NextArg::kPath> ShowWhichMedium;
inline constexpr Step<NextCode::kAnswerForLoss, NextArg::kLabel, NextArg::kNames> AnswerForLoss;
inline constexpr Step<NextCode::kCleanMedium, NextArg::kLabel> CleanMedium;
inline constexpr Step<NextCode::kCleanMediumAt, NextArg::kLabel> CleanMediumAt;
inline constexpr Step<NextCode::kHaveMediumWiped, NextArg::kPath> HaveMediumWiped;
inline constexpr Step<NextCode::kWipeFiles> WipeFiles;
inline constexpr Step<NextCode::kWipeFilesAndFreeSpace> WipeFilesAndFreeSpace;
inline constexpr Step<NextCode::kWipeThenPrepare, NextArg::kLabel> WipeThenPrepare;
inline constexpr Step<NextCode::kPlugIn, NextArg::kLabel> PlugIn;
inline constexpr Step<NextCode::kNameAllOfIt, NextArg::kPath> NameAllOfIt;
inline constexpr Step<NextCode::kGiveItToSomebodyElse> GiveItToSomebodyElse;
inline constexpr Step<NextCode::kSayWhere> SayWhere;
inline constexpr Step<NextCode::kSayWhen> SayWhen;
inline constexpr Step<NextCode::kChooseOtherLabel> ChooseOtherLabel;
inline constexpr Step<NextCode::kNameDevice> NameDevice;
inline constexpr Step<NextCode::kListDevices> ListDevices;
inline constexpr Step<NextCode::kWipeOneByOne> WipeOneByOne;

// The record.
inline constexpr Step<NextCode::kVerifyLedger> VerifyLedger;
inline constexpr Step<NextCode::kLookIntoRecord> LookIntoRecord;
inline constexpr Step<NextCode::kVerifyWhereItIs> VerifyWhereItIs;
inline constexpr Step<NextCode::kVerifyTheRest> VerifyTheRest;
inline constexpr Step<NextCode::kNameLedgerFile> NameLedgerFile;
inline constexpr Step<NextCode::kGetCheckpoint> GetCheckpoint;
inline constexpr Step<NextCode::kShowErasures> ShowErasures;
inline constexpr Step<NextCode::kShowWipes> ShowWipes;
inline constexpr Step<NextCode::kNameAsInLog> NameAsInLog;

// Wipes.
inline constexpr Step<NextCode::kVerifyCertificate> VerifyCertificate;
inline constexpr Step<NextCode::kAskForCertificateAsIssued> AskForCertificateAsIssued;
inline constexpr Step<NextCode::kWipeFreeSpaceAsRoot> WipeFreeSpaceAsRoot;
inline constexpr Step<NextCode::kPlanDevice, NextArg::kPath> PlanDevice;
inline constexpr Step<NextCode::kMoveAwayOrWipeWithout, NextArg::kPath> MoveAwayOrWipeWithout;

// Sealing, packages and the gate.
inline constexpr Step<NextCode::kSeal, NextArg::kRequest> Seal;
inline constexpr Step<NextCode::kSealTo, NextArg::kRequest, NextArg::kPath> SealTo;
inline constexpr Step<NextCode::kResume, NextArg::kRequest> Resume;
inline constexpr Step<NextCode::kResumeTo, NextArg::kRequest, NextArg::kPath> ResumeTo;
inline constexpr Step<NextCode::kFixThenResume, NextArg::kRequest, NextArg::kPath> FixThenResume;
inline constexpr Step<NextCode::kResumeOrVoid, NextArg::kRequest, NextArg::kPath> ResumeOrVoid;
inline constexpr Step<NextCode::kPlugInThenSeal, NextArg::kLabel, NextArg::kRequest, NextArg::kPath>
    PlugInThenSeal;
inline constexpr Step<NextCode::kPlugInThenResume, NextArg::kLabel, NextArg::kRequest,
                      NextArg::kPath>
    PlugInThenResume;
inline constexpr Step<NextCode::kGetMediumThenSeal, NextArg::kLabel, NextArg::kNames,
                      NextArg::kRequest, NextArg::kPath>
    GetMediumThenSeal;
inline constexpr Step<NextCode::kRequesterSealsIt, NextArg::kNames> RequesterSealsIt;
inline constexpr Step<NextCode::kPutBackOrNameBase, NextArg::kRequest> PutBackOrNameBase;
inline constexpr Step<NextCode::kRestoreOrAsk, NextArg::kRequest> RestoreOrAsk;
inline constexpr Step<NextCode::kVoidSeal, NextArg::kRequest> VoidSeal;
inline constexpr Step<NextCode::kVoidSealNotFinished, NextArg::kRequest> VoidSealNotFinished;
inline constexpr Step<NextCode::kNamePlaceOrVoid, NextArg::kRequest> NamePlaceOrVoid;
inline constexpr Step<NextCode::kNameSealToVoid, NextArg::kRequest> NameSealToVoid;
inline constexpr Step<NextCode::kListPackage, NextArg::kPath> ListPackage;
inline constexpr Step<NextCode::kNameOwnAddress> NameOwnAddress;
inline constexpr Step<NextCode::kNamePathsForGate> NamePathsForGate;
inline constexpr Step<NextCode::kGetSnapshot> GetSnapshot;
inline constexpr Step<NextCode::kGetSnapshotAndReport> GetSnapshotAndReport;
inline constexpr Step<NextCode::kMoveAwayOrNoCompanion> MoveAwayOrNoCompanion;
inline constexpr Step<NextCode::kChooseOtherOutput> ChooseOtherOutput;
inline constexpr Step<NextCode::kDoNotUseFile> DoNotUseFile;
inline constexpr Step<NextCode::kCheckRightFile> CheckRightFile;
inline constexpr Step<NextCode::kStartOver, NextArg::kPath> StartOver;
inline constexpr Step<NextCode::kRemoveTree, NextArg::kPath> RemoveTree;
inline constexpr Step<NextCode::kUseLargeFileSystem> UseLargeFileSystem;
inline constexpr Step<NextCode::kMakeRoomThere> MakeRoomThere;

// Of every failure of its kind.
inline constexpr Step<NextCode::kReadHelp> ReadHelp;
inline constexpr Step<NextCode::kCheckName> CheckName;
inline constexpr Step<NextCode::kChooseOtherName> ChooseOtherName;
inline constexpr Step<NextCode::kMakeRoom> MakeRoom;
inline constexpr Step<NextCode::kCheckItExists> CheckItExists;
inline constexpr Step<NextCode::kRunAgain> RunAgain;
inline constexpr Step<NextCode::kTellOfficer> TellOfficer;
inline constexpr Step<NextCode::kCheckWhatIsNamed> CheckWhatIsNamed;

// Founding, joining and the machine.
inline constexpr Step<NextCode::kFoundElsewhere> FoundElsewhere;
inline constexpr Step<NextCode::kJoinElsewhere> JoinElsewhere;
inline constexpr Step<NextCode::kAskForFingerprintAgain> AskForFingerprintAgain;
inline constexpr Step<NextCode::kAskWhichLedger> AskWhichLedger;
inline constexpr Step<NextCode::kListGroups> ListGroups;
inline constexpr Step<NextCode::kFixFile> FixFile;
inline constexpr Step<NextCode::kNameStore> NameStore;
inline constexpr Step<NextCode::kNameStoreFile> NameStoreFile;
inline constexpr Step<NextCode::kUseJoinedLedger> UseJoinedLedger;
inline constexpr Step<NextCode::kInstallNewest> InstallNewest;
inline constexpr Step<NextCode::kChangeMode, NextArg::kText, NextArg::kPath> ChangeMode;

}  // namespace next
}  // namespace sekisho
