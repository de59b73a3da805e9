// The part of a session that has the folded state: opened from what this machine has kept, and
// caught up with what was recorded since (docs/decisions/160-the-folded-state-is-kept.md).
#include <algorithm>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "workflow/state/session.h"

namespace sekisho {
namespace {

Label LabelOf(const Disposition& disposition) {
  return Label{disposition.kind, disposition.subject, disposition.author, disposition.valid,
               disposition.iat.time_since_epoch().count()};
}

// Statements after which rows are handed over, and after which they are safe on the disk, when
// there are many.
constexpr uint64_t kFlushAfter = 5000;
constexpr uint64_t kCommitAfter = 50'000;
// Dispositions that are remembered of one catch-up: a command appends few statements.
constexpr size_t kMaxRecent = 10'000;

}  // namespace

Result<void> Session::Healing(const std::function<Result<void>()>& work) {
  bool damaged = false;
  const auto guarded = [&](const std::function<Result<void>()>& do_it) -> Result<void> {
    try {
      return do_it();
    } catch (const DamagedRow& row) {
      damaged = true;
      return row.error();
    } catch (const RecordUnreadable& unreadable) {
      return unreadable.error();
    }
  };
  auto done = guarded(work);
  if (done || !(damaged || kept_->found_damage())) return done;
  kept_->ForgetDamage();
  RETURN_IF_ERROR(index_->Write([&] { return kept_->Clear(); }));
  return guarded(work);
}

Result<void> Session::Applied(uint64_t index, const Disposition&) {
  if (state_.needs_newer_program()) return NeedsNewerProgram();
  applied_ = index + 1;
  kept_->ReadInTransaction(applied_);
  if (applied_ % kFlushAfter != 0) return {};
  RETURN_IF_ERROR(CheckInterrupted());
  RETURN_IF_ERROR(kept_->KeepRows(state_));
  if (opening_) state_.ForgetRows();
  return {};
}

// The state as of what was verified before: what is kept of it, and what is missing.
Result<void> Session::OpenState() {
  RETURN_IF_ERROR(index_->Pin());
  ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, kept_->Usable());
  ASSIGN_OR_RETURN(const TreeHead verified, index_->Head());
  if (kept && kept->head.size == verified.size) {
    kept_->ReadInTransaction(verified.size);
    state_.ReadFrom(kept_, kept->summary);
    applied_ = verified.size;
    return {};
  }
  for (bool more = true; more;) {
    RETURN_IF_ERROR(index_->Write([&]() -> Result<void> {
      ASSIGN_OR_RETURN(more, OpenSomeOfState());
      return {};
    }));
  }
  return {};
}

// In a transaction. True: there is more to fold.
Result<bool> Session::OpenSomeOfState() {
  ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, kept_->Usable());
  kept_->ReadInTransaction(kept ? kept->head.size : 0);
  if (kept) {
    state_.ReadFrom(kept_, kept->summary);
  } else {
    RETURN_IF_ERROR(kept_->Clear());
    state_ = OrgState(state_.genesis());
    state_.SetSource(kept_);
  }
  applied_ = kept ? kept->head.size : 0;
  ASSIGN_OR_RETURN(const TreeHead verified, index_->Head());
  if (applied_ == verified.size) return false;
  const uint64_t to = std::min(verified.size, applied_ + kCommitAfter);
  if (world_.progress) world_.progress(Message("reading the record"), applied_, verified.size);
  RETURN_IF_ERROR(FoldVerified(
      *index_, *store_, state_, applied_, to,
      [&](uint64_t index, const Disposition& disposition) { return Applied(index, disposition); }));
  ASSIGN_OR_RETURN(const Digest root, index_->RootAt(to));
  RETURN_IF_ERROR(kept_->Keep(state_, {to, root}));
  return to < verified.size;
}

void Session::NoteRecent(uint64_t index, Disposition disposition) {
  if (recent_.size() >= kMaxRecent) recent_.clear();
  recent_.emplace_back(index, std::move(disposition));
}

// In the transaction of a catch-up: what another command of this machine has verified and folded
// meanwhile (ATTACKS F17). Rows that somebody holds stay where they are.
Result<void> Session::MeetOthers(const TreeHead& verified) {
  kept_->ReadInTransaction(verified.size);
  if (verified.size == 0) return {};
  ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, kept_->Usable());
  const bool complete = kept && kept->head.size == verified.size;
  if (complete && applied_ == verified.size) return {};
  const uint64_t before = applied_;
  if (complete && before < verified.size) {
    state_.Refresh(kept_, kept->summary);
  } else {
    // Somebody has thrown away what was kept, or an older program has gone on without it.
    remade_ = true;
    OrgState fresh(state_.genesis());
    RETURN_IF_ERROR(FoldVerified(*index_, *store_, fresh, 0, verified.size,
                                 [](uint64_t, const Disposition&) { return Result<void>(); }));
    if (fresh.needs_newer_program()) return NeedsNewerProgram();
    state_.Become(std::move(fresh));
    RETURN_IF_ERROR(kept_->Clear());
  }
  applied_ = verified.size;
  for (uint64_t index = before; index < verified.size; ++index) {
    ASSIGN_OR_RETURN(const Label label, index_->LabelAt(index));
    Disposition disposition;
    disposition.valid = label.valid;
    NoteRecent(index, std::move(disposition));
  }
  return {};
}

Result<void> Session::CatchUpOnce() {
  remade_ = false;
  uint64_t before = 0;
  const auto head = index_->CatchUp(
      *store_,
      [&](uint64_t index, std::string_view token) -> Result<Label> {
        Disposition disposition = state_.Apply(index, token, OrgState::Signatures::kVerify);
        RETURN_IF_ERROR(Applied(index, disposition));
        Label label = LabelOf(disposition);
        NoteRecent(index, std::move(disposition));
        return label;
      },
      [&](const TreeHead& verified) {
        before = verified.size;
        return MeetOthers(verified);
      },
      [&](const TreeHead& now) {
        return now.size == before && !remade_ ? Result<void>() : kept_->Keep(state_, now);
      });
  if (!head) return head.error();
  return {};
}

// After a catch-up that came to nothing: the state is again what is kept. Where that cannot be, it
// is not read any more.
void Session::Restore(const Error& why) {
  try {
    const auto pinned = index_->Pin();
    const auto kept = pinned ? kept_->Usable() : Result<std::optional<KeptHead>>(pinned.error());
    const auto verified = index_->Head();
    if (kept && *kept && verified && (*kept)->head.size == verified->size) {
      kept_->ReadInTransaction(verified->size);
      state_.Refresh(kept_, (*kept)->summary);
      applied_ = verified->size;
      kept_->ReadAsOf(applied_);
      return;
    }
  } catch (const RecordUnreadable&) {
    // as below
  }
  kept_->ReadNoMore(why);
}

// Reads on where the last catch-up has ended. False: others have gone on meanwhile.
Result<bool> Session::ReadKept() {
  RETURN_IF_ERROR(index_->Pin());
  ASSIGN_OR_RETURN(const TreeHead verified, index_->Head());
  if (verified.size != applied_) return false;
  kept_->ReadAsOf(applied_);
  return true;
}

Result<void> Session::CatchUp() {
  recent_.clear();
  shelf_.reset();  // who is an officer may change
  for (bool there = false; !there;) {
    const auto done = Healing([&] { return CatchUpOnce(); });
    if (!done && !opening_) Restore(done.error());
    RETURN_IF_ERROR(done);
    ASSIGN_OR_RETURN(there, ReadKept());
  }
  opening_ = false;
  now_ = std::max(now_, state_.latest());
  return {};
}

ZoneOffset Session::zone() const {
  return state_.founded() ? state_.charter().charter.zone : kJapan;
}

}  // namespace sekisho
