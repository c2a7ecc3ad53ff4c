import Synchronization
import WickAlerts
import WickDomain

/// Where alerts are sent to, which may be down, slow, or leave in doubt whether it has a message. Outlives the processes that send.
final class SimulatedChat: Sendable {
    static let target = "chat"

    /// A message that somebody can read.
    struct Receipt: Equatable, Sendable {
        let notice: String
        /// Whether it says that it may be a repeat.
        let mayRepeat: Bool
    }

    private struct State {
        var random: RandomSource
        var receipts: [Receipt] = []
    }

    private struct Fate {
        var isReceived = true
        var result = SendingResult.delivered
    }

    private let clock: VirtualClock
    private let isHostile: Bool
    private let calm: Duration
    private let state: Mutex<State>

    init(seed: UInt64, clock: VirtualClock, isHostile: Bool, calm: Duration) {
        (self.clock, self.isHostile, self.calm) = (clock, isHostile, calm)
        state = Mutex(State(random: RandomSource(seed: seed, stream: 76)))
    }

    var receipts: [Receipt] { state.withLock { $0.receipts } }

    /// - Parameter isHeard: whether what the sender says reaches anybody by then.
    func send(_ message: AlertMessage, isHeard: () -> Bool) async -> SendingResult {
        let (fate, first, second) = state.withLock { state in
            (
                draw(&state.random), Duration.milliseconds(5 + state.random.index(below: 1500)),
                Duration.milliseconds(5 + state.random.index(below: 1500))
            )
        }
        guard await pause(first), isHeard() else { return .failed(reason: "cancelled", isDoubtful: true) }
        if fate.isReceived {
            state.withLock {
                $0.receipts.append(Receipt(notice: message.notice.id, mayRepeat: message.mayRepeat))
            }
        }
        guard await pause(second) else { return .failed(reason: "cancelled", isDoubtful: true) }
        return fate.result
    }

    private func pause(_ duration: Duration) async -> Bool {
        do { try await clock.sleep(until: clock.now.advanced(by: duration)) } catch { return false }
        return true
    }

    private func draw(_ random: inout RandomSource) -> Fate {
        guard isHostile, clock.now.elapsed < calm else { return Fate() }
        switch random.index(below: 10) {
        case 0: return Fate(isReceived: false, result: .failed(reason: "connection refused"))
        case 1: return Fate(isReceived: false, result: .failed(reason: "status 429", asked: .seconds(20)))
        case 2: return Fate(isReceived: true, result: .failed(reason: "no answer within 10 s", isDoubtful: true))
        case 3: return Fate(isReceived: false, result: .failed(reason: "no answer within 10 s", isDoubtful: true))
        default: return Fate()
        }
    }
}

/// One process's way to the chat: what it sends after its death reaches nobody.
struct ProcessChat: AlertSender {
    let chat: SimulatedChat
    let isHeard: @Sendable () -> Bool

    var target: String { SimulatedChat.target }

    func send(_ message: AlertMessage) async -> SendingResult { await chat.send(message, isHeard: isHeard) }
}
