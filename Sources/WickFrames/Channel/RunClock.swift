import Synchronization
public import WickDomain

/// The time of one run: begins with the wall clock and goes on with the monotonic one, so that it never goes back and never stands still,
/// whatever the wall clock is set to. Owned by the program; everything that stamps, ages or decides goes by it.
///
/// - A step of the wall clock of up to `tolerance` is an ordinary correction, as of a leap second: forward it is followed at once, back by
///   going a twentieth slower until both agree.
/// - A larger step is noticed, and not followed: who is right cannot be told from here. The trades of the venues can tell: where
///   they agree with a wall clock that is ahead (a machine that stood still without knowing), the run's time follows at once. Where they
///   agree with one that is behind (it was wrong before), it goes at half its pace until both agree.
/// - Time asleep counts: a suspended machine wakes to the time that it is.
public final class RunClock: Sendable {
    /// One look at the machine's clocks, in nanoseconds.
    public struct Reading: Equatable, Sendable {
        /// Since 1970, as the wall clock shows it.
        public var wall: Int64
        /// Since any moment, time asleep included (CLOCK_BOOTTIME).
        public var elapsed: Int64
        /// The same without time asleep (CLOCK_MONOTONIC).
        public var awake: Int64

        public init(wall: Int64, elapsed: Int64, awake: Int64) {
            (self.wall, self.elapsed, self.awake) = (wall, elapsed, awake)
        }
    }

    /// Wall clocks that differ by less from the run's time agree with it.
    public static let tolerance: Duration = .seconds(2)
    /// Trades this near to a clock are evidence for it.
    public static let evidence: Duration = .seconds(60)
    /// What the store knows may lie ahead of the wall clock by this, two days: then the run begins behind it. More is no clock that
    /// went wrong in between.
    public static let longestLead: Duration = .seconds(2 * 86_400)
    /// Steps that wait to be told.
    static let maximumSteps = 64

    /// So many trades of one frame are not all stamped wrongly, however far ahead they are.
    public static let witnesses = 5

    private static let longestLeadNanoseconds: Int64 = longestLead.microseconds * 1000
    private static let toleranceNanoseconds: Int64 = 2_000_000_000
    private static let evidenceNanoseconds: Int64 = 60_000_000_000
    /// So long trades must agree with a wall clock that is behind, or with a run that is unsure.
    private static let agreeingNanoseconds: Int64 = 10_000_000_000

    private struct State {
        var last: Reading
        var now: Int64
        /// How far the wall clock is ahead of the run's time, as far as that has been told; 0 where they agree.
        var toldLead: Int64 = 0
        /// Whether trades say that the run is ahead of the time.
        var isAhead = false
        /// By `Reading.elapsed`, since when they say it and none says otherwise; nil where none does.
        var aheadSince: Int64?
        /// Whether the run began at what was known rather than at what the wall clock showed, or has just followed something.
        var isUnsure = false
        /// By `Reading.elapsed`, since when trades agree with a run that is unsure, and none says otherwise.
        var sureSince: Int64?
        var steps: [ClockStep] = []
        /// How far it has gone forward to where trades were, in all.
        var followed: Int64 = 0
    }

    private let read: @Sendable () -> Reading
    private let state: Mutex<State>

    /// - Parameter read: looks at the machine's clocks.
    public init(_ read: @escaping @Sendable () -> Reading) {
        self.read = read
        let first = read()
        state = Mutex(State(last: first, now: first.wall))
    }

    /// In nanoseconds since 1970; never less than before.
    public var nanoseconds: Int64 {
        state.withLock { state in
            Self.advance(&state, to: read())
            return state.now
        }
    }

    public var now: Timestamp { Timestamp(nanoseconds: nanoseconds) }

    /// How far the wall clock is ahead of the run's time; negative where it is behind.
    public var lead: Duration {
        state.withLock { state in
            Self.advance(&state, to: read())
            return .nanoseconds(Self.difference(state.last.wall, state.now))
        }
    }

    /// Begins no sooner than what is known already: nothing becomes known before what it follows.
    ///
    /// - Returns: how far the wall clock is behind that; nil where it is not, by more than the tolerance, or where it is so far behind that
    ///   what is known must be wrong. The run then begins with the wall clock.
    @discardableResult
    public func begin(after known: Timestamp) -> Duration? {
        state.withLock { state in
            Self.advance(&state, to: read())
            let (nanoseconds, isOverflow) = known.microseconds.multipliedReportingOverflow(by: 1000)
            let behind = Self.difference(nanoseconds, state.last.wall)
            // Also where it is asked again, because the store could not be opened at once.
            guard !isOverflow, nanoseconds > state.now, behind > 0, behind <= Self.longestLeadNanoseconds else {
                return nil
            }
            state.now = nanoseconds
            guard behind > Self.toleranceNanoseconds else { return nil }
            state.isUnsure = true
            state.toldLead = -behind
            Self.tell(ClockStep(.behind, by: -behind, lead: -behind), &state)
            return .nanoseconds(behind)
        }
    }

    /// Takes the time of a trade that came just now.
    ///
    /// - Parameters:
    ///   - isLive: whether it happened just now, too. One of a list shows that it is that late, and not that it is no later.
    ///   - steadyLead: how far the venue's trades have been ahead of our time for a while; nil where that is not known.
    /// - Returns: whether the run's time has followed it.
    public func take(tradeAt eventTime: Timestamp, isLive: Bool = true, steadyLead: Duration? = nil) -> Bool {
        state.withLock { state in
            guard state.toldLead != 0 || state.isUnsure else { return false }
            Self.advance(&state, to: read())
            let (event, isOverflow) = eventTime.microseconds.multipliedReportingOverflow(by: 1000)
            guard !isOverflow else { return false }
            let lead = Self.difference(state.last.wall, state.now)
            let distance = Self.difference(event, state.last.wall).magnitude
            let ahead = Self.difference(event, state.now)
            if lead > Self.toleranceNanoseconds, ahead > Self.toleranceNanoseconds, ahead > lead / 2,
                distance <= UInt64(Self.evidenceNanoseconds)
            {
                Self.follow(lead, &state)
                return true
            }
            // What had gathered while the machine stood still comes bit by bit.
            let isBehind = lead > Self.toleranceNanoseconds || state.isUnsure
            if isBehind, ahead > 2 * Self.toleranceNanoseconds, ahead <= Self.evidenceNanoseconds {
                Self.follow(ahead, &state)
                return true
            }
            if isLive { Self.assure(&state, runDistance: ahead.magnitude) }
            if isLive, lead < -Self.toleranceNanoseconds {
                Self.judge(&state, wallDistance: distance, runDistance: ahead.magnitude, lead: lead)
            }
            // The wall clock was wrong when the run began, so the venues are all there is.
            let steady = (steadyLead ?? .zero).microseconds.multipliedReportingOverflow(by: 1000)
            if state.isUnsure, !steady.overflow, steady.partialValue > Self.toleranceNanoseconds {
                Self.follow(steady.partialValue, &state)
                return true
            }
            return false
        }
    }

    /// How far the run's time has gone forward to where trades were, in all.
    public var followed: Duration { .nanoseconds(state.withLock { $0.followed }) }

    /// Whether trades could tell anything: the clocks differ, or the run is unsure.
    public var isInDoubt: Bool { state.withLock { $0.toldLead != 0 || $0.isUnsure } }

    /// Takes the time that `witnesses` trades of one frame have reached: a run that is unsure does not lag behind that. What one trade
    /// says is believed no further than `evidence`, since its stamp may be wrong.
    ///
    /// - Returns: whether the run's time has followed it.
    public func take(witnessed eventTime: Timestamp) -> Bool {
        state.withLock { state in
            guard state.isUnsure else { return false }
            Self.advance(&state, to: read())
            let (event, isOverflow) = eventTime.microseconds.multipliedReportingOverflow(by: 1000)
            let ahead = Self.difference(event, state.now)
            guard !isOverflow, ahead > 2 * Self.toleranceNanoseconds, ahead <= Self.longestLeadNanoseconds else {
                return false
            }
            Self.follow(ahead, &state)
            return true
        }
    }

    /// What has happened to the clock since the last call, in order; to be noted as frames.
    public func takeSteps() -> [ClockStep] {
        state.withLock { state in
            Self.advance(&state, to: read())
            defer { state.steps = [] }
            return state.steps
        }
    }
}

extension RunClock {
    /// Whether the wall clock is right that is behind the run's time. Trades that gathered while the machine stood still are old, and say so for
    /// a moment; those of now then say otherwise.
    private static func judge(_ state: inout State, wallDistance: UInt64, runDistance: UInt64, lead: Int64) {
        let half = (lead / 2).magnitude
        if wallDistance <= min(half, UInt64(evidenceNanoseconds)) {
            let since = state.aheadSince ?? state.last.elapsed
            state.aheadSince = since
            if difference(state.last.elapsed, since) >= agreeingNanoseconds { state.isAhead = true }
        } else if runDistance < half {
            (state.isAhead, state.aheadSince) = (false, nil)
        }
    }

    private static func assure(_ state: inout State, runDistance: UInt64) {
        guard state.isUnsure, runDistance <= UInt64(2 * toleranceNanoseconds) else {
            state.sureSince = nil
            return
        }
        let since = state.sureSince ?? state.last.elapsed
        state.sureSince = since
        if difference(state.last.elapsed, since) >= agreeingNanoseconds {
            (state.isUnsure, state.sureSince) = (false, nil)
        }
    }

    private static func advance(_ state: inout State, to reading: Reading) {
        let passed = max(0, difference(reading.elapsed, state.last.elapsed))
        let asleep = passed - max(0, difference(reading.awake, state.last.awake))
        state.last = Reading(
            wall: reading.wall, elapsed: max(state.last.elapsed, reading.elapsed),
            awake: max(state.last.awake, reading.awake))
        if asleep > toleranceNanoseconds {
            tell(ClockStep(.suspended, by: asleep, lead: difference(reading.wall, sum(state.now, passed))), &state)
        }
        let held = heldBack(passed, state)
        state.now = sum(state.now, passed - held)
        if state.toldLead != 0 { state.toldLead = sum(state.toldLead, held) }
        notice(&state)
    }

    /// How much slower the run's time goes than the monotonic clock.
    private static func heldBack(_ passed: Int64, _ state: State) -> Int64 {
        let behind = difference(sum(state.now, passed), state.last.wall)
        guard behind > 0, state.isAhead || behind <= toleranceNanoseconds else { return 0 }
        return min(behind, passed / (state.isAhead ? 2 : 20))
    }

    private static func notice(_ state: inout State) {
        let lead = difference(state.last.wall, state.now)
        if lead.magnitude <= UInt64(toleranceNanoseconds) {
            if lead > 0 { state.now = state.last.wall }
            guard state.toldLead != 0 else { return }
            tell(ClockStep(.wall, by: difference(lead, state.toldLead), lead: 0), &state)
            (state.toldLead, state.isAhead, state.isUnsure) = (0, false, false)
            state.aheadSince = nil
        } else if difference(lead, state.toldLead).magnitude > UInt64(toleranceNanoseconds) {
            tell(ClockStep(.wall, by: difference(lead, state.toldLead), lead: lead), &state)
            // A wall clock that went forward may have been set, or the host has stopped the machine, also beside a wrong one.
            if lead > state.toldLead { (state.isUnsure, state.sureSince) = (true, nil) }
            (state.toldLead, state.isAhead, state.aheadSince) = (lead, false, nil)
        }
    }

    /// The wall clock that it has come to may be wrong itself, as after a stop of the host: more may follow until trades
    /// agree for a while.
    private static func follow(_ step: Int64, _ state: inout State) {
        state.now = sum(state.now, step)
        state.followed = sum(state.followed, step)
        let lead = difference(state.last.wall, state.now)
        state.toldLead = lead.magnitude <= UInt64(toleranceNanoseconds) ? 0 : lead
        (state.isUnsure, state.sureSince) = (true, nil)
        tell(ClockStep(.followed, by: step, lead: lead), &state)
    }

    /// The newest is dropped where nobody takes them: the first says that something is wrong.
    private static func tell(_ step: ClockStep, _ state: inout State) {
        if state.steps.count < maximumSteps { state.steps.append(step) }
    }

    /// Clocks show what they like: a difference that does not fit is the largest there is.
    private static func difference(_ left: Int64, _ right: Int64) -> Int64 {
        let (value, isOverflow) = left.subtractingReportingOverflow(right)
        return isOverflow ? (left > right ? .max : .min + 1) : value
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (value, isOverflow) = left.addingReportingOverflow(right)
        return isOverflow ? (left > 0 ? .max : .min + 1) : value
    }
}
