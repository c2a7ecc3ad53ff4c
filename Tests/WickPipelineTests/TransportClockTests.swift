import Synchronization
import Testing
import WickPipeline

@Suite struct TransportClockTests {
    /// The clock below, moved by hand; sleepers by it wake when time passes their moment.
    private final class Hand: Sendable {
        private struct State {
            var now: Duration = .zero
            var sleepers: [(due: Duration, continuation: CheckedContinuation<Void, Never>)] = []
            var waits = 0
        }

        private let state = Mutex(State())
        var now: Duration { state.withLock { $0.now } }
        var waits: Int { state.withLock { $0.waits } }
        var isAwaited: Bool { state.withLock { !$0.sleepers.isEmpty } }

        func move(by duration: Duration) {
            let due = state.withLock { state in
                state.now += duration
                let due = state.sleepers.filter { $0.due <= state.now }
                state.sleepers.removeAll { $0.due <= state.now }
                return due
            }
            for sleeper in due { sleeper.continuation.resume() }
        }

        func sleep(_ duration: Duration) async {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    state.withLock { $0.sleepers.append(($0.now + duration, continuation)) }
                    if Task.isCancelled { releaseAll() }
                }
            } onCancel: {
                releaseAll()
            }
        }

        /// Whoever sleeps looks at the clock again.
        private func releaseAll() {
            let all = state.withLock { state in
                defer { state.sleepers = [] }
                return state.sleepers
            }
            for sleeper in all { sleeper.continuation.resume() }
        }

        func noteWait() { state.withLock { $0.waits += 1 } }
    }

    private func clock(_ hand: Hand, speed: Double = 1) -> TransportClock {
        TransportClock(
            speed: speed, elapsed: { hand.now }, wait: { await hand.sleep($0) }, onWait: { _ in hand.noteWait() })
    }

    @Test func timePassesAtItsSpeedAndStandsStillWhilePaused() {
        let hand = Hand()
        let clock = clock(hand, speed: 30)
        hand.move(by: .seconds(2))
        #expect(clock.now.offset == .seconds(60))
        clock.setPaused(true)
        hand.move(by: .seconds(100))
        #expect(clock.now.offset == .seconds(60))
        clock.advance(by: .seconds(60))
        #expect(clock.now.offset == .seconds(120))
        clock.setPaused(false)
        clock.setSpeed(2)
        hand.move(by: .seconds(1))
        #expect(clock.now.offset == .seconds(122))
    }

    @Test func aSleeperWakesWhenItsMomentHasCome() async throws {
        let hand = Hand()
        let clock = clock(hand, speed: 10)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await clock.sleep(until: .init(offset: .seconds(50))) }
            while !hand.isAwaited { await Task.yield() }
            hand.move(by: .seconds(5))
            try await group.waitForAll()
        }
        #expect(clock.now.offset == .seconds(50) && hand.waits == 1)
    }

    @Test func steppingWakesASleeperOfAPausedClock() async throws {
        let hand = Hand()
        let clock = clock(hand)
        clock.setPaused(true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await clock.sleep(until: .init(offset: .seconds(50))) }
            while hand.waits == 0 { await Task.yield() }
            clock.advance(by: .seconds(60))
            try await group.waitForAll()
        }
        #expect(clock.now.offset == .seconds(60))
    }

    @Test func goingBackIsToldToWhoeverSleeps() async {
        let hand = Hand()
        let clock = clock(hand)
        clock.advance(by: .seconds(300))
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    try await clock.sleep(until: .init(offset: .seconds(900)))
                    return false
                } catch {
                    return error is TransportClock.Rewound
                }
            }
            while !hand.isAwaited { await Task.yield() }
            clock.rewind(by: .seconds(60))
            clock.rewind(by: .seconds(60))
            for await isTold in group { #expect(isTold) }
        }
        #expect(clock.isRewound)
        #expect(clock.takeRewind() == .seconds(180))
        #expect(clock.now.offset == .zero && !clock.isRewound)
        #expect(clock.takeRewind() == nil)
    }

    @Test func aCancelledSleeperEnds() async {
        let hand = Hand()
        let clock = clock(hand)
        clock.setPaused(true)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do { try await clock.sleep(until: .init(offset: .seconds(1))) } catch {
                    return error is CancellationError
                }
                return false
            }
            while hand.waits == 0 { await Task.yield() }
            group.cancelAll()
            for await isCancelled in group { #expect(isCancelled) }
        }
    }
}
