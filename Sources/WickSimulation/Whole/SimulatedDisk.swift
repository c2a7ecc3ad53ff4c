import Glibc
import Synchronization
import WickFrames
import WickStore
import WickDomain

/// The disk under a simulated process: full at times, and its database locked by somebody else at others. Outlives the process.
final class SimulatedDisk: Sendable {
    /// What is wrong for a while.
    private struct Trouble {
        let from: Duration
        let until: Duration
        let fillsRecording: Bool
        let fillsStore: Bool
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
            let kind = random.index(below: 3)
            return Trouble(
                from: from, until: min(calm, from + .seconds(random.uniform(2, 90))), fillsRecording: kind != 0,
                fillsStore: kind != 1)
        }
        state = Mutex(State(random: random))
    }

    /// How often something was refused.
    var refusals: Int { state.withLock { $0.refusals } }

    private var trouble: Trouble? {
        let now = clock.now.elapsed
        return isHostile ? troubles.first { $0.from <= now && now < $0.until } : nil
    }

    /// What a look at the disk tells.
    var freeBytes: Int64 { trouble?.fillsStore == true ? 0 : 10 << 30 }

    var recordings: DiskGate {
        DiskGate { [self] in
            guard trouble?.fillsRecording == true else { return nil }
            state.withLock { $0.refusals += 1 }
            return ENOSPC
        }
    }

    func refusal(at moment: StoreDisturbance.Moment) -> StoreDisturbance.Refusal? {
        guard isHostile, clock.now.elapsed < calm else { return nil }
        let isFull = trouble?.fillsStore == true
        return state.withLock { state in
            // A full disk may be found out at either moment, a lock is met at the beginning.
            let refusal: StoreDisturbance.Refusal? =
                switch moment {
                case .beginning where state.random.chance(0.02): .busy
                case .beginning where isFull && state.random.chance(0.5): .full
                case .commit where isFull: .full
                default: nil
                }
            if refusal != nil { state.refusals += 1 }
            return refusal
        }
    }
}
