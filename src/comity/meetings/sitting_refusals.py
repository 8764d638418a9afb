"""What is refused in a sitting, in words for whoever tried: they say what can be done instead."""

from __future__ import annotations

from comity.record.refusals import ActRefused


class NothingTakenUp(ActRefused):
    """No item has been taken up. The chair takes one up first."""


class OtherItem(ActRefused):
    """The hall now deals with item "{item}". Open the page again and look at what is being dealt with."""


class MayNotSpeak(ActRefused):
    """The rules of procedure give the floor to no {kind} here. Ask the secretariat whether the body may grant it."""

    status = 403


class MayNotMove(ActRefused):
    """The rules of procedure do not let a {kind} move this. A delegation that may can move it in your place."""

    status = 403


class ListClosed(ActRefused):
    """The list of speakers is closed. A right of reply can still be asked for."""


class ListOpen(ActRefused):
    """The list of speakers is open already."""


class OnTheList(ActRefused):
    """Your delegation already waits for the floor for this. It will be called in its turn."""


class NotOnTheList(ActRefused):
    """This place on the list is no longer waiting: it was called, given up or ruled on."""


class NotYourPlace(ActRefused):
    """This place on the list belongs to {party}; only it, or the chair, can give it up."""

    status = 403


class SpokenEnough(ActRefused):
    """Your delegation has had the floor for this {times} times on this item, as often as the rules allow."""


class PointFirst(ActRefused):
    """A point of order waits. The chair hears it and rules on it before giving the floor to anybody else."""


class NobodySpeaks(ActRefused):
    """Nobody has the floor."""


class RuledAlready(ActRefused):
    """The chair has ruled on this point of order. The ruling can be challenged."""


class SpeakerHasFloor(ActRefused):
    """Somebody has the floor, and this motion does not interrupt a speaker. Move it when the speech has ended."""


class VoteUnderWay(ActRefused):
    """A vote is being taken. Until its result nothing interrupts it but a point of order on how it is conducted."""


class NoSuchQuestion(ActRefused):
    """There is no question "{question}" before this session."""

    status = 404


class QuestionSettled(ActRefused):
    """This question is settled: it was {status}."""


class NoSuchMotion(ActRefused):
    """The rules of procedure know no motion "{motion}"."""

    status = 404


class MotionPending(ActRefused):
    """The same motion already waits to be put."""


class NoTextToAmend(ActRefused):
    """This proposal carries no common text. Amendments are moved to a text: draft one, and put it first."""


class NotAmendable(ActRefused):
    """Only a proposal that waits to be put, and is not divided, can be amended or divided."""


class NothingToChallenge(ActRefused):
    """There is no ruling of the chair here that could be challenged."""


class NotDecidedByChair(ActRefused):
    """The chair does not rule on this motion under the rules: it is put to the body."""


class ComesFirst(ActRefused):
    """Another question comes first under the rules of procedure: {title}. Put that one to the vote before this."""


class WrongOrder(ActRefused):
    """The order must name each amendment or part that waits, once. Waiting are: {waiting}."""


class WithdrawalRefused(ActRefused):
    """The question cannot be withdrawn: {reason}. The vote goes on, and every position taken stands on the record."""


class NoSuchVote(ActRefused):
    """There is no vote "{vote}". Open the session's page again."""

    status = 404


class VoteClosed(ActRefused):
    """The vote is closed. What came before the closing counts; nothing after it does."""


class MethodUnknown(ActRefused):
    """The rules of procedure know no vote by {method}. They know: {known}."""


class FirstNeeded(ActRefused):
    """A roll call begins with a member drawn by lot. Name one that is called: {members}."""


class IssuerNeeded(ActRefused):
    """A secret ballot needs a key of its own, and no other vote has one. Open the vote again from its page."""


class IssuerUsed(ActRefused):
    """This key served another ballot. A key serves one ballot and no other."""


class NotEntitled(ActRefused):
    """{member} has no vote here. Votes are those of the members on the roll when the vote was opened."""

    status = 403


class WrongPosition(ActRefused):
    """The answer "{position}" is no answer to this question. The answers are: {known}."""

    status = 422


class NotCalled(ActRefused):
    """The roll has not come to {member}. It is at {called}; each member answers when it is called."""


class SignatureWanted(ActRefused):
    """Under the rules of procedure this answer is signed by {needed}. Sign it so from the page of the hall."""

    status = 403


class MemberSigns(ActRefused):
    """This case demands each member's own signature by {needed}: the desk cannot answer in its place."""

    status = 403


class SignedItself(ActRefused):
    """{member} has answered on its own device, and only it can change that answer."""


class AnswerLate(ActRefused):
    """The deadline of the case has passed: it was {until}. What was answered before it counts."""


class CaseVotedByName(ActRefused):
    """A question that runs as a case is voted on by name: take a recorded vote or a roll call."""


class CaseUnnamed(ActRefused):
    """This question runs as a case, and the act must name it. Open the page of the hall again."""

    status = 422


class CaseChanged(ActRefused):
    """The case has another text before the body now. Put that one to the vote, as a proposal of its own."""


class OtherMethod(ActRefused):
    """This vote is taken by {method}. Answer in that way."""


class CountsWrong(ActRefused):
    """The counts cannot be right: {reason}. Count again."""

    status = 422


class NotCounted(ActRefused):
    """The hands have not been counted. Enter the tellers' counts before closing the vote."""


class PaperTaken(ActRefused):
    """A ballot paper has been given to {member} already; each member has one."""


class NotCounting(ActRefused):
    """The ballots of this vote are not being counted now: it is open, counted already, or not secret."""


class CountedBySomebody(ActRefused):
    """Somebody else has counted on meanwhile. Open the page again and go on from where the count stands."""


class NotAnElection(ActRefused):
    """This question is no election, or it is settled."""


class CandidateKnown(ActRefused):
    """The candidate "{candidate}" already stands, or stood, in this election."""


class NoSuchCandidate(ActRefused):
    """The candidate "{candidate}" does not stand in this election."""

    status = 404


class CandidatesFixed(ActRefused):
    """A ballot has been held or is being held: the candidates are fixed."""


class NoCandidates(ActRefused):
    """Nobody stands in this election. Nominate first."""


class ElectionNeedsBallot(ActRefused):
    """With {candidates} candidates for {places} places an election is held by secret ballot."""


class NoLot(ActRefused):
    """A lot settles an election only among candidates who are still level after {rounds} ballots."""


class NoLotHere(ActRefused):
    """The rules of procedure settle no election by lot. Hold another ballot."""


class NoOtherBallot(ActRefused):
    """The rules of procedure hold at most {most} ballots in one election: draw the lot, if the candidates are level."""


class NumberTaken(ActRefused):
    """A decision "{decision}" exists already."""


class NotAdopted(ActRefused):
    """The question was not adopted in this session, so no decision follows from it."""


class NoSuchDecision(ActRefused):
    """There is no decision "{decision}". Look it up in the list of decisions."""

    status = 404


class DecisionDone(ActRefused):
    """This decision has been carried out and closed."""


class NotResponsible(ActRefused):
    """Only those responsible for a decision, and the secretariat, report on it. Responsible are: {responsible}."""

    status = 403


class NoMinutes(ActRefused):
    """There are no minutes of this session yet."""

    status = 404


class MinutesAdopted(ActRefused):
    """These minutes were adopted and do not change any more."""


class CorrectionLate(ActRefused):
    """Corrections were taken until {until}. Raise it when the minutes come up for adoption."""


class NoSuchCorrection(ActRefused):
    """There is no such correction, or it has been settled."""

    status = 404


class CorrectionsOpen(ActRefused):
    """Settle the corrections asked for first, and let the period for them pass: it runs until {until}."""


class OtherAdoption(ActRefused):
    """Under the rules these minutes are adopted otherwise: {how}."""


class NoCommunique(ActRefused):
    """There is no communiqué of this session yet, or it is published."""

    status = 404


class DecidedBeforeDraft(ActRefused):
    """Decision {number} was taken before this draft was made, so it cannot approve it. Enter the one on the draft."""


class NotApproved(ActRefused):
    """The communiqué has to be approved by a decision of the session before it is published."""
