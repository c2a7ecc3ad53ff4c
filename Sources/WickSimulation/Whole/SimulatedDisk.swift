import Glibc
import Synchronization
import WickFrames
import WickStore
import WickDomain

/// The disk under a simulated process: full at times, and its database locked by somebody else at others. Outlives the process.
final class SimulatedDisk: Sendable {
    /// What is wrong for a while.
    private struct Trouble {
        enum Kind: CaseIterable {
            case fullForStore
            case fullForRecording
            case full
            /// Another program holds the database's lock.
            case locked
        }

        let from: Duration
        let until: Duration
        let kind: Kind
    }

    private struct State {
        var random: RandomSource
        var refusals = 0
    }

    private let clock: VirtualClock
    private let isHostile: Bool
    private let calm: Duration
    private let troubles: [Trouble]
    private let state: Mutex<State>

    /// - Parameter calm: since the start of the clock, after which nothing fails any more.
    init(seed: UInt64, clock: VirtualClock, isHostile: Bool, calm: Duration) {
        (self.clock, self.isHostile, self.calm) = (clock, isHostile, calm)
        var random = RandomSource(seed: seed, stream: 72)
        troubles = (0..<random.index(below: 4)).map { _ in
            let from = Duration.seconds(random.uniform(10, max(20, calm.seconds)))
            let kind = random.pick(Trouble.Kind.allCases)
            return Trouble(from: from, until: min(calm, from + Self.length(of: kind, calm, &random)), kind: kind)
        }
        rowRefusal = Self.rowRefusal(seed: seed, isHostile: isHostile)
        state = Mutex(State(random: random))
    }

    /// Mostly short; a full disk may stay so for a third of the run, which is hours of a long one, and a lock for minutes.
    private static func length(of kind: Trouble.Kind, _ calm: Duration, _ random: inout RandomSource) -> Duration {
        let isLong = random.chance(0.3)
        let short = random.uniform(2, 90)
        let part = random.uniform(0.1, 0.33)
        return switch kind {
        case _ where !isLong: .seconds(short)
        case .locked: .seconds(90 + random.uniform(0, 210))
        default: max(.seconds(short), calm * part)
        }
    }

    /// Rows that no table takes: of what nothing else is made from, one in two hundred, always the same ones.
    let rowRefusal: (@Sendable (RowKind, String) -> String?)?

    static func rowRefusal(seed: UInt64, isHostile: Bool) -> (@Sendable (RowKind, String) -> String?)? {
        guard isHostile else { return nil }
        return { kind, title in
            guard [.feature, .prediction].contains(kind) else { return nil }
            var hash = seed ^ 0xcbf2_9ce4_8422_2325
            for byte in title.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            return (hash >> 20) % 200 == 0 ? "the simulation refuses it" : nil
        }
    }

    /// How often something was refused.
    var refusals: Int { state.withLock { $0.refusals } }

    private var trouble: Trouble? {
        let now = clock.now.elapsed
        return isHostile ? troubles.first { $0.from <= now && now < $0.until } : nil
    }

    /// What a look at the disk tells.
    var freeBytes: Int64 { isFull(for: .fullForStore) ? 0 : 10 << 30 }

    private func isFull(for part: Trouble.Kind) -> Bool { trouble.map { $0.kind == part || $0.kind == .full } ?? false }

    var recordings: DiskGate {
        DiskGate { [self] in
            guard isFull(for: .fullForRecording) else { return nil }
            state.withLock { $0.refusals += 1 }
            return ENOSPC
        }
    }

    func refusal(at moment: StoreDisturbance.Moment) -> StoreDisturbance.Refusal? {
        guard isHostile, clock.now.elapsed < calm else { return nil }
        let isFull = isFull(for: .fullForStore)
        let isLocked = trouble?.kind == .locked
        return state.withLock { state in
            // A full disk may be found out at either moment, a lock is met at the beginning.
            let refusal: StoreDisturbance.Refusal? =
                switch moment {
                case .beginning where isLocked || state.random.chance(0.02): .busy
                case .beginning where isFull && state.random.chance(0.5): .full
                case .commit where isFull: .full
                default: nil
                }
            if refusal != nil { state.refusals += 1 }
            return refusal
        }
    }
}
