import Synchronization
import Testing
import WickDomain
import WickFrames

/// The time of a run, on clocks that are set by the test.
@Suite struct RunClockTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)

    /// The clocks of a machine.
    private final class Machine: Sendable {
        private let reading = Mutex(
            RunClock.Reading(wall: noon.microseconds * 1000, elapsed: 5_000_000_000, awake: 4_000_000_000))

        var read: @Sendable () -> RunClock.Reading { { [self] in reading.withLock { $0 } } }

        /// Seconds pass, of which the wall clock is set by some and the machine sleeps for some.
        func pass(_ seconds: Double, set: Double = 0, asleep: Double = 0) {
            reading.withLock { reading in
                reading.wall += Int64((seconds + set) * 1e9)
                reading.elapsed += Int64(seconds * 1e9)
                reading.awake += Int64((seconds - asleep) * 1e9)
            }
        }

        func show(_ wall: Int64) { reading.withLock { $0.wall = wall } }
    }

    private func seconds(_ clock: RunClock) -> Double { (clock.now - Self.noon).seconds }

    @Test(arguments: [-86_400.0, -3600, -30, -2.5])
    func aClockThatIsSetBackDoesNotStopTheRun(step: Double) {
        let machine = Machine()
        let clock = RunClock(machine.read)
        machine.pass(10)
        #expect(seconds(clock) == 10)
        machine.pass(1, set: step)
        #expect(seconds(clock) == 11)
        machine.pass(60)
        #expect(seconds(clock) == 71)
        #expect(clock.lead == .seconds(step))
        let steps = clock.takeSteps()
        #expect(steps == [ClockStep(kind: .wall, by: .seconds(step), lead: .seconds(step))])
        #expect(steps[0].description.contains("was set back by"))
        #expect(clock.takeSteps().isEmpty)
        // The venues' trades agree with the run, so the clock is what is wrong.
        #expect(!clock.take(tradeAt: clock.now - .milliseconds(100)))
        machine.pass(60, set: -step)
        #expect(seconds(clock) == 131)
        #expect(clock.takeSteps().map(\.description) == ["the wall clock agrees with this run's time again"])
    }

    @Test(arguments: [86_400.0, 3600, 30])
    func aClockThatIsSetForwardIsFollowedOnceTradesAgreeWithIt(step: Double) {
        let machine = Machine()
        let clock = RunClock(machine.read)
        machine.pass(1, set: step)
        #expect(seconds(clock) == 1)
        #expect(!clock.take(tradeAt: clock.now), "the venues say that the clock is wrong")
        machine.pass(1)
        #expect(clock.take(tradeAt: Self.noon + .seconds(2 + step) - .milliseconds(80)))
        #expect(seconds(clock) == 2 + step)
        #expect(clock.takeSteps().map(\.kind) == [.wall, .followed])
        #expect(!clock.take(tradeAt: clock.now + .seconds(3600)), "a clock that is right follows nobody")
    }

    @Test func smallCorrectionsAreNoSteps() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        // A leap second that was not there yet.
        machine.pass(0, set: 1)
        #expect(seconds(clock) == 1)
        machine.pass(0, set: -1)
        #expect(seconds(clock) == 1)
        machine.pass(10)
        #expect(seconds(clock) == 10.5)
        machine.pass(10)
        #expect(seconds(clock) == 20)
        #expect(clock.takeSteps().isEmpty)
    }

    @Test func aClockThatWasWrongBeforeIsApproachedAtHalfThePace() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        machine.pass(1, set: -600)
        _ = clock.now
        // The trades have been ten minutes late all along, and agree with the clock now.
        #expect(!clock.take(tradeAt: Self.noon - .seconds(600)))
        machine.pass(10)
        #expect(!clock.take(tradeAt: Self.noon - .seconds(590)))
        machine.pass(600)
        #expect(seconds(clock) == 311)
        machine.pass(600)
        #expect(seconds(clock) == 611)
        #expect(clock.lead == .zero)
    }

    /// The clock was set back, and then the host stopped the machine: no clock of it is right, and what came meanwhile
    /// says so bit by bit.
    @Test func aRunThatWasStoppedBesideAWrongClockGoesToWhereTheTradesAre() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        machine.pass(1, set: -19)
        _ = clock.now
        machine.pass(0, set: 71)
        for second in stride(from: 1.0, through: 71, by: 5) {
            _ = clock.take(tradeAt: Self.noon + .seconds(1 + second))
        }
        #expect(seconds(clock) == 72)
        // Ten seconds of trades that agree, and one trade is no evidence any more.
        _ = clock.take(tradeAt: clock.now)
        machine.pass(10)
        _ = clock.take(tradeAt: clock.now)
        #expect(!clock.take(tradeAt: clock.now + .seconds(30)))
        #expect(seconds(clock) == 82)
    }

    @Test func aRunThatWasStoppedBesideAClockAnHourBehindGoesToWhereTheTradesAre() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        machine.pass(1, set: -3600)
        _ = clock.now
        machine.pass(0, set: 52)
        #expect(clock.take(tradeAt: Self.noon + .seconds(53)))
        #expect(seconds(clock) == 53)
        #expect(clock.followed == .seconds(52))
    }

    @Test func tradesThatGatheredWhileTheMachineStoodStillAreNoEvidence() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        machine.pass(1, set: -20)
        _ = clock.now
        machine.pass(20)
        // Of these twenty seconds, and as old as the clock is wrong.
        _ = clock.take(tradeAt: Self.noon + .seconds(1))
        _ = clock.take(tradeAt: clock.now)
        machine.pass(20)
        _ = clock.take(tradeAt: Self.noon + .seconds(21))
        machine.pass(20)
        #expect(seconds(clock) == 61)
    }

    @Test func timeAsleepCounts() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        machine.pass(601, asleep: 600)
        #expect(seconds(clock) == 601)
        #expect(clock.takeSteps().map(\.description) == ["the machine was suspended for 600.0 s"])
    }

    @Test func aRunBeginsBehindWhatIsKnown() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        #expect(clock.begin(after: Self.noon + .seconds(3600)) == .seconds(3600))
        machine.pass(5)
        #expect(seconds(clock) == 3605)
        #expect(clock.takeSteps().map(\.kind) == [.behind])
        // It ended a minute ago: the trades of now are steadily ahead.
        #expect(!clock.take(tradeAt: clock.now + .seconds(3)))
        #expect(!clock.take(tradeAt: clock.now + .seconds(90)), "one trade may be broken")
        #expect(clock.take(tradeAt: clock.now + .seconds(90), steadyLead: .seconds(90)))
        #expect(seconds(clock) == 3695)
        #expect(clock.take(tradeAt: clock.now + .seconds(30)), "and what is plausible anyhow")
        #expect(seconds(clock) == 3725)
    }

    /// A store that cannot be opened at once is asked again.
    @Test func beginningAgainChangesNothing() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        #expect(clock.begin(after: Self.noon + .seconds(3600)) == .seconds(3600))
        machine.pass(10)
        #expect(clock.begin(after: Self.noon + .seconds(3600)) == nil)
        #expect(seconds(clock) == 3610)
        #expect(clock.takeSteps().map(\.kind) == [.behind])
    }

    @Test func manyTradesAtOnceShowARunThatBeganTooEarlyWhereItIs() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        #expect(!clock.isInDoubt)
        #expect(!clock.take(witnessed: Self.noon + .seconds(600)), "the wall clock is right for all we know")
        clock.begin(after: Self.noon + .seconds(3600))
        #expect(clock.isInDoubt)
        #expect(!clock.take(witnessed: clock.now + .seconds(3)))
        #expect(clock.take(witnessed: clock.now + .seconds(600)))
        #expect(seconds(clock) == 4200)
        #expect(!clock.take(witnessed: clock.now + .seconds(3 * 86_400)))
    }

    @Test func whatIsKnownOfNextYearIsNotBelieved() {
        let clock = RunClock(Machine().read)
        #expect(clock.begin(after: Self.noon + .seconds(365 * 86_400)) == nil)
        #expect(clock.begin(after: Self.noon - .seconds(1)) == nil)
        #expect(seconds(clock) == 0)
    }

    @Test func impossibleReadingsTrapNothing() {
        let machine = Machine()
        let clock = RunClock(machine.read)
        for wall in [Int64.min, .max, 0, -1, 1] {
            machine.show(wall)
            machine.pass(0)
            _ = clock.now
            _ = clock.lead
            _ = clock.take(tradeAt: Timestamp(microseconds: wall))
            _ = clock.begin(after: Timestamp(microseconds: wall))
        }
        #expect(seconds(clock) == 0)
        #expect(clock.takeSteps().count <= 64)
    }

    @Test func aStepIsReadBackAsANote() {
        let step = ClockStep(kind: .wall, by: .seconds(-3600), lead: .seconds(-3600))
        let text = #"{"clock":{"by_microseconds":-3600000000,"kind":"wall","lead_microseconds":-3600000000}}"#
        #expect(String(decoding: Note.clock(step).payload, as: UTF8.self) == text)
        #expect(Note(payload: Array(text.utf8)) == .clock(step))
        #expect(Note(payload: Array(#"{"clock":{"by_microseconds":1e99,"kind":"wall"}}"#.utf8)) == nil)
    }
}
